import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../app/testing/connections.ts';
import { type ConnectionForm, emptyForm, formOf, readForm } from './connection-form.ts';
import { withEndpointText, withPlace, withProvider } from './connection-place.ts';

const filled: ConnectionForm = {
  ...emptyForm,
  name: 'Studio',
  accessKeyId: 'AKID',
  secretAccessKey: 'secret',
};
const cos = withProvider(filled, 'cos');
const oss = withProvider(filled, 'oss');

describe('a vendor’s service', () => {
  it('has its host from network and region', () => {
    expect(readForm(withPlace(cos, 'region', ' ap-Guangzhou ')).values?.settings).toMatchObject({
      provider: 'cos',
      endpoint: { host: 'cos.ap-guangzhou.myqcloud.com', port: null, usesTls: true },
      region: 'ap-guangzhou',
      addressing: 'auto',
    });
    // Both spellings of a region are around; hosts and signatures want it bare.
    expect(readForm(withPlace(oss, 'internal', 'oss-cn-beijing')).values?.settings).toMatchObject({
      endpoint: { host: 'oss-cn-beijing-internal.aliyuncs.com' },
      region: 'cn-beijing',
    });
  });

  it('can be asked for all regions where it has a host for that', () => {
    expect(readForm(cos).values?.settings).toMatchObject({
      endpoint: { host: 'service.cos.myqcloud.com' },
      region: null,
    });
    expect(readForm(oss).problems).toEqual({ region: 'region-missing' });
    expect(readForm(withPlace(cos, 'internal', '')).problems).toEqual({ region: 'region-missing' });
    expect(readForm(withPlace(oss, 'accelerate', '')).values?.settings.region).toBeNull();
  });

  it('is recognised in a pasted address, bucket and folder included', () => {
    expect(withEndpointText(oss, 'https://media.oss-cn-shanghai.aliyuncs.com/photos/2026/')).toMatchObject({
      network: 'region',
      region: 'cn-shanghai',
      host: 'oss-cn-shanghai.aliyuncs.com',
      startBucket: 'media',
      startPrefix: 'photos/2026/',
    });
    expect(withEndpointText(cos, 'cos.accelerate.myqcloud.com')).toMatchObject({
      network: 'accelerate',
      region: '',
    });
  });

  it('is taken over when the provider is chosen after its address', () => {
    const pasted = withEndpointText(filled, 'http://media-125.cos.ap-seoul.myqcloud.com/');
    expect(withProvider(pasted, 'cos')).toMatchObject({
      network: 'region',
      region: 'ap-seoul',
      usesTls: false,
      startBucket: 'media-125',
    });
    expect(withProvider(pasted, 'oss')).toMatchObject({ network: 'region', region: '', host: '' });
  });

  it('forgets what only another provider has', () => {
    const form = withProvider({ ...filled, source: 'aws-profile', addressing: 'path' }, 'cos');
    expect(form).toMatchObject({ source: 'keys', addressing: 'auto' });
    const old: ConnectionForm = { ...oss, signatureVersion: 'v1' };
    expect(withProvider(old, 's3')).toMatchObject({
      signatureVersion: 'v4',
      host: '',
      network: 'own-server',
    });
  });

  it('asks for whole names of COS buckets', () => {
    expect(readForm({ ...cos, startBucket: 'media' }).problems).toEqual({
      startBucket: 'start-bucket-account',
    });
    expect(readForm({ ...cos, startBucket: 'media-125' }).problems).toBeNull();
  });
});

describe('a domain of one bucket', () => {
  const domain: ConnectionForm = { ...withPlace(oss, 'custom-domain', ''), host: 'files.example.com' };

  it('needs its bucket, and a region where the signature names one', () => {
    expect(readForm(domain).problems).toEqual({
      region: 'region-for-signature',
      startBucket: 'domain-bucket-missing',
    });
    expect(
      readForm({ ...domain, signatureVersion: 'v1', startBucket: 'media' }).values?.settings,
    ).toMatchObject({
      endpoint: { host: 'files.example.com' },
      addressing: 'custom-domain',
      signatureVersion: 'v1',
      startAt: { bucket: 'media', prefix: '' },
    });
    expect(readForm({ ...domain, host: '10.0.0.7' }).problems).toMatchObject({ host: 'domain-invalid' });
  });

  it('has folders in the path of its address, and no bucket', () => {
    expect(
      withEndpointText({ ...domain, startBucket: 'media' }, 'https://files.example.com/photos/'),
    ).toMatchObject({
      network: 'custom-domain',
      startBucket: 'media',
      startPrefix: 'photos/',
    });
  });

  it('is there for S3 as well', () => {
    const form: ConnectionForm = { ...filled, host: 'files.example.com', addressing: 'custom-domain' };
    expect(readForm(form).problems).toEqual({ startBucket: 'domain-bucket-missing' });
  });
});

describe('another server that speaks a vendor’s API', () => {
  it.each([
    ['oss.corp.example', 'auto', 'virtual-host'],
    ['10.0.0.7', 'auto', 'path'],
    ['[::1]', 'auto', 'path'],
    ['oss.localhost', 'auto', 'virtual-host'],
    ['oss.corp.example', 'path', 'path'],
  ] as const)('%s with %s names buckets by %s', (host, addressing, expected) => {
    const form: ConnectionForm = { ...withPlace(oss, 'own-server', ''), host, addressing, port: '9000' };
    const { values } = readForm(form);
    expect(values?.settings).toMatchObject({ addressing: expected, endpoint: { host, port: 9_000 } });
  });
});

it('takes a network that is named beside the host', () => {
  const saved = connectionOf('a', {
    provider: 'oss',
    endpoint: { host: 'oss-cn-hangzhou.aliyuncs.com', port: null, usesTls: true, network: 'internal' },
    region: 'cn-hangzhou',
  });
  expect(formOf(saved)).toMatchObject({ network: 'internal', host: 'oss-cn-hangzhou-internal.aliyuncs.com' });
});

it.each([
  [
    {
      endpoint: { host: 's3.eu-west-1.amazonaws.com', port: null, usesTls: true, network: 'acceleration' },
      appName: 'nightly',
      checksCrc: false,
    },
  ],
  [
    {
      provider: 'cos',
      endpoint: { host: 'cos.ap-seoul.tencentcos.cn', port: null, usesTls: true },
      region: 'ap-seoul',
    },
  ],
  [{ provider: 'oss', endpoint: { host: 'oss-accelerate.aliyuncs.com', port: null, usesTls: true } }],
  [
    {
      provider: 'oss',
      endpoint: { host: 'files.example.com', port: 8_443, usesTls: true },
      region: 'cn-hangzhou',
      addressing: 'custom-domain',
      signatureVersion: 'v1',
      startAt: { bucket: 'media', prefix: 'in/' },
    },
  ],
  [
    {
      provider: 'cos',
      endpoint: { host: 'cos.localhost', port: 9_000, usesTls: false },
      addressing: 'virtual-host',
      startAt: { bucket: 'media-125', prefix: '' },
    },
  ],
] as const)('reads back what was saved: %j', (settings) => {
  const saved = connectionOf('a', settings);
  expect(saved).toMatchObject(readForm(formOf(saved)).values?.settings ?? {});
});

import { describe, expect, it } from 'vitest';
import type { ProviderId } from '../../../shared/model/connection.ts';
import { type Network, providerOfHost, vendorHosts } from './vendor-hosts.ts';

describe('the hosts of a vendor', () => {
  it.each<[ProviderId, Network, string, string]>([
    ['cos', 'region', 'ap-guangzhou', 'cos.ap-guangzhou.myqcloud.com'],
    ['cos', 'region', '', 'service.cos.myqcloud.com'],
    ['cos', 'internal', 'ap-shanghai', 'cos-internal.ap-shanghai.tencentcos.cn'],
    ['cos', 'accelerate', '', 'cos.accelerate.myqcloud.com'],
    ['oss', 'region', 'cn-hangzhou', 'oss-cn-hangzhou.aliyuncs.com'],
    ['oss', 'internal', 'cn-beijing', 'oss-cn-beijing-internal.aliyuncs.com'],
    ['oss', 'dual-stack', 'cn-hangzhou', 'cn-hangzhou.oss.aliyuncs.com'],
    ['oss', 'accelerate', '', 'oss-accelerate.aliyuncs.com'],
    ['oss', 'accelerate-overseas', '', 'oss-accelerate-overseas.aliyuncs.com'],
  ])('%s %s %s', (provider, network, region, host) => {
    const hosts = vendorHosts[provider];
    expect(hosts?.hostOf(network, region)).toBe(host);
    expect(hosts?.read(host)).toEqual({ network, region: region || null, bucket: null });
    expect(providerOfHost(host)).toBe(provider);
  });

  it.each<[ProviderId, string, string, string]>([
    ['cos', 'media-1250000000.cos.ap-nanjing.myqcloud.com', 'ap-nanjing', 'media-1250000000'],
    ['cos', 'media-1250000000.cos.ap-nanjing.tencentcos.cn', 'ap-nanjing', 'media-1250000000'],
    ['oss', 'media.oss-eu-west-1.aliyuncs.com', 'eu-west-1', 'media'],
  ])('%s with a bucket in front: %s', (provider, host, region, bucket) => {
    expect(vendorHosts[provider]?.read(host)).toEqual({ network: 'region', region, bucket });
  });

  it.each(['s3.eu-west-1.amazonaws.com', 's3.oss-cn-hangzhou.aliyuncs.com', 'minio.example', ''])(
    '%j is nobody’s own API',
    (host) => expect(providerOfHost(host)).toBeNull(),
  );

  it('have a host for every region that is offered', () => {
    for (const provider of ['cos', 'oss'] as const) {
      const hosts = vendorHosts[provider];
      for (const region of hosts?.regions ?? []) {
        expect(hosts?.read(hosts.hostOf('region', region))).toMatchObject({ region });
      }
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointSchema } from '../../../shared/model/connection.ts';
import { parseEndpointText } from './endpoint-text.ts';

const nothing = { usesTls: null, port: null, region: null, bucket: null, prefix: '' };

describe('an address as people have it', () => {
  it.each([
    ['minio.example', { ...nothing, host: 'minio.example' }],
    ['  minio.example:9000 ', { ...nothing, host: 'minio.example', port: 9_000 }],
    ['http://127.0.0.1:9000', { ...nothing, host: '127.0.0.1', port: 9_000, usesTls: false }],
    ['HTTPS://Minio.Example/', { ...nothing, host: 'Minio.Example', usesTls: true }],
    ['https://minio.example:443', { ...nothing, host: 'minio.example', usesTls: true }],
    ['http://[::1]:9000/', { ...nothing, host: '[::1]', port: 9_000, usesTls: false }],
    [
      'https://minio.example/media/photos/2026/',
      { ...nothing, host: 'minio.example', usesTls: true, bucket: 'media', prefix: 'photos/2026/' },
    ],
    [
      'https://minio.example/media/a%20b/%E4%B8%AD?X-Amz-Signature=abc#x',
      {
        ...nothing,
        host: 'minio.example',
        usesTls: true,
        bucket: 'media',
        prefix: 'a b/中',
        path: 'media/a b/中',
      },
    ],
    ['https://ann:secret@minio.example', { ...nothing, host: 'minio.example', usesTls: true }],
    ['s3.eu-west-1.amazonaws.com', { ...nothing, host: 's3.eu-west-1.amazonaws.com', region: 'eu-west-1' }],
    [
      'https://my.bucket.s3.eu-west-1.amazonaws.com/photos/',
      {
        ...nothing,
        usesTls: true,
        host: 's3.eu-west-1.amazonaws.com',
        region: 'eu-west-1',
        bucket: 'my.bucket',
        prefix: 'photos/',
        path: 'photos/',
      },
    ],
    [
      'https://s3.cn-north-1.amazonaws.com.cn',
      { ...nothing, usesTls: true, host: 's3.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
    ],
  ])('%s', (text, parsed) => expect(parseEndpointText(text)).toMatchObject(parsed));

  it.each(['', 'https://', 'a b', 'host:99999', 'host:0', 'ftp://host/', 'host:9000x', 'höst'])(
    'has no host in %j',
    (text) => expect(parseEndpointText(text)).toBeNull(),
  );

  it('gives a host that the contract takes, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseEndpointText(text);
        if (parsed === null || parsed.host.length > 253) return;
        const { host, port } = parsed;
        expect(endpointSchema.safeParse({ host, port, usesTls: true }).success).toBe(true);
      }),
    );
  });
});

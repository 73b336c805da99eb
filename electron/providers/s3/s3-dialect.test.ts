import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { encodeKey } from '../client/encode.ts';
import { EventStreamReader, printEventFrame } from '../select/event-stream.ts';
import { addressS3, amazonRegion } from './addressing.ts';
import { checkNewS3BucketName } from './bucket-names.ts';

describe('networks of Amazon', () => {
  const amazon = { host: 's3.amazonaws.com', port: null, usesTls: true };
  const addressOf = (
    changes: object,
    bucket: string | null,
    key: string | null,
    style: 'auto' | 'path' = 'auto',
  ) => {
    const { hostHeader, rawPath } = addressS3({ ...amazon, ...changes }, style, 'eu-west-1', { bucket, key });
    return hostHeader + rawPath;
  };

  test('acceleration is for objects of buckets without dots', () => {
    const network = 'acceleration';
    expect(addressOf({ network }, 'b', 'k')).toBe('b.s3-accelerate.amazonaws.com/k');
    expect(addressOf({ network }, 'b', null)).toBe('b.s3.eu-west-1.amazonaws.com/');
    expect(addressOf({ network }, 'a.b', 'k')).toBe('s3.eu-west-1.amazonaws.com/a.b/k');
    expect(addressOf({ network }, 'b', 'k', 'path')).toBe('s3.eu-west-1.amazonaws.com/b/k');
    expect(addressOf({ network }, null, null)).toBe('s3.eu-west-1.amazonaws.com/');
    const host = 's3-accelerate.dualstack.amazonaws.com';
    expect(addressOf({ host }, 'b', 'k')).toBe('b.s3-accelerate.dualstack.amazonaws.com/k');
    expect(addressOf({ host }, null, null)).toBe('s3.dualstack.eu-west-1.amazonaws.com/');
  });

  test('dual stack is another host of the region', () => {
    expect(addressOf({ network: 'dual-stack' }, 'b', 'k')).toBe('b.s3.dualstack.eu-west-1.amazonaws.com/k');
    expect(addressOf({ network: 'dual-stack', host: 's3-fips.us-east-1.amazonaws.com' }, null, null)).toBe(
      's3-fips.dualstack.eu-west-1.amazonaws.com/',
    );
  });

  test('what Amazon lacks is refused; elsewhere the network says nothing', () => {
    expect(() => addressOf({ network: 'internal' }, 'b', 'k')).toThrow(/private link/);
    const host = 's3.cn-north-1.amazonaws.com.cn';
    expect(() => addressOf({ network: 'acceleration', host }, 'b', 'k')).toThrow(/no such host/);
    expect(addressOf({ network: 'internal', host: 'minio.test' }, 'b', 'k')).toBe('minio.test/b/k');
  });

  test('a custom domain is one bucket’s own', () => {
    const endpoint = { host: 'files.example.test', port: null, usesTls: true };
    const address = addressS3(endpoint, 'custom-domain', 'r', { bucket: 'b', key: 'k' });
    expect(address.hostHeader + address.rawPath).toBe('files.example.test/k');
    expect(() => addressS3(endpoint, 'custom-domain', 'r', { bucket: null, key: null })).toThrow(
      /own domain/,
    );
  });
});

describe('addresses', () => {
  test.each([
    ['s3.amazonaws.com', null, true, 'auto', 'eu-west-1', 'b', 'k', 'b.s3.eu-west-1.amazonaws.com', '/k'],
    [
      's3.us-east-1.amazonaws.com',
      null,
      true,
      'auto',
      'eu-west-1',
      'b',
      'k',
      'b.s3.eu-west-1.amazonaws.com',
      '/k',
    ],
    [
      's3.cn-north-1.amazonaws.com.cn',
      null,
      true,
      'auto',
      'cn-north-1',
      'b',
      null,
      'b.s3.cn-north-1.amazonaws.com.cn',
      '/',
    ],
    [
      's3.dualstack.eu-west-1.amazonaws.com',
      null,
      true,
      'auto',
      'eu-west-1',
      'b',
      'k',
      'b.s3.dualstack.eu-west-1.amazonaws.com',
      '/k',
    ],
    ['s3.amazonaws.com', null, true, 'auto', 'us-east-1', 'a.b', 'k', 's3.us-east-1.amazonaws.com', '/a.b/k'],
    [
      's3.amazonaws.com',
      null,
      true,
      'auto',
      'us-east-1',
      'Upper_Case',
      'k',
      's3.us-east-1.amazonaws.com',
      '/Upper_Case/k',
    ],
    ['s3.amazonaws.com', null, true, 'path', 'us-east-1', 'b', 'k', 's3.us-east-1.amazonaws.com', '/b/k'],
    ['files.example', null, true, 'custom-domain', 'us-east-1', 'b', 'k', 'files.example', '/k'],
    ['127.0.0.1', 9000, false, 'auto', 'us-east-1', 'b', 'k', '127.0.0.1:9000', '/b/k'],
    ['minio.test', 80, false, 'auto', 'us-east-1', 'b', null, 'minio.test', '/b'],
    ['minio.test', 443, true, 'auto', 'us-east-1', null, null, 'minio.test', '/'],
    ['minio.test', null, true, 'virtual-host', 'us-east-1', 'b', 'k', 'b.minio.test', '/k'],
    ['[::1]', 9000, false, 'auto', 'us-east-1', 'b', 'k', '[::1]:9000', '/b/k'],
  ] as const)(
    '%s:%s TLS %s %s %s %s/%s',
    (host, port, usesTls, style, region, bucket, key, hostHeader, rawPath) => {
      const address = addressS3({ host, port, usesTls }, style, region, { bucket, key });
      expect([address.hostHeader, address.rawPath]).toEqual([hostHeader, rawPath]);
    },
  );

  test('tell the region in a host name', () => {
    expect(amazonRegion('s3.eu-central-1.amazonaws.com')).toBe('eu-central-1');
    expect(amazonRegion('s3-us-west-2.amazonaws.com')).toBe('us-west-2');
    expect(amazonRegion('s3.amazonaws.com')).toBeNull();
    expect(amazonRegion('minio.test')).toBeNull();
  });

  test('keep every key: what is decoded is what was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const key = text.toWellFormed();
        const encoded = encodeKey(key);
        expect(encoded).toMatch(/^[A-Za-z0-9\-._~%/]*$/);
        expect(decodeURIComponent(encoded)).toBe(key);
        expect(encoded.split('/')).toHaveLength(key.split('/').length);
      }),
    );
  });
});

describe('names of new buckets', () => {
  test.each([
    ['ab', 'bucket-name-too-short'],
    ['x'.repeat(64), 'bucket-name-too-long'],
    ['Photos', 'bucket-name-upper-case'],
    ['my_photos', 'bucket-name-characters'],
    ['фото-архив', 'bucket-name-characters'],
    ['-photos', 'bucket-name-start-or-end'],
    ['photos.', 'bucket-name-start-or-end'],
    ['a..b', 'bucket-name-adjacent-dots'],
    ['a.-b', 'bucket-name-adjacent-dots'],
    ['192.168.5.4', 'bucket-name-like-address'],
    ['xn--photos', 'bucket-name-reserved'],
    ['photos-s3alias', 'bucket-name-reserved'],
  ])('%s: %s', (bucket, reason) => {
    try {
      checkNewS3BucketName(bucket);
    } catch (thrown) {
      expect(toAppError(thrown)).toMatchObject({ kind: 'invalid-input', reason, resource: bucket });
      return;
    }
    throw new Error('was accepted');
  });

  test.each(['abc', 'x'.repeat(63), '1-2.3', 'my-photos.2026'])('%s is fine', (bucket) => {
    checkNewS3BucketName(bucket);
  });
});

describe('event streams', () => {
  const frame = printEventFrame({ headers: { ':event-type': 'Records' }, payload: Buffer.from('Jane,10\n') });

  test('a damaged byte anywhere is found', () => {
    for (let at = 0; at < frame.length; at += 1) {
      const damaged = Buffer.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const reader = new EventStreamReader();
      expect(() => {
        reader.push(damaged);
        reader.end();
      }, `byte ${at}`).toThrow();
    }
  });

  test('a stream that stops inside a frame is cut off', () => {
    const reader = new EventStreamReader();
    expect(reader.push(frame.subarray(0, -1))).toEqual([]);
    expect(() => reader.end()).toThrow('broken or cut off');
  });
});

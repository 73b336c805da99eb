import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppFailure } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import { errorXml, instantPace, ScriptedTransport } from '../testing/scripted-transport.ts';

const good = [
  '<?xml version="1.0"?><ListBucketResult xmlns="x"><Name>b</Name><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType><NextContinuationToken>t</NextContinuationToken><Contents><Key>a%20b&amp;</Key><Size>12</Size><LastModified>2025-10-10T08:09:10.000Z</LastModified><ETag>&quot;e&quot;</ETag></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>',
  '<ListVersionsResult><Version><Key>k</Key><VersionId>1</VersionId></Version><DeleteMarker><Key>k</Key></DeleteMarker></ListVersionsResult>',
  '<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><CreationDate>2025-10-10T08:09:10.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
  '<ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><ETag>"e"</ETag><Size>5</Size></Part></ListPartsResult>',
  '<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>',
  '<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>',
  errorXml('SlowDown'),
  errorXml('AccessDenied', 'Request has expired', '<ServerTime>2026-01-02T09:04:05Z</ServerTime>'),
  errorXml('AccessDenied', 'elsewhere', '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>'),
  '<ListAllMyBucketsResult><NextMarker>m</NextMarker><Buckets><Bucket><Name>b</Name><Location>ap-beijing</Location></Bucket></Buckets></ListAllMyBucketsResult>',
];

/** Every dialect, where it has to find regions and where it has not. */
const connections: readonly [string, Partial<ProviderOptions>][] = [
  ['s3', {}],
  ['cos', { provider: 'cos', region: null, endpoint: hostOf('service.cos.myqcloud.com') }],
  ['oss', { provider: 'oss', region: null, endpoint: hostOf('oss-accelerate.aliyuncs.com') }],
];

function hostOf(host: string): ProviderOptions['endpoint'] {
  return { host, port: null, usesTls: true };
}

/** Runs of eight answers each; more of them by hand: `FUZZ_RUNS=12500`. */
const runs = Number(process.env.FUZZ_RUNS ?? 250);

/** Damage as networks, proxies and bad servers do it: cut, repeat, flip, swap in something else. */
const mutation = fc.record({
  document: fc.constantFrom(...good),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  insert: fc.oneof(
    fc.string({ maxLength: 10 }),
    fc.constantFrom(
      '<',
      '</',
      '>',
      '&',
      '&#0;',
      '&#x110000;',
      '<![CDATA[',
      '<!--',
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      '\u0000',
      '%',
      '__proto__',
    ),
  ),
  status: fc.constantFrom(200, 200, 200, 204, 301, 400, 403, 404, 500, 503, 599),
});

test.each(connections)(
  '%s, damaged answers: every call ends with a result or an AppFailure',
  {
    timeout: 600_000,
  },
  async (_name, changes) => {
    await fc.assert(
      fc.asyncProperty(mutation, async ({ document, at, length, insert, status }) => {
        const from = Math.floor(at * document.length);
        const body = document.slice(0, from) + insert + document.slice(from + length);
        const calls = (provider: ReturnType<typeof openProvider>) => [
          () => provider.service.listBuckets(),
          () =>
            provider.objects.listObjects({
              bucket: 'b',
              prefix: '',
              delimiter: null,
              token: null,
              maxKeys: 10,
            }),
          () =>
            provider.versions.listObjectVersions({
              bucket: 'b',
              prefix: '',
              delimiter: null,
              token: null,
              maxKeys: 10,
            }),
          () => provider.multipart.listParts({ bucket: 'b', key: 'k', uploadId: 'u' }),
          () =>
            provider.multipart.completeMultipartUpload({ bucket: 'b', key: 'k', uploadId: 'u', parts: [] }),
          () => provider.objects.deleteObjects({ bucket: 'b', targets: [{ key: 'k' }] }),
          () => provider.buckets.getBucketLocation({ bucket: 'b' }),
          () => provider.objects.headObject({ bucket: 'b', key: 'k' }),
        ];
        for (let index = 0; index < 8; index += 1) {
          const transport = new ScriptedTransport();
          transport.send = async () => ({
            status,
            headers:
              status < 400 ? {} : { 'x-oss-err': Buffer.from(body).toString('base64').slice(insert.length) },
            body: Buffer.from(body),
            receivedBytes: body.length,
            sentBytes: 0,
          });
          const provider = openProvider(localOptions(9_000, changes), { transport, pace: instantPace() });
          try {
            await calls(provider)[index]?.();
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(AppFailure);
            expect((thrown as AppFailure).appError.kind).not.toBe('internal');
          }
        }
      }),
      { numRuns: runs },
    );
  },
);

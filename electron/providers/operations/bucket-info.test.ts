import { describe, expect, test } from 'vitest';
import type { BucketStat } from '../../../shared/model/bucket.ts';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml, type ScriptedAnswer } from '../testing/scripted-transport.ts';

const ok = (body: string): ScriptedAnswer => ({ status: 200, body });
const refused = (status: number, code: string): ScriptedAnswer => ({ status, body: errorXml(code) });

describe('what is known of a bucket', () => {
  test('OSS tells in one answer', async () => {
    const { buckets, sent } = openScripted('oss', [
      ok(`<BucketInfo><Bucket><Name>b</Name><CreationDate>2025-01-02T03:04:05.000Z</CreationDate>
        <Location>oss-cn-hangzhou</Location><StorageClass>IA</StorageClass><DataRedundancyType>ZRS</DataRedundancyType>
        <ExtranetEndpoint>e</ExtranetEndpoint><IntranetEndpoint>i</IntranetEndpoint><Versioning>Enabled</Versioning>
        <Owner><ID>1</ID><DisplayName>one</DisplayName></Owner><AccessControlList><Grant>private</Grant></AccessControlList>
        <ServerSideEncryptionRule><SSEAlgorithm>SM4</SSEAlgorithm></ServerSideEncryptionRule></Bucket></BucketInfo>`),
    ]);
    expect(await buckets.getBucketInfo({ bucket: 'b' })).toEqual({
      name: 'b',
      createdAtMs: Date.UTC(2025, 0, 2, 3, 4, 5),
      region: 'cn-hangzhou',
      storageClass: 'IA',
      endpoints: { public: 'e', internal: 'i' },
      owner: { id: '1', displayName: 'one' },
      isMultiZone: true,
      access: 'private',
      versioning: 'Enabled',
      encryption: 'SM4',
      hasObjectLock: null,
    });
    expect(sent()).toEqual(['GET b.oss-cn-hangzhou.aliyuncs.com/?bucketInfo']);
  });

  const everybody = '<Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>';
  const grants = (list: string) =>
    ok(
      `<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList><Grant><Grantee><ID>1</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>${list}</AccessControlList></AccessControlPolicy>`,
    );

  test('S3 is asked for one thing after the other; what is refused stays open', async () => {
    const { buckets, sent } = openScripted('s3', [
      { status: 200 },
      ok('<LocationConstraint>eu-west-1</LocationConstraint>'),
      ok('<VersioningConfiguration/>'),
      refused(403, 'AccessDenied'),
      refused(501, 'NotImplemented'),
      grants(`<Grant>${everybody}<Permission>READ</Permission></Grant>`),
      ok(
        '<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><CreationDate>2025-01-02T03:04:05.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
      ),
    ]);
    expect(await buckets.getBucketInfo({ bucket: 'b' })).toEqual({
      name: 'b',
      createdAtMs: Date.UTC(2025, 0, 2, 3, 4, 5),
      region: 'eu-west-1',
      owner: { id: '1', displayName: '' },
      isMultiZone: null,
      access: 'public-read',
      versioning: 'Off',
      encryption: null,
      hasObjectLock: null,
    });
    expect(sent()[0]).toMatch(/^HEAD /);
  });

  test.each([
    ['', 'private'],
    [
      `<Grant>${everybody}<Permission>WRITE</Permission></Grant><Grant>${everybody}<Permission>READ</Permission></Grant>`,
      'public-read-write',
    ],
    [`<Grant>${everybody}<Permission>WRITE</Permission></Grant>`, 'custom'],
    ['<Grant><Grantee><ID>2</ID></Grantee><Permission>READ</Permission></Grant>', 'custom'],
    [
      '<Grant><Grantee><ID>qcs::cam::anyone:anyone</ID></Grantee><Permission>READ</Permission></Grant>',
      'public-read',
    ],
  ])('%# access is %s', async (list, word) => {
    const denied = refused(403, 'AccessDenied');
    const { buckets } = openScripted('cos', [
      { status: 200, headers: { 'x-cos-bucket-az-type': 'MAZ' } },
      denied,
      denied,
      denied,
      denied,
      grants(list),
      denied,
    ]);
    expect(await buckets.getBucketInfo({ bucket: 'b-1' })).toMatchObject({ access: word, isMultiZone: true });
  });

  test('MinIO grants everything to nobody by name, which is the owner', async () => {
    const denied = refused(403, 'AccessDenied');
    const acl = `<AccessControlPolicy><Owner><ID></ID><DisplayName></DisplayName></Owner><AccessControlList>
      <Grant><Grantee><Type>CanonicalUser</Type></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`;
    const answers = [{ status: 200 }, denied, denied, denied, denied, ok(acl), denied];
    const { buckets } = openScripted('s3', answers);
    expect(await buckets.getBucketInfo({ bucket: 'b' })).toMatchObject({ access: 'private' });
  });

  test('no bucket is a failure, and so is a broken server', async () => {
    const missing = openScripted('s3', [{ status: 404 }]);
    expect((await errorOf(missing.buckets.getBucketInfo({ bucket: 'b' }))).kind).toBe('not-found');
    const broken = openScripted('s3', [{ status: 200 }, ok('<LocationConstraint')]);
    expect((await errorOf(broken.buckets.getBucketInfo({ bucket: 'b' }))).kind).toBe('malformed-response');
    const odd = openScripted('oss', [ok('<ListBucketResult/>')]);
    expect((await errorOf(odd.buckets.getBucketInfo({ bucket: 'b' }))).kind).toBe('malformed-response');
  });
});

describe('how much is in a bucket', () => {
  test('OSS tells in one answer', async () => {
    const { buckets, sent } = openScripted('oss', [
      ok(
        '<BucketStat><Storage>1600</Storage><ObjectCount>230</ObjectCount><MultipartUploadCount>4</MultipartUploadCount><StandardStorage>430</StandardStorage><StandardObjectCount>66</StandardObjectCount><InfrequentAccessStorage>1170</InfrequentAccessStorage><InfrequentAccessObjectCount>164</InfrequentAccessObjectCount></BucketStat>',
      ),
    ]);
    expect(await buckets.getBucketStat({ bucket: 'b' })).toEqual({
      objectCount: 230,
      sizeBytes: 1600,
      uploadCount: 4,
      storageClasses: {
        Standard: { objectCount: 66, sizeBytes: 430 },
        IA: { objectCount: 164, sizeBytes: 1170 },
      },
    });
    expect(sent()).toEqual(['GET b.oss-cn-hangzhou.aliyuncs.com/?stat']);
  });

  const object = (key: string, size: number, storageClass = '') =>
    `<Contents><Key>${key}</Key><Size>${size}</Size><StorageClass>${storageClass}</StorageClass></Contents>`;
  const first = ok(
    `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${object('a', 5)}${object('b', 7, 'GLACIER')}</ListBucketResult>`,
  );
  const second = ok(`<ListBucketResult>${object('c', 8_589_934_592)}</ListBucketResult>`);
  const uploads = ok(
    '<ListMultipartUploadsResult><Upload><Key>u</Key><UploadId>1</UploadId></Upload></ListMultipartUploadsResult>',
  );

  test('elsewhere everything is listed, and each page reported', async () => {
    const { buckets } = openScripted('s3', [first, second, uploads]);
    const reports: BucketStat[] = [];
    const stat = await buckets.getBucketStat({ bucket: 'b' }, { onProgress: (soFar) => reports.push(soFar) });
    expect(stat).toEqual({
      objectCount: 3,
      sizeBytes: 8_589_934_604,
      uploadCount: 1,
      storageClasses: {
        '': { objectCount: 2, sizeBytes: 8_589_934_597 },
        GLACIER: { objectCount: 1, sizeBytes: 7 },
      },
    });
    expect(reports.map(({ objectCount, uploadCount }) => [objectCount, uploadCount])).toEqual([
      [2, null],
      [3, null],
      [3, 1],
    ]);
  });

  test('a server that lists no uploads of a bucket is not believed', async () => {
    const minio = { status: 200, headers: { server: 'MinIO' }, body: '<ListBucketResult/>' };
    const { buckets, sent } = openScripted('s3', [minio]);
    expect((await buckets.getBucketStat({ bucket: 'b' })).uploadCount).toBeNull();
    expect(sent()).toHaveLength(1);
  });

  test('a walk ends when it is cancelled', async () => {
    const { buckets, sent } = openScripted('s3', [first]);
    const cancel = new AbortController();
    const call = buckets.getBucketStat(
      { bucket: 'b' },
      { signal: cancel.signal, onProgress: () => cancel.abort() },
    );
    expect((await errorOf(call)).kind).toBe('cancelled');
    expect(sent()).toHaveLength(1);
  });
});

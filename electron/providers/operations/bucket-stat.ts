import { failure } from '../../../shared/model/app-error.ts';
import type { BucketStat } from '../../../shared/model/bucket.ts';
import type { ObjectPage } from '../../../shared/model/object.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { count, parseXml } from '../xml/xml.ts';
import { listObjects } from './listing.ts';
import { listMultipartUploads } from './multipart-listing.ts';
import { sendSubResource } from './sub-resources.ts';

type StatOptions = CallOptions & { readonly onProgress?: (soFar: BucketStat) => void };

const PAGE_SIZE = 1_000;
/** Servers, by their name, that list the unfinished uploads of one key only, and none of a bucket. */
const listsUploadsByKey = /^minio/i;
/** Storage classes by the words that OSS's counters begin with. */
const classCounters = [
  ['Standard', 'Standard'],
  ['IA', 'InfrequentAccess'],
  ['Archive', 'Archive'],
  ['ColdArchive', 'ColdArchive'],
  ['DeepColdArchive', 'DeepColdArchive'],
] as const;

/** How much is in a bucket, by asking or by counting. */
export async function getBucketStat(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: StatOptions = {},
): Promise<BucketStat> {
  const question = client.dialect.bucketQuestions?.stat;
  if (question === undefined) return await countAll(client, bucket, options);
  const request = { operation: 'getBucketStat', bucket, key: null, subResource: question } as const;
  const { body } = await sendSubResource(client, { ...request, method: 'GET' }, options);
  const stat = parseXml(body, 'BucketStat');
  const classes = classCounters.map(([name, counter]) => {
    const objectCount = count(stat, `${counter}ObjectCount`);
    return [name, { objectCount, sizeBytes: count(stat, `${counter}Storage`) }] as const;
  });
  return {
    objectCount: count(stat, 'ObjectCount'),
    sizeBytes: count(stat, 'Storage'),
    uploadCount: count(stat, 'MultipartUploadCount'),
    storageClasses: Object.fromEntries(classes.filter(([, { objectCount }]) => objectCount > 0)),
  };
}

async function countAll(client: StorageClient, bucket: string, options: StatOptions): Promise<BucketStat> {
  const call: CallOptions = options.signal ? { signal: options.signal } : {};
  let stat: BucketStat = { objectCount: 0, sizeBytes: 0, uploadCount: null, storageClasses: {} };
  const report = (next: BucketStat): void => {
    stat = next;
    options.onProgress?.(next);
  };
  const objectPage = (token: string | null) =>
    listObjects(client, { bucket, prefix: '', delimiter: null, maxKeys: PAGE_SIZE, token }, call);
  for await (const { objects } of pages(objectPage, options)) report(withObjects(stat, objects));
  if (listsUploadsByKey.test(client.serverName)) return stat;
  const uploadPage = (token: string | null) =>
    listMultipartUploads(client, { bucket, prefix: '', maxUploads: PAGE_SIZE, token }, call);
  for await (const { uploads } of pages(uploadPage, options)) {
    report({ ...stat, uploadCount: (stat.uploadCount ?? 0) + uploads.length });
  }
  return stat;
}

async function* pages<Page extends { readonly nextToken: string | null }>(
  ask: (token: string | null) => Promise<Page>,
  { signal }: CallOptions,
): AsyncGenerator<Page, void, void> {
  let token: string | null = null;
  do {
    // Between two pages nothing is under way that would notice.
    if (signal?.aborted) throw failure('cancelled', 'The action was cancelled.');
    const page: Page = await ask(token);
    yield page;
    token = page.nextToken;
  } while (token !== null);
}

function withObjects(stat: BucketStat, { sizesBytes, storageClasses }: ObjectPage['objects']): BucketStat {
  const classes = new Map(Object.entries(stat.storageClasses));
  let total = stat.sizeBytes;
  for (const [index, sizeBytes] of sizesBytes.entries()) {
    const name = storageClasses[index] ?? '';
    const sum = classes.get(name) ?? { objectCount: 0, sizeBytes: 0 };
    classes.set(name, { objectCount: sum.objectCount + 1, sizeBytes: sum.sizeBytes + sizeBytes });
    total += sizeBytes;
  }
  const objectCount = stat.objectCount + sizesBytes.length;
  return { ...stat, objectCount, sizeBytes: total, storageClasses: Object.fromEntries(classes) };
}

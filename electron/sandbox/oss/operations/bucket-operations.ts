import { ownerElement, storedAcl } from '../../face/access/acl.ts';
import { bucketOf, type FaceAnswer, type FaceCall, settingOf } from '../../face/call.ts';
import { group, maybe, readShaped, textOf, word } from '../../face/configuration/xml-shape.ts';
import { documentTime } from '../../face/document-time.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { headerOf } from '../../face/face-request.ts';
import { putBucketAcl as putAcl } from '../../face/operations/access-operations.ts';
import { makeBucket } from '../../face/operations/bucket-operations.ts';
import { receiveText } from '../../face/receive.ts';
import { element, rootElement, type XmlNode } from '../../face/xml-writer.ts';
import type { ListPage, ListRequest, ListStart } from '../../store/listing.ts';
import { wordOf } from '../access-words.ts';
import { defaultEncryption } from '../configuration/encryption.ts';
import { locationOf } from '../names.ts';
import { factsOf, keepFacts } from './bucket-facts.ts';

const mostDocumentBytes = 64 * 1024;
const pageSize = 1_000;
const createShape = group({
  StorageClass: maybe(word('Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive')),
  DataRedundancyType: maybe(word('LRS', 'ZRS')),
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucket */
export async function putBucket(call: FaceCall): Promise<FaceAnswer> {
  const { text } = await receiveText(call, mostDocumentBytes);
  const document = text.trim() === '' ? null : readShaped(text, 'CreateBucketConfiguration', createShape);
  checkWord(call);
  makeBucket(call);
  keepFacts(call, {
    storageClass: textOf(document, 'StorageClass') ?? 'Standard',
    redundancy: textOf(document, 'DataRedundancyType') === 'ZRS' ? 'ZRS' : 'LRS',
  });
  return { status: 200, headers: { Location: `/${bucketOf(call)}` } };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketlocation */
export function getLocation(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, xml: rootElement('LocationConstraint', locationOf(region)) };
}

/** OSS has no word of its own for it; clients ask all the same. */
export function headBucket(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, headers: { 'x-own-bucket-region': region } };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketacl */
export async function putBucketAcl(call: FaceCall): Promise<FaceAnswer> {
  checkWord(call);
  return await putAcl(call);
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketacl */
export function getBucketAcl(call: FaceCall): FaceAnswer {
  call.store.buckets.find(bucketOf(call));
  return {
    status: 200,
    xml: rootElement('AccessControlPolicy', [ownerElement(call.dialect), grantElement(call)]),
  };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketinfo */
export function getInfo(call: FaceCall): FaceAnswer {
  const { name, region, createdAtMs, versioning } = call.store.buckets.find(bucketOf(call));
  const { storageClass, redundancy } = factsOf(call);
  const encryption = settingOf(call, 'encryption');
  const { algorithm, keyId } =
    encryption === null ? { algorithm: 'None', keyId: null } : defaultEncryption(encryption);
  return {
    status: 200,
    xml: rootElement('BucketInfo', [
      element('Bucket', [
        element('AccessMonitor', statusOf(call, 'accessmonitor') === 'Enabled' ? 'Enabled' : 'Disabled'),
        element('BlockPublicAccess', (settingOf(call, 'publicAccessBlock') ?? '').includes('>true<')),
        element('CreationDate', documentTime(createdAtMs)),
        element('CrossRegionReplication', settingOf(call, 'replication') === null ? 'Disabled' : 'Enabled'),
        element('DataRedundancyType', redundancy),
        element('ExtranetEndpoint', `${locationOf(region)}.aliyuncs.com`),
        element('IntranetEndpoint', `${locationOf(region)}-internal.aliyuncs.com`),
        element('Location', locationOf(region)),
        element('Name', name),
        element('StorageClass', storageClass),
        element(
          'TransferAcceleration',
          statusOf(call, 'transferAcceleration') === 'true' ? 'Enabled' : 'Disabled',
        ),
        ...(versioning === 'off'
          ? []
          : [element('Versioning', versioning === 'enabled' ? 'Enabled' : 'Suspended')]),
        ownerElement(call.dialect),
        grantElement(call),
        element('ServerSideEncryptionRule', [
          element('SSEAlgorithm', algorithm),
          ...(keyId === null ? [] : [element('KMSMasterKeyID', keyId)]),
        ]),
        element('Comment', ''),
      ]),
    ]),
  };
}

/** Counted when it is asked for. https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketstat */
export function getStat(call: FaceCall): FaceAnswer {
  const bucket = bucketOf(call);
  const { id } = call.store.buckets.find(bucket);
  const byClass = new Map<string, { count: number; bytes: number }>();
  let newestMs = 0;
  const versions = everything(
    (request) => call.store.listings.versions(request),
    id,
    ({ key, sequence }) => ({
      key,
      rank: sequence,
    }),
  );
  for (const { sizeBytes, storageClass, modifiedAtMs, isDeleteMarker } of versions) {
    newestMs = Math.max(newestMs, modifiedAtMs);
    if (isDeleteMarker) continue;
    const sum = byClass.get(storageClass) ?? { count: 0, bytes: 0 };
    byClass.set(storageClass, { count: sum.count + 1, bytes: sum.bytes + sizeBytes });
  }
  const uploads = everything(
    (request) => call.store.listings.uploads(request),
    id,
    ({ key, uploadId }) => ({
      key,
      rank: uploadId,
    }),
  );
  const total = [...byClass.values()].reduce(
    (sum, { count, bytes }) => ({ count: sum.count + count, bytes: sum.bytes + bytes }),
    { count: 0, bytes: 0 },
  );
  const channels = call.store.liveChannels.list(bucket, { prefix: '', marker: '', limit: 10_000 }).channels;
  const classElements = [
    ['Standard', 'Standard'],
    ['InfrequentAccess', 'IA'],
    ['Archive', 'Archive'],
    ['ColdArchive', 'ColdArchive'],
    ['DeepColdArchive', 'DeepColdArchive'],
  ].flatMap(([name = '', storageClass = '']) => {
    const { count, bytes } = byClass.get(storageClass) ?? { count: 0, bytes: 0 };
    const real = name === 'Standard' ? [] : [element(`${name}RealStorage`, bytes)];
    return [element(`${name}Storage`, bytes), ...real, element(`${name}ObjectCount`, count)];
  });
  return {
    status: 200,
    xml: rootElement('BucketStat', [
      element('Storage', total.bytes),
      element('ObjectCount', total.count),
      element('MultipartUploadCount', [...uploads].length),
      element('LiveChannelCount', channels.length),
      element('LastModifiedTime', Math.floor(newestMs / 1_000)),
      ...classElements,
    ]),
  };
}

function* everything<Item>(
  list: (request: ListRequest) => ListPage<Item>,
  bucketId: number,
  startAfter: (item: Item) => ListStart,
): Generator<Item> {
  let start: ListStart | null = null;
  for (;;) {
    const page: ListPage<Item> = list({ bucketId, prefix: '', delimiter: '', start, mostEntries: pageSize });
    const items = page.entries.flatMap((entry) => (entry.kind === 'item' ? [entry.item] : []));
    yield* items;
    const last = items.at(-1);
    if (!page.isTruncated || last === undefined) return;
    start = startAfter(last);
  }
}

function grantElement(call: FaceCall): XmlNode {
  const { buckets } = call.store;
  const acl = storedAcl(buckets.setting(buckets.find(bucketOf(call)).id, 'acl'));
  return element('AccessControlList', [element('Grant', wordOf(acl))]);
}

/** The text of a document that says on or off. */
function statusOf(call: FaceCall, setting: string): string | null {
  return />(true|false|Enabled|Disabled)</.exec(settingOf(call, setting) ?? '')?.[1] ?? null;
}

/** Only an object can have the word `default`. */
function checkWord({ request }: FaceCall): void {
  const text = headerOf(request, 'x-own-acl');
  if (text === 'default' || text === '')
    throw invalidArgument('x-oss-acl', text, 'no such bucket access control exists');
  if (text === null && request.query.some(([name]) => name === 'acl')) {
    throw new FaceError('MissingSecurityHeader', { fields: { MissingHeaderName: 'x-oss-acl' } });
  }
}

import type { ListEntry, ListPage, ListStart } from '../../store/listing.ts';
import type { ListedVersion, StoredUpload } from '../../store/model.ts';
import { nullVersionId } from '../../store/model.ts';
import { sequenceOfVersionId } from '../../store/object-actions.ts';
import { ownerElement } from '../access/acl.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../call.ts';
import type { Dialect } from '../dialect.ts';
import { documentTime } from '../document-time.ts';
import { invalidArgument } from '../face-error.ts';
import { type FaceRequest, numberParameterOf, parameterOf } from '../face-request.ts';
import { listedMetadata } from '../listed-metadata.ts';
import { checkVersionId } from '../versions.ts';
import { element, rootElement, type XmlNode } from '../xml-writer.ts';

const mostEntries = 1_000;

/** What all listings share: the parameters, and how names are written. */
interface ListingQuery {
  readonly dialect: Dialect;
  readonly bucketName: string;
  readonly bucketId: number;
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly isEncoded: boolean;
  readonly name: (tag: string, text: string) => XmlNode;
  /** What is said of an object besides the usual. */
  readonly describe: (item: ListedVersion) => XmlNode[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(call: FaceCall): FaceAnswer {
  const { request } = call;
  if (parameterOf(request, 'list-type') !== '2') {
    throw invalidArgument('list-type', parameterOf(request, 'list-type') ?? '', 'Invalid List Type');
  }
  const query = readQuery(call, 'max-keys');
  const token = parameterOf(request, 'continuation-token');
  const startAfter = parameterOf(request, 'start-after') ?? '';
  const from = token === null ? startAfter : readToken(token);
  const page = readPage(call, query, from === '' ? null : { key: from, rank: null }, 'objects');
  const next = page.isTruncated ? lastName(page.entries) : null;
  const showsOwner = parameterOf(request, 'fetch-owner') === 'true';
  return answer('ListBucketResult', [
    element('Name', query.bucketName),
    query.name('Prefix', query.prefix),
    ...(query.delimiter === '' ? [] : [query.name('Delimiter', query.delimiter)]),
    ...(startAfter === '' ? [] : [query.name('StartAfter', startAfter)]),
    ...(token === null ? [] : [element('ContinuationToken', token)]),
    ...(next === null ? [] : [element('NextContinuationToken', writeToken(next))]),
    element('KeyCount', page.entries.length),
    element('MaxKeys', query.maxKeys),
    ...encodingElement(query),
    element('IsTruncated', page.isTruncated),
    ...itemElements(page.entries, (item) => objectElement(query, item, showsOwner)),
    ...prefixElements(query, page.entries),
  ]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export function listObjectsV1(call: FaceCall): FaceAnswer {
  const query = readQuery(call, 'max-keys');
  const marker = parameterOf(call.request, 'marker') ?? '';
  const page = readPage(call, query, marker === '' ? null : { key: marker, rank: null }, 'objects');
  const tellsNext = query.delimiter !== '' || call.dialect.listing.alwaysTellsNextMarker;
  const next = page.isTruncated && tellsNext ? lastName(page.entries) : null;
  return answer('ListBucketResult', [
    element('Name', query.bucketName),
    query.name('Prefix', query.prefix),
    query.name('Marker', marker),
    ...(query.delimiter === '' ? [] : [query.name('Delimiter', query.delimiter)]),
    ...(next === null ? [] : [query.name('NextMarker', next)]),
    element('MaxKeys', query.maxKeys),
    ...encodingElement(query),
    element('IsTruncated', page.isTruncated),
    ...itemElements(page.entries, (item) => objectElement(query, item, true)),
    ...prefixElements(query, page.entries),
  ]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listVersions(call: FaceCall): FaceAnswer {
  const { request, store } = call;
  const query = readQuery(call, 'max-keys');
  const keyMarker = parameterOf(request, 'key-marker') ?? '';
  const versionMarker = parameterOf(request, 'version-id-marker') ?? '';
  if (versionMarker !== '' && keyMarker === '') {
    throw invalidArgument(
      'version-id-marker',
      versionMarker,
      'A version-id marker cannot be specified without a key marker.',
    );
  }
  const start = (): ListStart | null => {
    if (keyMarker === '') return null;
    if (versionMarker === '') return { key: keyMarker, rank: null };
    const known = sequenceOfVersionId(checkVersionId(versionMarker));
    if (known !== null) return { key: keyMarker, rank: known };
    try {
      const version = store.objects.find({
        bucket: query.bucketName,
        key: keyMarker,
        versionId: nullVersionId,
      });
      return { key: keyMarker, rank: version.sequence };
    } catch {
      // The null version is gone since the last page, and nothing tells where it was: show the key again in full.
      return { key: keyMarker, rank: Number.MAX_SAFE_INTEGER };
    }
  };
  const page = readPage(call, query, start(), 'versions');
  const last = page.isTruncated ? page.entries.at(-1) : undefined;
  return answer('ListVersionsResult', [
    element('Name', query.bucketName),
    query.name('Prefix', query.prefix),
    query.name('KeyMarker', keyMarker),
    element('VersionIdMarker', versionMarker),
    ...(last === undefined
      ? []
      : [
          query.name('NextKeyMarker', nameOf(last)),
          ...(last.kind === 'item' ? [element('NextVersionIdMarker', last.item.versionId)] : []),
        ]),
    ...(query.delimiter === '' ? [] : [query.name('Delimiter', query.delimiter)]),
    element('MaxKeys', query.maxKeys),
    ...encodingElement(query),
    element('IsTruncated', page.isTruncated),
    ...itemElements(page.entries, (item) => versionElement(query, item)),
    ...prefixElements(query, page.entries),
  ]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export function listUploads(call: FaceCall): FaceAnswer {
  const { request, store } = call;
  const query = readQuery(call, 'max-uploads');
  const keyMarker = parameterOf(request, 'key-marker') ?? '';
  // Without a key marker the upload marker is not looked at, as the documentation says.
  const uploadMarker = keyMarker === '' ? '' : (parameterOf(request, 'upload-id-marker') ?? '');
  const start = keyMarker === '' ? null : { key: keyMarker, rank: uploadMarker === '' ? null : uploadMarker };
  const page =
    query.maxKeys === 0
      ? { entries: [], isTruncated: false }
      : store.listings.uploads({ ...query, start, mostEntries: query.maxKeys });
  const last = page.isTruncated ? page.entries.at(-1) : undefined;
  return answer('ListMultipartUploadsResult', [
    element('Bucket', query.bucketName),
    query.name('KeyMarker', keyMarker),
    element('UploadIdMarker', uploadMarker),
    // There on the last page too, and empty: some clients want to see them.
    query.name('NextKeyMarker', last === undefined ? '' : nameOf(last)),
    element('NextUploadIdMarker', last?.kind === 'item' ? last.item.uploadId : ''),
    query.name('Prefix', query.prefix),
    ...(query.delimiter === '' ? [] : [query.name('Delimiter', query.delimiter)]),
    element('MaxUploads', query.maxKeys),
    ...encodingElement(query),
    element('IsTruncated', page.isTruncated),
    ...itemElements(page.entries, (item) => uploadElement(query, item)),
    ...prefixElements(query, page.entries),
  ]);
}

/** True when names are to be encoded. Throws `InvalidArgument`. */
export function readEncoding(request: FaceRequest): boolean {
  const encoding = parameterOf(request, 'encoding-type');
  if (encoding !== null && encoding !== 'url') {
    throw invalidArgument('encoding-type', encoding, 'Invalid Encoding Method specified in Request');
  }
  return encoding === 'url';
}

function readQuery(call: FaceCall, limitName: string): ListingQuery {
  const { request, store, dialect } = call;
  const bucketName = bucketOf(call);
  const isEncoded = readEncoding(request);
  const tellMetadata = listedMetadata(call);
  const usual = limitName === 'max-keys' ? dialect.listing.usualKeys : mostEntries;
  return {
    dialect,
    bucketName,
    bucketId: store.buckets.find(bucketName).id,
    prefix: parameterOf(request, 'prefix') ?? '',
    delimiter: parameterOf(request, 'delimiter') ?? '',
    maxKeys: Math.min(mostEntries, numberParameterOf(request, limitName, usual)),
    isEncoded,
    name: (tag, text) => element(tag, isEncoded ? dialect.xml.encodeListed(text) : text),
    describe: (item) => [...dialect.listing.describe(item), ...tellMetadata(item)],
  };
}

function readPage(
  { store }: FaceCall,
  query: ListingQuery,
  start: ListStart | null,
  kind: 'objects' | 'versions',
): Pick<ListPage<ListedVersion>, 'entries' | 'isTruncated'> {
  if (query.maxKeys === 0) return { entries: [], isTruncated: false };
  return store.listings[kind]({ ...query, start, mostEntries: query.maxKeys });
}

function objectElement(query: ListingQuery, item: ListedVersion, showsOwner: boolean): XmlNode {
  return element('Contents', [
    query.name('Key', item.key),
    element('LastModified', documentTime(item.modifiedAtMs)),
    element('ETag', `"${item.etag}"`),
    element('Size', item.sizeBytes),
    ...(showsOwner ? [ownerElement(query.dialect)] : []),
    element('StorageClass', item.storageClass),
    ...query.describe(item),
  ]);
}

function versionElement(query: ListingQuery, item: ListedVersion): XmlNode {
  const shared = [
    query.name('Key', item.key),
    element('VersionId', item.versionId),
    element('IsLatest', item.isLatest),
    element('LastModified', documentTime(item.modifiedAtMs)),
  ];
  if (item.isDeleteMarker) return element('DeleteMarker', [...shared, ownerElement(query.dialect)]);
  return element('Version', [
    ...shared,
    element('ETag', `"${item.etag}"`),
    element('Size', item.sizeBytes),
    ownerElement(query.dialect),
    element('StorageClass', item.storageClass),
    ...query.describe(item),
  ]);
}

function uploadElement(
  query: ListingQuery,
  { key, uploadId, startedAtMs, attributes }: StoredUpload,
): XmlNode {
  const [checksum] = attributes.checksums;
  return element('Upload', [
    query.name('Key', key),
    element('UploadId', uploadId),
    ownerElement(query.dialect, 'Initiator'),
    ownerElement(query.dialect),
    element('StorageClass', attributes.storageClass),
    element('Initiated', documentTime(startedAtMs)),
    ...(checksum === undefined
      ? []
      : [
          element('ChecksumAlgorithm', checksum.algorithm.toUpperCase()),
          element('ChecksumType', checksum.type),
        ]),
  ]);
}

function itemElements<Item>(entries: readonly ListEntry<Item>[], write: (item: Item) => XmlNode): XmlNode[] {
  return entries.flatMap((entry) => (entry.kind === 'item' ? [write(entry.item)] : []));
}

function prefixElements<Item>(query: ListingQuery, entries: readonly ListEntry<Item>[]): XmlNode[] {
  return entries.flatMap((entry) =>
    entry.kind === 'prefix' ? [element('CommonPrefixes', [query.name('Prefix', entry.prefix)])] : [],
  );
}

function encodingElement({ isEncoded }: ListingQuery): XmlNode[] {
  return isEncoded ? [element('EncodingType', 'url')] : [];
}

function nameOf(entry: ListEntry<{ readonly key: string }>): string {
  return entry.kind === 'prefix' ? entry.prefix : entry.item.key;
}

function lastName(entries: readonly ListEntry<{ readonly key: string }>[]): string | null {
  const last = entries.at(-1);
  return last === undefined ? null : nameOf(last);
}

/** A token says where to go on and nothing that a client should read; it starts with a mark that keeps others out. */
function writeToken(name: string): string {
  return Buffer.from(`1:${name}`).toString('base64');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('1:') || Buffer.from(text).toString('base64') !== token) {
    throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect');
  }
  return text.slice(2);
}

function answer(name: string, content: readonly XmlNode[]): FaceAnswer {
  return { status: 200, xml: rootElement(name, content) };
}

import { children, parseXml, text } from '../../xml/xml.ts';
import type { CapturedRequest } from '../vector-file.ts';
import { NotImplemented } from './fields.ts';
import { isSetting, readSetting } from './settings-wire.ts';

/** The AWS command that a captured request is, with its input read back from the decoded wire. */
export interface WireCommand {
  readonly command: string;
  readonly input: Record<string, unknown>;
}

/** Sub-resources that make a request something else than its method says. */
const known = new Set([
  'uploads',
  'uploadId',
  'partNumber',
  'delete',
  'location',
  'versions',
  'list-type',
  'prefix',
  'delimiter',
  'encoding-type',
  'max-keys',
  'marker',
  'start-after',
  'continuation-token',
  'fetch-owner',
  'key-marker',
  'version-id-marker',
  'versionId',
  'max-uploads',
  'upload-id-marker',
  'max-parts',
  'part-number-marker',
  'x-id',
  'max-buckets',
  'bucket-region',
  'tagkey',
  'tagvalue',
  'create-time',
  'range',
  'bucketInfo',
  'stat',
  'append',
  'position',
  'symlink',
  'x-oss-process',
  'asyncFetch',
  'inventory',
  'id',
  'inventoryId',
  'worm',
  'wormId',
  'wormExtend',
  'live',
  'comp',
  'status',
  'vod',
  'startTime',
  'endTime',
]);

const queryFields: Readonly<Record<string, string>> = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'encoding-type': 'EncodingType',
  'max-keys': 'MaxKeys',
  marker: 'Marker',
  'start-after': 'StartAfter',
  'continuation-token': 'ContinuationToken',
  'key-marker': 'KeyMarker',
  'version-id-marker': 'VersionIdMarker',
  'upload-id-marker': 'UploadIdMarker',
  'max-uploads': 'MaxUploads',
  'max-parts': 'MaxParts',
  'part-number-marker': 'PartNumberMarker',
  versionId: 'VersionId',
  uploadId: 'UploadId',
  partNumber: 'PartNumber',
  'max-buckets': 'MaxBuckets',
  'bucket-region': 'BucketRegion',
  tagkey: 'TagKey',
  tagvalue: 'TagValue',
  'create-time': 'CreateTime',
  range: 'CreateRange',
  position: 'Position',
  id: 'InventoryId',
  inventoryId: 'InventoryId',
  wormId: 'WormId',
  status: 'ChannelStatus',
  startTime: 'StartTime',
  endTime: 'EndTime',
};

/** What a listing of buckets calls its paging in the dialects without tokens. */
const bucketPaging: Readonly<Record<string, string>> = {
  marker: 'ContinuationToken',
  'max-keys': 'MaxBuckets',
};

const headerFields: Readonly<Record<string, string>> = {
  'content-type': 'ContentType',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  expires: 'Expires',
  'content-md5': 'ContentMD5',
  range: 'Range',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-unmodified-since': 'IfUnmodifiedSince',
  'x-amz-acl': 'ACL',
  'x-amz-object-acl': 'ACL',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-tagging': 'Tagging',
  'x-amz-tagging-directive': 'TaggingDirective',
  'x-amz-metadata-directive': 'MetadataDirective',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-server-side-encryption-customer-key': 'SSECustomerKey',
  'x-amz-server-side-encryption-customer-key-md5': 'SSECustomerKeyMD5',
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-range': 'CopySourceRange',
  'x-amz-copy-source-if-match': 'CopySourceIfMatch',
  'x-amz-copy-source-if-none-match': 'CopySourceIfNoneMatch',
  'x-amz-copy-source-if-modified-since': 'CopySourceIfModifiedSince',
  'x-amz-copy-source-if-unmodified-since': 'CopySourceIfUnmodifiedSince',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
  'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-checksum-mode': 'ChecksumMode',
  'x-amz-bucket-object-lock-enabled': 'ObjectLockEnabledForBucket',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-object-lock-legal-hold': 'ObjectLockLegalHoldStatus',
  'x-amz-bypass-governance-retention': 'BypassGovernanceRetention',
  'x-amz-request-payer': 'RequestPayer',
  'x-amz-expected-bucket-owner': 'ExpectedBucketOwner',
  'x-amz-symlink-target': 'SymlinkTarget',
};

const booleans = new Set(['ObjectLockEnabledForBucket', 'BypassGovernanceRetention']);
/** What signing, the SDK and HTTP add; comparison deals with them. */
const ambient =
  /^(?:host|authorization|content-length|user-agent|x-amz-user-agent|x-amz-date|x-amz-content-sha256|x-amz-security-token|x-amz-sdk-checksum-algorithm|amz-sdk-.*|expect|connection|accept.*|transfer-encoding)$/;

/**
 * Reads a captured request back into a command: for SDK calls made of several requests, and for calls shown in
 * prose. `bucket` and `key` are the decoded place, `prefix`
 * the dialect's. Throws `NotImplemented` for a sub-resource we have no operation
 * for.
 */
export function readWire(
  request: CapturedRequest,
  bucket: string | null,
  key: string | null,
  prefix = 'x-amz-',
): WireCommand {
  const input: Record<string, unknown> = {
    ...(bucket === null ? {} : { Bucket: bucket }),
    ...(key === null ? {} : { Key: key }),
  };
  const names = new Set(request.query.map(([name]) => name ?? ''));
  for (const [name = '', value = ''] of request.query) {
    const override = /^response-[a-z-]+$/.test(name) ? overrideField(name) : null;
    if (!known.has(name) && !override && !isSetting(name))
      throw new NotImplemented(`the sub-resource or parameter ${name}`);
    const field = override ?? (bucket === null ? bucketPaging[name] : undefined) ?? queryFields[name];
    if (field) input[field] = value;
    if (name === 'fetch-owner') input.FetchOwner = value === 'true';
  }
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    // Every dialect has the same names after its own prefix.
    const s3Name = name.startsWith(prefix) ? `x-amz-${name.slice(prefix.length)}` : name;
    if (ambient.test(s3Name) || value === '') continue;
    const field = headerFields[s3Name];
    if (field) input[field] = booleans.has(field) ? value === 'true' : value;
    else if (s3Name.startsWith('x-amz-meta-')) metadata[s3Name.slice('x-amz-meta-'.length)] = value;
    else throw new NotImplemented(`the header ${name}`);
  }
  if (Object.keys(metadata).length > 0) input.Metadata = metadata;
  const isCopy = `${prefix}copy-source` in request.headers;
  const command = readSetting(request, names, key, input) ?? commandOf(request, names, bucket, key, isCopy);
  if (!typed.has(command)) input.ContentType = undefined;
  readBody(command, request, input);
  return { command, input };
}

/** `response-content-type` is `ResponseContentType`. */
function overrideField(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.replace('-', '').toUpperCase());
}

/** Commands whose Content-Type is the object's, not the SDK's. */
const typed = new Set(['PutObject', 'AppendObject', 'PutSymlink', 'CopyObject', 'CreateMultipartUpload']);

function readBody(command: string, { body }: CapturedRequest, input: Record<string, unknown>): void {
  const document = body?.utf8 ?? '';
  if (command === 'PutObject' || command === 'UploadPart' || command === 'AppendObject') {
    input.Body = body?.utf8 === undefined ? { repeat: '\0', count: body?.length ?? 0 } : { $utf8: body.utf8 };
  } else if (command === 'CreateBucket' && document) {
    const region = text(parseXml(document, 'CreateBucketConfiguration'), 'LocationConstraint');
    input.CreateBucketConfiguration = { LocationConstraint: region };
  } else if (command === 'DeleteObjects') {
    const root = parseXml(document, 'Delete');
    input.ContentMD5 = undefined;
    for (const name of Object.keys(input)) if (name.startsWith('Checksum')) input[name] = undefined;
    input.Delete = {
      Quiet: text(root, 'Quiet') === 'true',
      Objects: children(root, 'Object').map((entry) => ({
        Key: text(entry, 'Key'),
        VersionId: text(entry, 'VersionId'),
      })),
    };
  } else if (command === 'SaveProcessed') {
    const [expression = '', target = ''] = decodeURIComponent(document.split('=')[1] ?? '').split(
      '|sys/saveas,',
    );
    const [, key = '', bucket = ''] = /^o_([^,]*),b_(.*)$/.exec(target) ?? [];
    input.ContentMD5 = undefined;
    input.Expression = expression;
    input.TargetKey = Buffer.from(key, 'base64url').toString('utf8');
    input.TargetBucket = Buffer.from(bucket, 'base64url').toString('utf8');
  } else if (command === 'FetchAddress') {
    const root = parseXml(document, 'AsyncFetchTaskConfiguration');
    input.ContentMD5 = undefined;
    input.Key = text(root, 'Object');
    input.Url = text(root, 'Url');
    input.Host = text(root, 'Host');
  } else if (command === 'ExtendBucketWorm') {
    input.ContentMD5 = undefined;
    input.Days = Number(text(parseXml(document, 'ExtendWormConfiguration'), 'RetentionPeriodInDays'));
  } else if (command === 'CreateLiveChannel') {
    input.ContentMD5 = undefined;
    input.Text = document;
  } else if (command === 'CompleteMultipartUpload') {
    const root = parseXml(document, 'CompleteMultipartUpload');
    input.ContentMD5 = undefined;
    const parts = children(root, 'Part').map((part) =>
      Object.fromEntries(
        Object.keys(part)
          .filter((name) => name !== '#text')
          .map((name) => [name, text(part, name)]),
      ),
    );
    input.MultipartUpload = { Parts: parts };
  }
}

/** Commands of live channels, retentions and inventories; null for all others. */
function specialCommandOf(method: string, query: ReadonlySet<string>, key: string | null): string | null {
  if (query.has('inventory')) {
    const isOne = query.has('id') || query.has('inventoryId');
    return method === 'DELETE' ? 'DeleteInventory' : isOne ? 'GetInventory' : 'ListInventories';
  }
  if (query.has('wormExtend')) return 'ExtendBucketWorm';
  if (query.has('wormId')) return 'CompleteBucketWorm';
  if (query.has('worm')) return 'GetBucketWorm';
  if (query.has('vod')) return 'PostVodPlaylist';
  if (!query.has('live')) return null;
  if (key === null) return 'ListLiveChannels';
  if (query.has('status')) return 'PutLiveChannelStatus';
  if (query.has('comp')) return 'GetLiveChannelStat';
  return method === 'PUT' ? 'CreateLiveChannel' : 'DeleteLiveChannel';
}

function commandOf(
  { method }: CapturedRequest,
  query: ReadonlySet<string>,
  bucket: string | null,
  key: string | null,
  isCopy: boolean,
): string {
  if (bucket === null) return 'ListBuckets';
  const special = specialCommandOf(method, query, key);
  if (special !== null) return special;
  if (key !== null) {
    if (query.has('uploadId')) {
      const verbs: Record<string, string> = {
        GET: 'ListParts',
        PUT: isCopy ? 'UploadPartCopy' : 'UploadPart',
        POST: 'CompleteMultipartUpload',
        DELETE: 'AbortMultipartUpload',
      };
      return verbs[method] ?? method;
    }
    if (query.has('uploads')) return 'CreateMultipartUpload';
    if (query.has('append')) return 'AppendObject';
    if (query.has('symlink')) return method === 'PUT' ? 'PutSymlink' : 'GetSymlink';
    if (query.has('x-oss-process') && method === 'POST') return 'SaveProcessed';
    const verbs: Record<string, string> = {
      GET: 'GetObject',
      HEAD: 'HeadObject',
      PUT: isCopy ? 'CopyObject' : 'PutObject',
      DELETE: 'DeleteObject',
    };
    return verbs[method] ?? method;
  }
  if (query.has('delete')) return 'DeleteObjects';
  if (query.has('asyncFetch')) return 'FetchAddress';
  if (method !== 'GET') {
    const verbs: Record<string, string> = { HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' };
    return verbs[method] ?? method;
  }
  if (query.has('location')) return 'GetBucketLocation';
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('versions')) return 'ListObjectVersions';
  if (query.has('bucketInfo')) return 'GetBucketInfo';
  if (query.has('stat')) return 'GetBucketStat';
  return query.has('list-type') ? 'ListObjectsV2' : 'ListObjects';
}

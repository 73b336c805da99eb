import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type {
  ListUploadsInput,
  ListUploadsPage,
  MultipartUploadId,
  MultipartUploadSummary,
  PartsPage,
  UploadedPart,
} from '../interface/multipart-group.ts';
import { decodeUrlName, unquote } from '../xml/listing-pages.ts';
import { child, children, count, parseOfferedXml, text, timeMs } from '../xml/xml.ts';
import { abortMultipartUpload } from './multipart.ts';
import { elementChecksums } from './object-info.ts';
import { pairToken, readPairToken } from './versions.ts';

/** 10,000 parts are ten pages; a server that never ends would otherwise hold us. */
const MAX_PAGES = 100;

/** One page of the parts the server has (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html). */
export async function listPartsPage(
  client: StorageClient,
  input: MultipartUploadId & { marker: number | null; maxParts: number; hasUrlEncoding?: boolean },
  options: CallOptions = {},
): Promise<PartsPage> {
  const response = await client.send(
    {
      operation: 'listParts',
      method: 'GET',
      place: { bucket: input.bucket, key: input.key },
      query: queryOf([
        ['encoding-type', input.hasUrlEncoding ? 'url' : null],
        ['max-parts', input.maxParts],
        ['part-number-marker', input.marker],
        ['uploadId', input.uploadId],
      ]),
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'ListPartsResult');
  const parts = children(result, 'Part').map((part) => ({
    partNumber: count(part, 'PartNumber'),
    etag: unquote(text(part, 'ETag') ?? ''),
    sizeBytes: count(part, 'Size'),
    checksums: elementChecksums(client.dialect, part),
    ...modifiedAt(timeMs(part, 'LastModified')),
  }));
  const isTruncated = text(result, 'IsTruncated') === 'true';
  const next = count(result, 'NextPartNumberMarker') || (parts.at(-1)?.partNumber ?? 0);
  return {
    parts,
    nextMarker: isTruncated && next > 0 ? next : null,
    initiator: text(child(result, 'Initiator'), 'ID'),
    owner: text(child(result, 'Owner'), 'ID'),
    storageClass: text(result, 'StorageClass') ?? '',
  };
}

/** All parts the server has, ascending. */
export async function listParts(
  client: StorageClient,
  input: MultipartUploadId,
  options: CallOptions = {},
): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = [];
  let marker: number | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found: PartsPage = await listPartsPage(client, { ...input, marker, maxParts: 1_000 }, options);
    parts.push(...found.parts);
    if (found.nextMarker === null || found.nextMarker === marker) break;
    marker = found.nextMarker;
  }
  return parts.sort((a, b) => a.partNumber - b.partNumber);
}

/**
 * One page of unfinished uploads (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html).
 * MinIO finds them by their exact key only.
 */
export async function listMultipartUploads(
  client: StorageClient,
  input: ListUploadsInput & { hasUrlEncoding?: boolean },
  options: CallOptions = {},
): Promise<ListUploadsPage> {
  const [keyMarker, uploadIdMarker] = input.token === null ? [null, null] : readPairToken(input.token);
  const response = await client.send(
    {
      operation: 'listMultipartUploads',
      method: 'GET',
      place: { bucket: input.bucket, key: null },
      query: queryOf([
        ['uploads'],
        ['delimiter', input.delimiter ?? ''],
        ['encoding-type', input.hasUrlEncoding === false ? null : 'url'],
        ['key-marker', keyMarker || null],
        ['max-uploads', input.maxUploads],
        ['prefix', input.prefix],
        ['upload-id-marker', uploadIdMarker || null],
      ]),
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'ListMultipartUploadsResult');
  const decode = text(result, 'EncodingType') === 'url' ? decodeUrlName : (name: string) => name;
  const uploads = children(result, 'Upload').map((upload) => ({
    key: decode(text(upload, 'Key') ?? ''),
    uploadId: text(upload, 'UploadId') ?? '',
    initiatedAtMs: timeMs(upload, 'Initiated') ?? 0,
    storageClass: text(upload, 'StorageClass') ?? '',
  }));
  const nextKey = decode(text(result, 'NextKeyMarker') ?? '');
  const hasNext = text(result, 'IsTruncated') === 'true' && nextKey !== '';
  return {
    uploads,
    prefixes: children(result, 'CommonPrefixes').map((entry) => decode(text(entry, 'Prefix') ?? '')),
    nextToken: hasNext ? pairToken(nextKey, text(result, 'NextUploadIdMarker') ?? '') : null,
  };
}

/** All unfinished uploads of exactly one key. */
export async function listUploadsOfKey(
  client: StorageClient,
  { bucket, key }: { bucket: string; key: string },
  options: CallOptions = {},
): Promise<MultipartUploadSummary[]> {
  const found: MultipartUploadSummary[] = [];
  let token: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input = { bucket, prefix: key, token, maxUploads: 1_000 };
    const answer: ListUploadsPage = await listMultipartUploads(client, input, options);
    found.push(...answer.uploads.filter((upload) => upload.key === key));
    // Keys come in order, and a longer key of this prefix comes after its own.
    const isPast = answer.uploads.some((upload) => upload.key !== key);
    if (answer.nextToken === null || answer.nextToken === token || isPast) break;
    token = answer.nextToken;
  }
  return found;
}

/** Drops all unfinished uploads of a key and says how many there were. */
export async function removeIncompleteUpload(
  client: StorageClient,
  place: { bucket: string; key: string },
  options: CallOptions = {},
): Promise<{ removedCount: number }> {
  const uploads = await listUploadsOfKey(client, place, options);
  for (const { uploadId } of uploads) await abortMultipartUpload(client, { ...place, uploadId }, options);
  return { removedCount: uploads.length };
}

function modifiedAt(modifiedAtMs: number | null): { modifiedAtMs?: number } {
  return modifiedAtMs === null ? {} : { modifiedAtMs };
}

import { ownerElement } from '../../face/access/acl.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../../face/call.ts';
import { group, maybe, readShaped, textOf, word } from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { numberParameterOf, parameterOf } from '../../face/face-request.ts';
import { makeBucket } from '../../face/operations/bucket-operations.ts';
import { receiveText } from '../../face/receive.ts';
import { element, rootElement } from '../../face/xml-writer.ts';
import type { StoredBucket } from '../../store/model.ts';
import { readHost } from '../hosts.ts';
import { isBucketName } from '../names.ts';

const mostBuckets = 2_000;
const mostDocumentBytes = 64 * 1024;
const createShape = group({
  BucketAZConfig: maybe(word('MAZ')),
  BucketArchConfig: maybe(word('OFS')),
});

/** https://www.tencentcloud.com/document/product/436/8291 */
export function getService(call: FaceCall): FaceAnswer {
  const { request, store, caller, dialect } = call;
  if (caller.kind === 'anonymous') throw new FaceError('AccessDenied');
  const marker = parameterOf(request, 'marker') ?? '';
  const limit = numberParameterOf(request, 'max-keys', mostBuckets);
  if (limit < 1 || limit > mostBuckets) {
    throw invalidArgument('max-keys', String(limit), `max-keys must be between 1 and ${mostBuckets}`);
  }
  const fits = readFilter(call);
  // A list tells what one owns, and all buckets are the owner's. Names without an account are no buckets of COS.
  const asked = readHost(request.host)?.region ?? null;
  const owned = caller.isOwner && (asked ?? call.region) === call.region ? store.buckets.list() : [];
  const all = owned.filter((bucket) => isBucketName(bucket.name) && bucket.name > marker && fits(bucket));
  const shown = all.slice(0, limit);
  const isTruncated = all.length > shown.length;
  return {
    status: 200,
    xml: rootElement('ListAllMyBucketsResult', [
      ownerElement(dialect),
      element('Marker', marker),
      ...(isTruncated ? [element('NextMarker', shown.at(-1)?.name ?? '')] : []),
      element('MaxKeys', limit),
      element('IsTruncated', isTruncated),
      element(
        'Buckets',
        shown.map(({ name, createdAtMs, region }) =>
          element('Bucket', [
            element('Name', name),
            element('Location', region),
            element('CreationDate', toSeconds(createdAtMs)),
            element('BucketType', 'cos'),
          ]),
        ),
      ),
    ]),
  };
}

/** Tag, region and time of creation (`create-time` in seconds, compared as `range` says). */
function readFilter({ request }: FaceCall): (bucket: StoredBucket) => boolean {
  const [tagKey, tagValue, region, time, range] = [
    'tagkey',
    'tagvalue',
    'region',
    'create-time',
    'range',
  ].map((name) => parameterOf(request, name) ?? null);
  if ((time === null) !== (range === null)) {
    throw invalidArgument('create-time', time ?? '', 'create-time and range must come together.');
  }
  const seconds = Number(time);
  if (time && !/^\d{1,12}$/.test(time)) throw invalidArgument('create-time', time, 'The time is malformed.');
  const comparisons: Readonly<Record<string, (atSeconds: number) => boolean>> = {
    lt: (at) => at < seconds,
    lte: (at) => at <= seconds,
    gt: (at) => at > seconds,
    gte: (at) => at >= seconds,
  };
  const compare = range && Object.hasOwn(comparisons, range) ? comparisons[range] : undefined;
  if (range && compare === undefined)
    throw invalidArgument('range', range, 'range must be lt, lte, gt or gte.');
  return (bucket) =>
    (!tagKey ||
      bucket.tags.some(({ key, value }) => key === tagKey && (tagValue === null || value === tagValue))) &&
    (!region || bucket.region === region) &&
    (compare === undefined || compare(Math.floor(bucket.createdAtMs / 1_000)));
}

/** https://www.tencentcloud.com/document/product/436/7738 */
export async function putBucket(call: FaceCall): Promise<FaceAnswer> {
  const { text } = await receiveText(call, mostDocumentBytes);
  const document = text.trim() === '' ? null : readShaped(text, 'CreateBucketConfiguration', createShape);
  if (textOf(document, 'BucketArchConfig') !== null) {
    throw new FaceError('NotImplemented', { message: 'The sandbox has no buckets of the kind OFS.' });
  }
  makeBucket(call);
  return { status: 200, headers: { Location: call.request.host } };
}

/** https://www.tencentcloud.com/document/product/436/7735 */
export function headBucket(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, headers: { 'x-own-bucket-region': region } };
}

/** https://www.tencentcloud.com/document/product/436/8275 */
export function getLocation(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, xml: rootElement('LocationConstraint', region) };
}

/** COS counts in whole seconds. */
function toSeconds(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

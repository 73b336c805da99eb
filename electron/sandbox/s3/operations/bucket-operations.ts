import { owner } from '../../face/access/users.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../../face/call.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { headerOf, numberParameterOf, parameterOf } from '../../face/face-request.ts';
import { makeBucket } from '../../face/operations/bucket-operations.ts';
import { receiveText } from '../../face/receive.ts';
import { allowChildren, childText, readRoot } from '../../face/xml-reader.ts';
import { element, rootElement } from '../../face/xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const mostBuckets = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export function listBuckets({ store, request, caller }: FaceCall): FaceAnswer {
  if (caller.kind === 'anonymous') throw new FaceError('AccessDenied');
  const prefix = parameterOf(request, 'prefix') ?? '';
  const limit = numberParameterOf(request, 'max-buckets', mostBuckets);
  if (limit < 1 || limit > mostBuckets) {
    throw invalidArgument('max-buckets', String(limit), 'max-buckets must be between 1 and 10000');
  }
  const after = Buffer.from(parameterOf(request, 'continuation-token') ?? '', 'base64url').toString();
  // A list tells what one owns, and all buckets are the owner's.
  const owned = caller.isOwner ? store.buckets.list() : [];
  const all = owned.filter(({ name }) => name.startsWith(prefix) && name > after);
  const shown = all.slice(0, limit);
  const last = shown.at(-1);
  const token =
    all.length > shown.length && last !== undefined ? Buffer.from(last.name).toString('base64url') : null;
  return {
    status: 200,
    xml: rootElement('ListAllMyBucketsResult', [
      element('Owner', [
        element('ID', caller.canonicalId),
        element('DisplayName', caller.isOwner ? owner.displayName : caller.name),
      ]),
      element(
        'Buckets',
        shown.map(({ name, createdAtMs, region }) =>
          element('Bucket', [
            element('Name', name),
            element('CreationDate', new Date(createdAtMs).toISOString()),
            element('BucketRegion', region),
          ]),
        ),
      ),
      ...(token === null ? [] : [element('ContinuationToken', token)]),
      ...(prefix === '' ? [] : [element('Prefix', prefix)]),
    ]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export async function createBucket(call: FaceCall): Promise<FaceAnswer> {
  const { request, region } = call;
  const name = bucketOf(call);
  if (!call.dialect.isBucketName(name)) throw new FaceError('InvalidBucketName');
  const { text } = await receiveText(call, mostDocumentBytes);
  const wanted = text.trim() === '' ? null : readLocation(text);
  // No constraint, or an empty one, means us-east-1; AWS refuses us-east-1 by name nowhere in practice.
  if ((wanted ?? 'us-east-1') !== region && wanted !== null) {
    throw new FaceError('IllegalLocationConstraintException', {
      message: `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    });
  }
  if (wanted === null && region !== 'us-east-1') {
    throw new FaceError('IllegalLocationConstraintException', {
      message:
        'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    });
  }
  const lockText = headerOf(request, 'x-own-bucket-object-lock-enabled')?.toLowerCase() ?? 'false';
  if (lockText !== 'true' && lockText !== 'false') {
    throw invalidArgument('x-own-bucket-object-lock-enabled', lockText, 'The value must be true or false.');
  }
  makeBucket(call, { hasObjectLock: lockText === 'true' });
  return { status: 200, headers: { Location: `/${name}` } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function headBucket(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, headers: { 'x-own-bucket-region': region, 'x-own-access-point-alias': 'false' } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export function getLocation(call: FaceCall): FaceAnswer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, xml: rootElement('LocationConstraint', region === 'us-east-1' ? '' : region) };
}

function readLocation(text: string): string | null {
  const root = readRoot(text, 'CreateBucketConfiguration');
  allowChildren(root, 'LocationConstraint');
  return childText(root, 'LocationConstraint') || null;
}

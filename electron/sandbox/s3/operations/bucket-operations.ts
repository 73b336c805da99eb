import { findBucketNameProblem } from '../../../../shared/model/bucket-name.ts';
import { readAclHeaders, writeAcl } from '../access/acl.ts';
import { owner } from '../access/users.ts';
import { bucketOf, type S3Answer, type S3Call } from '../context.ts';
import { receiveText } from '../receive.ts';
import { invalidArgument, S3Error } from '../s3-error.ts';
import { headerOf, numberParameterOf, parameterOf } from '../s3-request.ts';
import { allowChildren, childText, malformed, readRoot } from '../xml-reader.ts';
import { element, rootElement, xmlDocument } from '../xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const mostBuckets = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export function listBuckets({ store, request, caller }: S3Call): S3Answer {
  if (caller.kind === 'anonymous') throw new S3Error('AccessDenied');
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
    xml: xmlDocument(
      rootElement('ListAllMyBucketsResult', [
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
    ),
  };
}

/** The owner of everything in the sandbox. */
export function ownerElement(name = 'Owner') {
  return element(name, [element('ID', owner.id), element('DisplayName', owner.displayName)]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export async function createBucket(call: S3Call): Promise<S3Answer> {
  const { store, request, region, now } = call;
  const name = bucketOf(call);
  if (findBucketNameProblem('s3', name) !== null) throw new S3Error('InvalidBucketName');
  const { text } = await receiveText(call, mostDocumentBytes);
  const wanted = text.trim() === '' ? null : readLocation(text);
  // No constraint, or an empty one, means us-east-1; AWS refuses us-east-1 by name nowhere in practice.
  if ((wanted ?? 'us-east-1') !== region && wanted !== null) {
    throw new S3Error('IllegalLocationConstraintException', {
      message: `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    });
  }
  if (wanted === null && region !== 'us-east-1') {
    throw new S3Error('IllegalLocationConstraintException', {
      message:
        'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    });
  }
  const lockText = headerOf(request, 'x-amz-bucket-object-lock-enabled')?.toLowerCase() ?? 'false';
  if (lockText !== 'true' && lockText !== 'false') {
    throw invalidArgument('x-amz-bucket-object-lock-enabled', lockText, 'The value must be true or false.');
  }
  const hasObjectLock = lockText === 'true';
  const acl = readAclHeaders(request, call.users);
  store.buckets.create({
    name,
    region,
    createdAtMs: now(),
    // Object lock works on versions alone and switches them on.
    versioning: hasObjectLock ? 'enabled' : 'off',
    hasObjectLock,
    tags: [],
  });
  if (acl !== null) store.buckets.setSetting(store.buckets.find(name).id, 'acl', writeAcl(acl));
  return { status: 200, headers: { Location: `/${name}` } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function headBucket(call: S3Call): S3Answer {
  const { region } = call.store.buckets.find(bucketOf(call));
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket(call: S3Call): S3Answer {
  call.store.removeBucket(bucketOf(call));
  return { status: 204 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export function getLocation(call: S3Call): S3Answer {
  const { region } = call.store.buckets.find(bucketOf(call));
  const { xml } = element('LocationConstraint', region === 'us-east-1' ? '' : region);
  const named = xml.replace(
    '<LocationConstraint>',
    '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
  );
  return { status: 200, xml: xmlDocument({ xml: named }) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getVersioning(call: S3Call): S3Answer {
  const { versioning } = call.store.buckets.find(bucketOf(call));
  const status = versioning === 'enabled' ? 'Enabled' : 'Suspended';
  return {
    status: 200,
    xml: xmlDocument(
      rootElement('VersioningConfiguration', versioning === 'off' ? [] : [element('Status', status)]),
    ),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export async function putVersioning(call: S3Call): Promise<S3Answer> {
  const bucket = call.store.buckets.find(bucketOf(call));
  const { text } = await receiveText(call, mostDocumentBytes);
  const root = readRoot(text, 'VersioningConfiguration');
  allowChildren(root, 'Status');
  const status = childText(root, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  if (status === 'Suspended' && bucket.hasObjectLock) {
    throw new S3Error('InvalidBucketState', {
      message:
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    });
  }
  call.store.buckets.setVersioning(bucket.id, status === 'Enabled' ? 'enabled' : 'suspended');
  return { status: 200 };
}

function readLocation(text: string): string | null {
  const root = readRoot(text, 'CreateBucketConfiguration');
  allowChildren(root, 'LocationConstraint');
  return childText(root, 'LocationConstraint') || null;
}

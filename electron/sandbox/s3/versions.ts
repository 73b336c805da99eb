import type { StoredVersion } from '../store/model.ts';
import { nullVersionId } from '../store/model.ts';
import { sequenceOfVersionId } from '../store/object-actions.ts';
import { bucketOf, objectOf, type S3Call } from './context.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import { parameterOf } from './s3-request.ts';

/** The version id of a request, null for none. Throws `InvalidArgument` for one that no version can have. */
export function readVersionId(call: Pick<S3Call, 'request'>): string | null {
  const versionId = parameterOf(call.request, 'versionId');
  if (versionId === null) return null;
  return checkVersionId(versionId);
}

/** The same id; `InvalidArgument` for one that no version can have. */
export function checkVersionId(versionId: string): string {
  if (versionId !== nullVersionId && sequenceOfVersionId(versionId) === null) {
    throw invalidArgument('versionId', versionId, 'Invalid version id specified');
  }
  return versionId;
}

/**
 * The version that a request reads. Delete markers are refused: 404 for the latest, 405 for one named by its id.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
 */
export function findVersion(call: S3Call): StoredVersion {
  const versionId = readVersionId(call);
  const { bucket, key } = objectOf(call);
  const version = call.store.objects.find({ bucket, key, versionId });
  if (!version.isDeleteMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', ...versionHeaders(call, version) };
  if (versionId === null) throw new S3Error('NoSuchKey', { headers });
  throw new S3Error('MethodNotAllowed', {
    headers: { ...headers, Allow: 'DELETE', 'Last-Modified': new Date(version.modifiedAtMs).toUTCString() },
    fields: { Method: call.request.method, ResourceType: 'DeleteMarker' },
  });
}

/** Tells the version id, in buckets that ever had versioning on. */
export function versionHeaders(
  call: S3Call,
  version: Pick<StoredVersion, 'versionId'>,
): Record<string, string> {
  const { versioning } = call.store.buckets.find(bucketOf(call));
  return versioning === 'off' ? {} : { 'x-amz-version-id': version.versionId };
}

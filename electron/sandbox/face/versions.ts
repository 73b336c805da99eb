import type { StoredVersion } from '../store/model.ts';
import { nullVersionId } from '../store/model.ts';
import { sequenceOfVersionId } from '../store/object-actions.ts';
import { bucketOf, type FaceCall, objectOf } from './call.ts';
import { FaceError, invalidArgument } from './face-error.ts';
import { parameterOf } from './face-request.ts';

/** The version id of a request, null for none. Throws `InvalidArgument` for one that no version can have. */
export function readVersionId(call: Pick<FaceCall, 'request'>): string | null {
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
export function findVersion(call: FaceCall): StoredVersion {
  const versionId = readVersionId(call);
  const { bucket, key } = objectOf(call);
  const version = call.store.objects.find({ bucket, key, versionId });
  if (!version.isDeleteMarker) return version;
  const headers = { 'x-own-delete-marker': 'true', ...versionHeaders(call, version) };
  if (versionId === null) throw new FaceError('NoSuchKey', { headers });
  throw new FaceError('MethodNotAllowed', {
    headers: { ...headers, Allow: 'DELETE', 'Last-Modified': new Date(version.modifiedAtMs).toUTCString() },
    fields: { Method: call.request.method, ResourceType: 'DeleteMarker' },
  });
}

/** Tells the version id, in buckets that ever had versioning on. */
export function versionHeaders(
  call: FaceCall,
  version: Pick<StoredVersion, 'versionId'>,
): Record<string, string> {
  const { versioning } = call.store.buckets.find(bucketOf(call));
  return versioning === 'off' ? {} : { 'x-own-version-id': version.versionId };
}

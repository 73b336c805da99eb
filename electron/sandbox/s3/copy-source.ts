import type { StoredVersion } from '../store/model.ts';
import type { ObjectAddress } from '../store/object-actions.ts';
import { copySourceConditions, judgeConditions } from './conditions.ts';
import type { S3Call } from './context.ts';
import { checkSourceKey } from './encryption.ts';
import { checkReadable } from './object-attributes.ts';
import { decodeStrictly } from './percent-encoding.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import { headerOf, type S3Request } from './s3-request.ts';
import { checkVersionId } from './versions.ts';

/** Reads `[/]bucket/key[?versionId=…]`, percent-encoded. Throws `InvalidArgument`. */
export function readCopySource(request: S3Request): ObjectAddress {
  const text = headerOf(request, 'x-amz-copy-source') ?? '';
  const invalid = (message: string) => invalidArgument('x-amz-copy-source', text, message);
  const cut = text.indexOf('?');
  const path = decodeStrictly(cut < 0 ? text : text.slice(0, cut))?.replace(/^\//, '') ?? '';
  const slash = path.indexOf('/');
  const bucket = path.slice(0, slash);
  const key = path.slice(slash + 1);
  if (slash < 1 || key === '') throw invalid('Copy Source must mention the source bucket and key');
  if (cut < 0) return { bucket, key, versionId: null };
  const found = /^versionId=([^&]+)$/.exec(text.slice(cut + 1));
  const versionId = found === null ? null : decodeStrictly(found[1] ?? '');
  if (versionId === null) throw invalid('Copy Source may have only a versionId parameter');
  return { bucket, key, versionId: checkVersionId(versionId) };
}

/** Throws when the version cannot be the source of a copy: a delete marker, an archive class, a failed condition. */
export function checkCopySource(call: S3Call, address: ObjectAddress, version: StoredVersion): void {
  if (version.isDeleteMarker) {
    if (address.versionId === null) throw new S3Error('NoSuchKey');
    throw new S3Error('InvalidRequest', {
      message: 'The source of a copy request may not refer to a delete marker.',
    });
  }
  checkReadable(version);
  checkSourceKey(call, version.attributes.encryption);
  // On a copy both outcomes are the same answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  if (judgeConditions(copySourceConditions(call.request), version) !== 'go') {
    throw new S3Error('PreconditionFailed');
  }
}

/** Tells which version was copied, in source buckets that ever had versioning on. */
export function copySourceHeaders(
  call: S3Call,
  address: ObjectAddress,
  version: StoredVersion,
): Record<string, string> {
  const { versioning } = call.store.buckets.find(address.bucket);
  return versioning === 'off' ? {} : { 'x-amz-copy-source-version-id': version.versionId };
}

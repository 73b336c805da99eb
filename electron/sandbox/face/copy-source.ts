import type { StoredVersion } from '../store/model.ts';
import type { ObjectAddress } from '../store/object-actions.ts';
import type { FaceCall } from './call.ts';
import { copySourceConditions, judgeConditions } from './conditions.ts';
import { checkSourceKey } from './encryption.ts';
import { FaceError, invalidArgument } from './face-error.ts';
import { headerOf } from './face-request.ts';
import { checkReadable } from './object-attributes.ts';
import { decodeStrictly } from './percent-encoding.ts';
import { checkVersionId } from './versions.ts';

/** Reads where a copy comes from: the API's own words for bucket and key, then `[?versionId=…]`. Throws `InvalidArgument`. */
export function readCopySource({ dialect, request }: Pick<FaceCall, 'dialect' | 'request'>): ObjectAddress {
  const text = headerOf(request, 'x-own-copy-source') ?? '';
  const invalid = (message: string) => invalidArgument('x-own-copy-source', text, message);
  const cut = text.indexOf('?');
  const place = dialect.objects.readCopySource(cut < 0 ? text : text.slice(0, cut));
  if (place === null) throw invalid('Copy Source must mention the source bucket and key');
  if (cut < 0) return { ...place, versionId: null };
  const found = /^versionId=([^&]+)$/.exec(text.slice(cut + 1));
  const versionId = found === null ? null : decodeStrictly(found[1] ?? '');
  if (versionId === null) throw invalid('Copy Source may have only a versionId parameter');
  return { ...place, versionId: checkVersionId(versionId) };
}

/** Throws when the version cannot be the source of a copy: a delete marker, an archive class, a failed condition. */
export function checkCopySource(call: FaceCall, address: ObjectAddress, version: StoredVersion): void {
  if (version.isDeleteMarker) {
    if (address.versionId === null) throw new FaceError('NoSuchKey');
    throw new FaceError('InvalidRequest', {
      message: 'The source of a copy request may not refer to a delete marker.',
    });
  }
  checkReadable(call, version);
  checkSourceKey(call, version.attributes.encryption);
  // On a copy both outcomes are the same answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  if (judgeConditions(copySourceConditions(call.request), version) !== 'go') {
    throw new FaceError('PreconditionFailed');
  }
}

/** Tells which version was copied, in source buckets that ever had versioning on. */
export function copySourceHeaders(
  call: FaceCall,
  address: ObjectAddress,
  version: StoredVersion,
): Record<string, string> {
  const { versioning } = call.store.buckets.find(address.bucket);
  return versioning === 'off' ? {} : { 'x-own-copy-source-version-id': version.versionId };
}

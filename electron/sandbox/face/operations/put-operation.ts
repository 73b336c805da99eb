import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { checksumHeaders } from '../checksum-headers.ts';
import { writeConditions } from '../conditions.ts';
import { encryptionHeaders } from '../encryption.ts';
import { readAttributes } from '../object-attributes.ts';
import { receive } from '../receive.ts';
import { versionHeaders } from '../versions.ts';

/** The most bytes of one PUT, one part and one copy. */
export const mostPutBytes = 5 * 1024 ** 3;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(call: FaceCall): Promise<FaceAnswer> {
  const { store, request, actor } = call;
  const target = objectOf(call);
  store.buckets.find(target.bucket);
  const attributes = readAttributes(call, { needsDigest: true });
  const check = writeConditions(request);
  // A condition that fails already saves the client from sending the body; it is checked again when it counts.
  check(currentVersion(call));
  const { result, md5Hex, checksums } = await receive(call, {
    mostBytes: mostPutBytes,
    sink: (chunks, hashers) => store.write(chunks, hashers),
    undo: (written) => store.discard(written),
  });
  try {
    const version = store.objects.put(
      target,
      result,
      { etag: md5Hex, attributes: { ...attributes, checksums } },
      { check, actor },
    );
    return {
      status: 200,
      headers: {
        ETag: `"${version.etag}"`,
        ...versionHeaders(call, version),
        ...checksumHeaders(call, checksums),
        ...encryptionHeaders(attributes.encryption),
      },
    };
  } catch (error) {
    store.discard(result);
    throw error;
  }
}

function currentVersion(call: FaceCall) {
  try {
    const found = call.store.objects.find({ ...objectOf(call), versionId: null });
    return found.isDeleteMarker ? null : found;
  } catch {
    return null;
  }
}

import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { crcHeaders } from '../checksum-headers.ts';
import { writeConditions } from '../conditions.ts';
import { encryptionHeaders } from '../encryption.ts';
import { FaceError, invalidArgument } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { readAttributes } from '../object-attributes.ts';
import { receive } from '../receive.ts';
import { versionHeaders } from '../versions.ts';
import { mostPutBytes } from './put-operation.ts';

/**
 * Adds the body to the end of an object that appends made; at position 0 the headers say what a new one is stored with.
 * Throws `PositionNotEqualToLength` with where to go on, `ObjectNotAppendable`.
 * https://www.tencentcloud.com/document/product/436/7741 and https://www.alibabacloud.com/help/en/oss/developer-reference/appendobject
 */
export async function appendObject(call: FaceCall): Promise<FaceAnswer> {
  const { store, request, actor } = call;
  const target = objectOf(call);
  store.buckets.find(target.bucket);
  const text = parameterOf(request, 'position') ?? '';
  if (!/^\d{1,15}$/.test(text)) {
    throw invalidArgument('position', text, 'The position must be a whole number of bytes.');
  }
  const attributes = { ...readAttributes(call), checksums: [] };
  const check = writeConditions(request);
  const { result, md5Hex, checksums } = await receive(call, {
    mostBytes: mostPutBytes,
    sink: (chunks, hashers) => store.write(chunks, hashers),
    undo: (written) => store.discard(written),
  });
  try {
    const crc64 = checksums.find(({ algorithm }) => algorithm === 'crc64ecma')?.value;
    if (crc64 === undefined) throw new FaceError('InternalError');
    const version = store.appends.append(target, Number(text), result, {
      content: { md5Hex, crc64 },
      attributesOf: () => attributes,
      check,
      actor,
    });
    return {
      status: 200,
      headers: {
        ETag: `"${version.etag}"`,
        'x-own-next-append-position': String(version.sizeBytes),
        ...versionHeaders(call, version),
        ...crcHeaders(call, version.attributes.checksums),
        ...encryptionHeaders(version.attributes.encryption),
      },
    };
  } catch (error) {
    store.discard(result);
    throw error;
  }
}

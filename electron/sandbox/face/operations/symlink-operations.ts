import { createHash } from 'node:crypto';
import { targetKeyOf } from '../../store/symlinks.ts';
import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { writeConditions } from '../conditions.ts';
import { invalidArgument } from '../face-error.ts';
import { headerOf } from '../face-request.ts';
import { readAttributes } from '../object-attributes.ts';
import { decodeStrictly, encodePath } from '../percent-encoding.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const targetHeader = 'x-own-symlink-target';

/**
 * Makes an object that stands for another key of its bucket, which need not be there. The header is percent-encoded.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putsymlink
 */
export async function putSymlink(call: FaceCall): Promise<FaceAnswer> {
  const { store, request, actor, dialect } = call;
  const target = objectOf(call);
  const text = headerOf(request, targetHeader) ?? '';
  const targetKey = decodeStrictly(text);
  if (!targetKey || Buffer.byteLength(targetKey) > dialect.objects.longestKeyBytes) {
    throw invalidArgument(targetHeader, text, 'The target of a symlink must be the name of an object.');
  }
  const attributes = {
    ...readAttributes(call),
    checksums: [],
    special: { kind: 'symlink', targetKey },
  } as const;
  const nothing = await store.write(
    (async function* () {
      yield* [];
    })(),
    [],
  );
  const etag = createHash('md5').update(targetKey).digest('hex');
  const check = writeConditions(request);
  const version = store.objects.put(target, nothing, { etag, attributes }, { check, actor });
  return { status: 200, headers: { ETag: `"${version.etag}"`, ...versionHeaders(call, version) } };
}

/** The symlink itself, not what it stands for. Throws `NotSymlink`. */
export function getSymlink(call: FaceCall): FaceAnswer {
  const version = findVersion(call);
  return {
    status: 200,
    headers: {
      ETag: `"${version.etag}"`,
      'Last-Modified': new Date(version.modifiedAtMs).toUTCString(),
      [targetHeader]: encodePath(targetKeyOf(version)),
      ...versionHeaders(call, version),
    },
  };
}

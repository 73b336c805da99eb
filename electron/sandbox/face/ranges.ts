import { FaceError } from './face-error.ts';

/** Bytes `[startBytes, endBytes)`. */
export interface ByteRange {
  readonly startBytes: number;
  readonly endBytes: number;
}

/**
 * Reads `bytes=a-b`, `bytes=a-` or `bytes=-n` for an object of `sizeBytes`. null for no range, for another unit, for
 * several ranges and for nonsense: the whole object is the answer then, as AWS does.
 * Throws FaceError `InvalidRange` when no byte of the object lies in it.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export function readRange(text: string | null, sizeBytes: number): ByteRange | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text?.trim() ?? '');
  if (found === null || text === null) return null;
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return null;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  const startBytes = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const endBytes = first === '' || last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (startBytes >= endBytes) {
    throw new FaceError('InvalidRange', {
      fields: { RangeRequested: text, ActualObjectSize: String(sizeBytes) },
      headers: { 'Content-Range': `bytes */${sizeBytes}` },
    });
  }
  return { startBytes, endBytes };
}

/**
 * Reads the range of a part copy, which must be `bytes=first-last` and lie inside the source.
 * Throws FaceError `InvalidArgument` or `InvalidRange`.
 */
export function readCopyRange(text: string, sizeBytes: number): ByteRange {
  const found = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text);
  const startBytes = Number(found?.[1]);
  const endBytes = Number(found?.[2]) + 1;
  if (found === null || startBytes >= endBytes) {
    throw new FaceError('InvalidArgument', {
      message: 'The x-own-copy-source-range value must be of the form bytes=first-last.',
      fields: { ArgumentName: 'x-own-copy-source-range', ArgumentValue: text },
    });
  }
  if (endBytes > sizeBytes) {
    throw new FaceError('InvalidArgument', {
      message: `Range specified is not valid for source object of size: ${sizeBytes}`,
      fields: { ArgumentName: 'x-own-copy-source-range', ArgumentValue: text },
    });
  }
  return { startBytes, endBytes };
}

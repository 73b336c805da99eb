import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { LocalFile } from '../local-source.ts';
import { changesEtags, isFailure, isMd5Etag, type RunContext } from './context.ts';
import { WholeReceiver } from './range-writer.ts';

/**
 * An object of another connection, read like a local file: each read is a range of this very version, straight into
 * the buffer that is sent on. A whole object is compared with its ETag where that is an MD5. Reads reject with
 * `precondition-failed` (reason `source-changed`) when it is no longer that version.
 */
export function remoteFile(from: RunContext, object: ObjectInfo): LocalFile {
  const { bucket } = from.job.request;
  const { key, sizeBytes, modifiedAtMs, etag } = object;
  const isComparable = isMd5Etag(etag) && !changesEtags(object.encryption);
  let lastMd5 = '';

  async function read(buffer: Uint8Array, offsetBytes: number, signal: AbortSignal): Promise<number> {
    const isWhole = buffer.length === sizeBytes;
    const receiver = new WholeReceiver(buffer, () => undefined);
    try {
      await from.storage.getObject(
        {
          bucket,
          key,
          ...(!isWhole && { range: { offsetBytes, lengthBytes: buffer.length } }),
          ...(etag !== '' && { conditions: { ifMatch: etag } }),
        },
        from.bandwidth.slowReceiver(from.connectionId, receiver, signal),
        { signal },
      );
    } catch (error) {
      if (isFailure(error, 'precondition-failed')) throw sourceChanged(from, key, error);
      throw error;
    }
    if (receiver.receivedBytes !== buffer.length) throw differs('wrong-length');
    if (isWhole && isComparable) await compare(buffer);
    return buffer.length;
  }

  /** The same other MD5 twice: these are the bytes, and the ETag is no MD5 of them. */
  async function compare(bytes: Uint8Array): Promise<void> {
    const md5 = await from.hashing.md5(bytes);
    if (md5 === etag.toLowerCase() || md5 === lastMd5) return;
    lastMd5 = md5;
    throw differs('etag-mismatch');
  }

  function differs(reason: string) {
    return failure('integrity', `${key} did not come as its server has it.`, {
      reason,
      resource: `${bucket}/${key}`,
    });
  }

  return { sizeBytes, modifiedAtMs: modifiedAtMs ?? 0, read, close: async () => undefined };
}

/** The failure of a copy whose source is no longer what it was when the copy began. */
export function sourceChanged({ job }: RunContext, key: string, cause?: unknown) {
  return failure('precondition-failed', `${key} changed while it was copied. Copy it again.`, {
    reason: 'source-changed',
    resource: `${job.request.bucket}/${key}`,
    cause,
  });
}

import { toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { Version } from '../plans/name-plan.ts';
import { isFailure, type RunContext, retried } from './context.ts';

/** What lies at a key; null for nothing. Rejects with what else went wrong. */
export async function lookAt(context: RunContext, bucket: string, key: string): Promise<ObjectInfo | null> {
  try {
    return await retried(context, () =>
      context.storage.headObject({ bucket, key }, { signal: context.abortSignal }),
    );
  } catch (error) {
    // A bucket that is gone is not an absent object: writing will say so.
    if (isFailure(error, 'not-found') && toAppError(error).reason !== 'connection-missing') return null;
    throw error;
  }
}

/** An object as one side of a conflict. */
export function versionOf(info: ObjectInfo | null): Version | null {
  return info && { sizeBytes: info.sizeBytes, modifiedAtMs: info.modifiedAtMs, etag: info.etag };
}

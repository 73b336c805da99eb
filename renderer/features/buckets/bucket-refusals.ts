import type { AppState } from '../../app/store.ts';
import { selectConnection } from '../connections/connections-slice.ts';

/** Why a bucket cannot be created in a connection, as a full message key; null when nothing is known against it. */
export function createBucketRefusal(state: AppState, connectionId: string | null): string | null {
  if (connectionId === null) return 'buckets.refusals.noConnection';
  if (selectConnection(state, connectionId)?.isReadOnly === true) return 'buckets.refusals.readOnly';
  const capability = state.connections.capabilities[connectionId]?.createBucket;
  return capability?.status === 'not-offered' ? 'buckets.refusals.notOffered' : null;
}

/** Why a bucket of a connection cannot be deleted, as a full message key; null when nothing is known against it. */
export function deleteBucketRefusal(state: AppState, connectionId: string | null): string | null {
  if (connectionId === null) return 'buckets.refusals.noConnection';
  return selectConnection(state, connectionId)?.isReadOnly === true ? 'buckets.refusals.readOnly' : null;
}

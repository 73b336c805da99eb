import type { AppError } from '../../../shared/model/app-error.ts';
import { AppFailure, toAppError } from '../../../shared/model/app-error.ts';
import type { ExistingSide, OverwriteGuard } from '../../../shared/model/transfer.ts';
import type { BufferPool } from '../buffer-pool.ts';
import type { Hashing } from '../hashing.ts';
import type { Journal } from '../journal/journal.ts';
import { journalFailure } from '../journal/journal-failure.ts';
import type { ItemDigests, ItemRecord, JobRecord } from '../journal/records.ts';
import type { NameLocks } from '../name-locks.ts';
import type { PlanOutcome } from '../plans/plan.ts';
import { withRetry } from '../retry.ts';
import type { Bandwidth } from '../schedule/bandwidth.ts';
import { type ConnectionLanes, laneWeightOf, rankOf } from '../schedule/connection-lanes.ts';
import type { TransferBody, TransferStorage } from '../storage-port.ts';
import type { EngineTuning } from '../transfer-engine.ts';

/** Servers tell times in whole seconds, and clocks differ a little. */
export const clockRoundingMs = 2_000;

/** What every item of a job runs with. */
export interface RunContext {
  readonly job: JobRecord;
  /** Connection of `storage`: of a copy to another one there are two contexts. */
  readonly connectionId: string;
  readonly storage: TransferStorage;
  readonly journal: Journal;
  readonly pool: BufferPool;
  readonly hashing: Hashing;
  /** Requests that move bytes to or from the job's server, over all jobs. */
  readonly lanes: ConnectionLanes;
  readonly bandwidth: Bandwidth;
  readonly tuning: EngineTuning;
  readonly now: () => number;
  /** Target names that somebody looked at and is about to write to, over all jobs. */
  readonly names: NameLocks;
  /** Start nothing new. */
  readonly stopSignal: AbortSignal;
  /** End what runs. */
  readonly abortSignal: AbortSignal;
  /** Bytes that went over the wire; negative when they must go again. */
  moved(bytes: number): void;
  /** Changes the counters of the job inside a journal transaction, and tells listeners. */
  change(work: () => void): void;
  /** The item is being checked. */
  verifying(itemId: number): void;
  /**
   * Since when an earlier run of the job may have written something without writing down that it did: in a crash, or
   * when an answer was lost. Milliseconds since 1970; null when there was none.
   */
  readonly earlierSinceMs: number | null;
  /** What was learned about the server on the way. */
  readonly learned: { hasForeignEtags: boolean };
}

/** How one item ended. `interrupted` leaves it queued. */
export type ItemResult =
  | {
      readonly state: 'done' | 'skipped';
      readonly guard: OverwriteGuard | null;
      readonly targetName: string | null;
      readonly digests?: ItemDigests | null;
    }
  /** The name is taken, by `existing` where it was looked at. */
  | {
      readonly state: 'needs-user';
      readonly targetName: string | null;
      readonly existing: ExistingSide | null;
    }
  | { readonly state: 'failed'; readonly error: AppError }
  /** Another item of the job has to end first; `error` when none can. */
  | { readonly state: 'waits'; readonly error: AppError }
  | { readonly state: 'interrupted' };

/** The result of an item whose plan ended; `firstName` is the name it would have had without a rename. */
export function resultOf(outcome: PlanOutcome | null, firstName: string): ItemResult {
  if (outcome === null) return { state: 'interrupted' };
  const targetName = outcome.name === firstName ? null : outcome.name;
  const { result, guard, existing } = outcome;
  return result === 'conflict'
    ? { state: 'needs-user', targetName, existing }
    : { state: result, guard, targetName };
}

/** The result with what is known of the bytes of both sides, where the item is done. */
export function proved(result: ItemResult, digests: ItemDigests): ItemResult {
  return result.state === 'done' ? { ...result, digests } : result;
}

/** An ETag as one side of a receipt; null for none. */
export function etagDigest(etag: string | null): string | null {
  return etag === null || etag === '' ? null : `etag:${etag}`;
}

/** Turns what an item threw into its result: an item that was stopped is not a failed one. */
export function failedResult(context: RunContext, thrown: unknown): ItemResult {
  const error = toAppError(journalFailure(thrown));
  const isStopped = context.stopSignal.aborted || context.abortSignal.aborted;
  // While a job stops nothing is tried again: what would have been goes on when the job does.
  const wouldGoOn = error.kind === 'cancelled' || error.retry === 'now' || error.retry === 'later';
  return isStopped && wouldGoOn ? { state: 'interrupted' } : { state: 'failed', error };
}

/** Whether something with this time may have been written by an earlier run of the job. */
export function isFromEarlierRun(context: RunContext, modifiedAtMs: number | null): boolean {
  const { earlierSinceMs } = context;
  return earlierSinceMs !== null && modifiedAtMs !== null && modifiedAtMs >= earlierSinceMs - clockRoundingMs;
}

/** Repeats a request that may be repeated, with the waits of the engine. */
export function retried<T>(context: RunContext, attempt: (tries: number) => Promise<T>): Promise<T> {
  return withRetry(attempt, { delaysMs: context.tuning.retryDelaysMs, signal: context.stopSignal });
}

/** A body that goes no faster than the limits of now allow. */
export function slowed(
  { bandwidth, connectionId, abortSignal }: RunContext,
  body: TransferBody,
): TransferBody {
  return bandwidth.slow(connectionId, body, abortSignal);
}

/** Runs `work`, which moves so many bytes, on a lane of its own. */
export async function onLane<T>(
  context: RunContext,
  item: ItemRecord,
  sizeBytes: number,
  work: () => Promise<T>,
): Promise<T> {
  const visitor = {
    group: `${context.job.id}/${item.id}`,
    rank: rankOf(context.job.priority),
    weight: laneWeightOf(sizeBytes),
  };
  return context.lanes.run(visitor, context.stopSignal, work);
}

/** True for a failure of this kind (and code). */
export function isFailure(thrown: unknown, kind: AppError['kind'], code?: string): boolean {
  return (
    thrown instanceof AppFailure &&
    thrown.appError.kind === kind &&
    (code === undefined || thrown.appError.code === code)
  );
}

/** The server does not know the upload (any more). */
export function isUploadGone(thrown: unknown): boolean {
  return isFailure(thrown, 'not-found', 'NoSuchUpload');
}

/** Plain MD5 of a whole body, as servers without encryption give it. */
export function isMd5Etag(etag: string): boolean {
  return /^[0-9a-f]{32}$/iu.test(etag);
}

/** True when the server says that it encrypts in a way that makes ETags something else than an MD5. */
export function changesEtags(encryption: string | null): boolean {
  return encryption !== null && encryption !== 'AES256';
}

/** Base64 of lower-case hex, as `Content-MD5` has it. */
export function base64OfHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

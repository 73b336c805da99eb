import { type AppError, appErrorSchema } from '../../../shared/model/app-error.ts';
import type {
  ConflictPolicy,
  ExistingSide,
  ItemState,
  Job,
  JobItem,
  JobPriority,
  JobRequest,
  JobState,
  OverwriteGuard,
} from '../../../shared/model/transfer.ts';
import { jobRequestSchema } from '../../../shared/model/transfer.ts';

/** A job as the engine keeps it in memory while it is on the list: small, whatever the number of its items. */
export interface JobRecord {
  readonly id: string;
  position: number;
  readonly request: JobRequest;
  title: string;
  readonly from: string;
  to: string;
  /** Absolute path that a download writes below; null for other kinds. */
  localFolder: string | null;
  conflict: ConflictPolicy;
  priority: JobPriority;
  state: JobState;
  readonly createdAtMs: number;
  finishedAtMs: number | null;
  isCounted: boolean;
  readonly isReviewed: boolean;
  /** False while an ended job may still have uploads open on the server or temporary files. */
  isClean: boolean;
  /** Where the enumeration goes on after a restart; its form is the enumerator's own. */
  cursor: string | null;
  itemCount: number;
  doneCount: number;
  skippedCount: number;
  failedCount: number;
  needsUserCount: number;
  totalBytes: number;
  doneBytes: number;
  error: AppError | null;
}

/** An item as the journal keeps it. What is only true while it runs is not here. */
export interface ItemRecord {
  readonly id: number;
  readonly jobId: string;
  readonly source: number;
  readonly type: 'object' | 'folder';
  readonly state: StoredItemState;
  readonly key: string;
  readonly otherName: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number | null;
  readonly etag: string | null;
  readonly doneBytes: number;
  readonly decision: ConflictPolicy | null;
  readonly guard: OverwriteGuard | null;
  readonly mustBeAbsent: boolean;
  /** Key or local path that was settled on when it is not the first choice. */
  readonly targetName: string | null;
  readonly uploadId: string | null;
  readonly uploadIntentAtMs: number | null;
  readonly partBytes: number | null;
  /** The copy of a move is whole, from the source with `etag`: only the source is still to be deleted. */
  readonly isCopied: boolean;
  /** What was found at the name when the item stopped for the user. */
  readonly existing: ExistingSide | null;
  readonly error: AppError | null;
  readonly digests: ItemDigests | null;
}

/** `<way>:<digest>` of what was read and of what was made of it, as far as each is known. */
export interface ItemDigests {
  readonly source: string | null;
  readonly target: string | null;
}

export type StoredItemState = Exclude<ItemState, 'running' | 'verifying' | 'cancelled'>;

/** An item that an enumeration found. */
export interface ItemDraft {
  readonly source: number;
  readonly type: 'object' | 'folder';
  readonly key: string;
  readonly otherName: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number | null;
  readonly etag: string | null;
  /** Set when it is known already that it cannot be transferred. */
  readonly error: AppError | null;
}

export type Row = Record<string, unknown>;

export function jobOfRow(row: Row): JobRecord {
  return {
    id: String(row.id),
    position: Number(row.position),
    request: jobRequestSchema.parse(JSON.parse(String(row.request))),
    title: String(row.title),
    from: String(row.from_text),
    to: String(row.to_text),
    localFolder: textOrNull(row.local_folder),
    conflict: String(row.conflict) as ConflictPolicy,
    priority: String(row.priority) as JobPriority,
    state: String(row.state) as JobState,
    createdAtMs: Number(row.created_at_ms),
    finishedAtMs: numberOrNull(row.finished_at_ms),
    isCounted: row.is_counted === 1,
    isReviewed: row.is_reviewed === 1,
    isClean: row.is_clean === 1,
    cursor: textOrNull(row.cursor),
    itemCount: Number(row.item_count),
    doneCount: Number(row.done_count),
    skippedCount: Number(row.skipped_count),
    failedCount: Number(row.failed_count),
    needsUserCount: Number(row.needs_user_count),
    totalBytes: Number(row.total_bytes),
    doneBytes: Number(row.done_bytes),
    error: errorOf(row.error),
  };
}

export function itemOfRow(row: Row): ItemRecord {
  return {
    id: Number(row.id),
    jobId: String(row.job_id),
    source: Number(row.source),
    type: row.type === 'folder' ? 'folder' : 'object',
    state: String(row.state) as StoredItemState,
    key: String(row.key),
    otherName: String(row.other_name),
    sizeBytes: Number(row.size_bytes),
    modifiedAtMs: numberOrNull(row.modified_at_ms),
    etag: textOrNull(row.etag),
    doneBytes: Number(row.done_bytes),
    decision: textOrNull(row.decision) as ConflictPolicy | null,
    guard: textOrNull(row.guard) as OverwriteGuard | null,
    mustBeAbsent: row.must_be_absent === 1,
    targetName: textOrNull(row.target_name),
    uploadId: textOrNull(row.upload_id),
    uploadIntentAtMs: numberOrNull(row.upload_intent_at_ms),
    partBytes: numberOrNull(row.part_bytes),
    isCopied: row.is_copied === 1,
    existing: existingOf(row),
    error: errorOf(row.error),
    digests: digestsOf(row),
  };
}

/** A job as the contract shows it, with what only the running engine knows. */
export function showJob(job: JobRecord, live: { bytesPerSecond: number; secondsLeft: number | null }): Job {
  return {
    id: job.id,
    kind: job.request.kind,
    state: job.state,
    title: job.title,
    moreCount: moreCountOf(job.request),
    connectionId: job.request.connectionId,
    bucket: job.request.bucket,
    from: job.from,
    to: job.to,
    conflict: job.conflict,
    priority: job.priority,
    position: job.position,
    createdAtMs: job.createdAtMs,
    finishedAtMs: job.finishedAtMs,
    isCounted: job.isCounted,
    itemCount: job.itemCount,
    doneCount: job.doneCount,
    skippedCount: job.skippedCount,
    failedCount: job.failedCount,
    needsUserCount: job.needsUserCount,
    totalBytes: Math.max(0, job.totalBytes),
    doneBytes: Math.max(0, job.doneBytes),
    bytesPerSecond: live.bytesPerSecond,
    secondsLeft: live.secondsLeft,
    error: job.error,
  };
}

/** An item as the contract shows it in the state it has right now. */
export function showItem(item: ItemRecord, state: ItemState): JobItem {
  return {
    id: item.id,
    jobId: item.jobId,
    state,
    key: item.key,
    otherName: item.targetName ?? item.otherName,
    sizeBytes: item.sizeBytes,
    modifiedAtMs: item.modifiedAtMs,
    doneBytes: item.doneBytes,
    existing: state === 'needs-user' ? item.existing : null,
    guard: item.guard,
    error: item.error,
  };
}

function moreCountOf(request: JobRequest): number {
  if (request.kind === 'upload') return request.sourceRefIds.length - 1;
  const { keys, prefixes } = request.selection;
  return Math.max(0, keys.length + prefixes.length - 1);
}

function existingOf(row: Row): ExistingSide | null {
  const sizeBytes = numberOrNull(row.existing_size_bytes);
  return sizeBytes === null ? null : { sizeBytes, modifiedAtMs: numberOrNull(row.existing_modified_at_ms) };
}

function digestsOf(row: Row): ItemDigests | null {
  const [source, target] = [textOrNull(row.source_digest), textOrNull(row.target_digest)];
  return source === null && target === null ? null : { source, target };
}

function errorOf(value: unknown): AppError | null {
  return typeof value === 'string' ? appErrorSchema.parse(JSON.parse(value)) : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

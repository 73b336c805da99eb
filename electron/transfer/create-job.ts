import { randomBytes } from 'node:crypto';
import { failure } from '../../shared/model/app-error.ts';
import type { JobRequest, ObjectSelection } from '../../shared/model/transfer.ts';
import { targetKey } from './enumerate/drafts.ts';
import type { SourceRecord } from './journal/jobs.ts';
import type { JobRecord } from './journal/records.ts';
import type { LocalSource, LocalSources } from './local-source.ts';

type CopyRequest = Extract<JobRequest, { kind: 'copy' | 'move' }>;

/**
 * The record of a new job. Rejects with `not-found` for a reference that nobody gave out, and `invalid-input` for a copy
 * onto or into itself.
 */
export function newJob(
  request: JobRequest,
  options: {
    readonly isReviewed: boolean;
    readonly position: number;
    readonly nowMs: number;
    readonly sources: LocalSources;
    readonly downloadFolder: string;
  },
): { job: JobRecord; sources: SourceRecord[] } {
  const found = request.kind === 'upload' ? findSources(request.sourceRefIds, options.sources) : [];
  if (request.kind === 'copy' || request.kind === 'move') checkCopy(request);
  const localFolder = request.kind === 'download' ? findTarget(request.targetRefId, options) : null;
  const names = request.kind === 'upload' ? found.map(({ name }) => name) : namesOf(request.selection);
  const job: JobRecord = {
    id: randomBytes(6).toString('hex'),
    position: options.position,
    request,
    title: names[0] ?? '',
    from: request.kind === 'upload' ? names.slice(0, 3).join(', ') : place(request.bucket, baseOf(request)),
    to: targetText(request, localFolder),
    localFolder,
    conflict: request.kind === 'delete' ? 'overwrite' : request.conflict,
    priority: 'normal',
    state: 'planning',
    createdAtMs: options.nowMs,
    finishedAtMs: null,
    isCounted: false,
    isReviewed: options.isReviewed,
    isClean: false,
    cursor: null,
    itemCount: 0,
    doneCount: 0,
    skippedCount: 0,
    failedCount: 0,
    needsUserCount: 0,
    totalBytes: 0,
    doneBytes: 0,
    error: null,
  };
  const refIds = request.kind === 'upload' ? request.sourceRefIds : [];
  const sources = found.map(({ journalRef }, ordinal) => ({
    ordinal,
    refId: refIds[ordinal] ?? '',
    journalRef,
  }));
  return { job, sources };
}

/**
 * Whether objects of a copy may land where others of the same selection lie: a folder `a/a/` that is moved up over
 * `a/`. Then all of them have to be found before the first is written, and some have to wait for others.
 */
export function meetsItself(request: JobRequest): boolean {
  if (request.kind !== 'copy' && request.kind !== 'move') return false;
  const { target, selection } = request;
  if (!isWithinBucket(request)) return false;
  const root = target.prefix + (target.newName ?? '');
  return [...selection.prefixes, ...selection.keys].some(
    (source) => source.startsWith(root) || root.startsWith(source),
  );
}

/** The prefixes whose listing a job changes. */
export function changedPlaces(
  request: JobRequest,
): { connectionId: string; bucket: string; prefix: string }[] {
  const { connectionId, bucket } = request;
  switch (request.kind) {
    case 'upload':
      return [{ connectionId, bucket, prefix: request.prefix }];
    case 'download':
      return [];
    case 'delete':
      return [{ connectionId, bucket, prefix: baseOf(request) }];
    case 'copy':
      return [request.target];
    case 'move':
      return [request.target, { connectionId, bucket, prefix: request.basePrefix }];
  }
}

/** Finds the sources of these references; rejects with `not-found` for one that nobody gave out. */
export function findSources(refIds: readonly string[], sources: LocalSources): LocalSource[] {
  return refIds.map((refId) => {
    const source = sources.byRefId(refId);
    if (source === null) {
      throw failure('not-found', 'The chosen files are not at hand any more. Choose them again.', {
        reason: 'source-gone',
      });
    }
    return source;
  });
}

/** The folder of a reference, or the download folder for null; rejects with `not-found` for one that is not at hand. */
export function findTarget(
  refId: string | null,
  options: { readonly sources: LocalSources; readonly downloadFolder: string },
): string {
  const folder = refId === null ? options.downloadFolder : options.sources.targetFolder(refId);
  if (folder === null) {
    throw failure('not-found', 'The chosen folder is not at hand any more. Choose it again.', {
      reason: 'target-gone',
    });
  }
  return folder;
}

function checkCopy(request: CopyRequest): void {
  const { target, selection } = request;
  const chosen = selection.keys.length + selection.prefixes.length;
  if (target.newName !== null && chosen !== 1) {
    throw failure('invalid-input', 'Only one object or folder at a time can get a new name.', {
      reason: 'new-name-for-many',
    });
  }
  if (!isWithinBucket(request)) return;
  for (const prefix of selection.prefixes) {
    if (targetKey({ key: prefix, selectedPrefix: prefix }, request).startsWith(prefix)) {
      throw failure('invalid-input', `A folder cannot be put into itself: ${prefix}`, {
        reason: 'copy-into-itself',
        resource: prefix,
        values: { prefix },
      });
    }
  }
  for (const key of selection.keys) {
    const isSame = targetKey({ key, selectedPrefix: null }, request) === key;
    if (isSame && (request.kind === 'move' || request.conflict !== 'rename')) {
      throw failure('invalid-input', `${key} is already there. Choose another place or name.`, {
        reason: 'copy-onto-itself',
        resource: key,
        values: { key },
      });
    }
  }
}

/** The connection that a job writes to; of a download, which writes to none, the one it reads from. */
export function targetConnectionOf(request: JobRequest): string {
  return request.kind === 'copy' || request.kind === 'move'
    ? request.target.connectionId
    : request.connectionId;
}

function isWithinBucket({ connectionId, bucket, target }: CopyRequest): boolean {
  return target.connectionId === connectionId && target.bucket === bucket;
}

function namesOf(selection: ObjectSelection): string[] {
  return [...selection.prefixes, ...selection.keys].map(lastName);
}

function lastName(key: string): string {
  const bare = key.endsWith('/') ? key.slice(0, -1) : key;
  return bare.slice(bare.lastIndexOf('/') + 1) || key;
}

function baseOf(request: Exclude<JobRequest, { kind: 'upload' }>): string {
  if (request.kind !== 'delete') return request.basePrefix;
  const [first = ''] = [...request.selection.prefixes, ...request.selection.keys];
  const bare = first.endsWith('/') ? first.slice(0, -1) : first;
  return bare.slice(0, bare.lastIndexOf('/') + 1);
}

function targetText(request: JobRequest, localFolder: string | null): string {
  switch (request.kind) {
    case 'upload':
      return place(request.bucket, request.prefix);
    case 'download':
      return localFolder ?? '';
    case 'delete':
      return '';
    default:
      return place(request.target.bucket, request.target.prefix + (request.target.newName ?? ''));
  }
}

function place(bucket: string, prefix: string): string {
  return `${bucket}/${prefix}`;
}

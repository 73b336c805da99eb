import type { EventPayload, MethodInput } from '../../../shared/contract/contract.ts';
import { type AppError, failure, toAppError } from '../../../shared/model/app-error.ts';
import type {
  ConflictPolicy,
  ItemState,
  Job,
  JobItem,
  JobPriority,
  JobRequest,
  LocalRef,
} from '../../../shared/model/transfer.ts';
import type { Client } from '../../bridge/client.ts';
import {
  afterUpdate,
  emptyJobList,
  fromSnapshot,
  isEnded,
  type JobList,
  type QueueMove,
  targetOf,
} from './job-list.ts';
import { type LocalFiles, type PageFiles, registerLocal } from './local-files.ts';

type UploadTarget = Pick<MethodInput<'transfers.create'>['request'], 'connectionId' | 'bucket'> & {
  readonly prefix: string;
};

export interface TransfersState extends JobList {
  /** `live` once the first snapshot is here; `failed` when it could not be had. */
  readonly sync: 'loading' | 'live' | 'failed';
  /** Why the last action on a job failed, until it is dismissed. */
  readonly actionError: AppError | null;
  /** Takes the list anew: after a lost update or a new connection to the host. */
  resync(): Promise<void>;
  dismissError(): void;
  /** Shows why something about a job failed; a cancelled action is nothing to tell. */
  reportError(thrown: unknown): void;
  /** Creates a job; with `isReviewed` it waits at `planned` for `run`. Rejects with AppFailure. */
  create(request: JobRequest, isReviewed?: boolean): Promise<Job>;
  /** Uploads files that the page holds or the desktop finds by path. Rejects with AppFailure. */
  upload(target: UploadTarget, files: PageFiles, conflict: ConflictPolicy): Promise<void>;
  /** Desktop: opens the host's dialog and uploads what was chosen; nothing when it was closed. */
  chooseAndUpload(target: UploadTarget, what: 'files' | 'folder', conflict: ConflictPolicy): Promise<void>;
  /** Gives a waiting job its files again; tells how many fit and how many are still missing. */
  replaceSources(jobId: string, files: PageFiles): Promise<{ matchedCount: number; missingCount: number }>;
  /** Desktop: the same through the host's dialog; null when it was closed. */
  chooseSourcesAgain(jobId: string): Promise<{ matchedCount: number; missingCount: number } | null>;
  /** Desktop: a folder to download into; null when the dialog was closed. */
  chooseTargetFolder(): Promise<LocalRef | null>;
  /** Web host: a folder on the host's disk by its path. Rejects with AppFailure. */
  registerHostPath(path: string): Promise<LocalRef>;
  /** Gives a download that stands still another folder. Rejects with AppFailure. */
  replaceTarget(jobId: string, folder: LocalRef): Promise<void>;
  /** Runs, pauses, … a job. A failure is kept in `actionError`; these never reject. */
  act(
    action: 'run' | 'pause' | 'resume' | 'cancel' | 'retryFailed' | 'remove' | 'revealLocal',
    jobId: string,
  ): Promise<void>;
  actOnAll(action: 'pauseAll' | 'resumeAll' | 'removeEnded'): Promise<void>;
  /** Which jobs get lanes first. Never rejects, as `act`. */
  setPriority(jobId: string, priority: JobPriority): Promise<void>;
  /** Moves a job within the queue; nothing where it is there already. Never rejects, as `act`. */
  move(jobId: string, move: QueueMove): Promise<void>;
  resolveConflict(
    item: JobItem,
    decision: Exclude<ConflictPolicy, 'ask'>,
    appliesToAll: boolean,
  ): Promise<void>;
  /** A page of a job's items, in order, after `afterId`. Rejects with AppFailure. */
  listItems(
    jobId: string,
    state: ItemState | null,
    afterId: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly JobItem[]>;
}

export interface TransfersSlice {
  readonly transfers: TransfersState;
}

type Update = (change: (state: TransfersSlice) => Partial<TransfersSlice>) => void;

/** A snapshot that updates overtook is taken again, at most so often; afterwards the updates are laid over it. */
const maxSnapshots = 3;

/**
 * Makes the slice: a view of the host's jobs, fed by a snapshot and numbered updates. A number that is missing means a lost
 * update, and the list is taken anew.
 */
export function createTransfersSlice(client: Client, local: LocalFiles) {
  return (set: Update, get: () => TransfersSlice): TransfersSlice => {
    const change = (part: Partial<TransfersState>) =>
      set((state) => ({ transfers: { ...state.transfers, ...part } }));
    /** How to let go of the files that are held for a job. */
    const releases = new Map<string, (() => void)[]>();
    let overtaking: EventPayload<'transfers.changed'>[] | null = null;

    const releaseEnded = () => {
      const { jobs } = get().transfers;
      for (const [jobId, all] of releases) {
        const job = jobs[jobId];
        // A job with failures may be retried, and needs its files for it.
        const isRetryable = job?.state === 'failed' || job?.state === 'done-with-failures';
        if (job !== undefined && (!isEnded(job) || isRetryable)) continue;
        for (const release of all) release();
        releases.delete(jobId);
      }
    };

    const resync = async () => {
      if (overtaking !== null) return;
      try {
        for (let attempt = 1; ; attempt += 1) {
          overtaking = [];
          const list = fromSnapshot(await client.call('transfers.list', {}));
          const overtook: EventPayload<'transfers.changed'>[] = overtaking;
          if (overtook.length > 0 && attempt < maxSnapshots) continue;
          overtaking = null;
          change({ ...overtook.reduce(afterUpdate, list), sync: 'live' });
          releaseEnded();
          return;
        }
      } catch {
        overtaking = null;
        change({ sync: 'failed' });
      }
    };

    client.on(
      'transfers.changed',
      (update) => {
        if (overtaking !== null) {
          overtaking.push(update);
          return;
        }
        change(afterUpdate(get().transfers, update));
        releaseEnded();
      },
      () => void resync(),
    );
    void resync();

    const hold = (jobId: string, release: () => void) =>
      releases.set(jobId, [...(releases.get(jobId) ?? []), release]);

    const reportError = (thrown: unknown) => {
      const error = toAppError(thrown);
      if (error.kind !== 'cancelled') change({ actionError: error });
    };
    const attempt = (action: () => Promise<unknown>) => action().then(() => undefined, reportError);

    const noteJob = (job: Job) => {
      const known = get().transfers;
      if (known.jobs[job.id] === undefined) {
        change(afterUpdate(known, { ...known, jobs: [job], removedJobIds: [] }));
      }
    };

    const create = async (request: JobRequest, isReviewed = false) => {
      const job = await client.call('transfers.create', { request, isReviewed });
      noteJob(job);
      return job;
    };

    const uploadRefs = (target: UploadTarget, refs: readonly LocalRef[], conflict: ConflictPolicy) => {
      const { connectionId, bucket, prefix } = target;
      const sourceRefIds = refs.map((ref) => ref.refId);
      return create({ kind: 'upload', connectionId, bucket, prefix, sourceRefIds, conflict });
    };

    const choose = async (what: 'files' | 'folder' | 'target-folder') =>
      (await client.call('transfers.chooseLocal', { what })).refs;

    return {
      transfers: {
        ...emptyJobList,
        sync: 'loading',
        actionError: null,
        resync,
        reportError,
        dismissError: () => change({ actionError: null }),
        create,
        async upload(target, files, conflict) {
          const { refs, finish, release } = await registerLocal(client, local, files);
          const job = await uploadRefs(target, refs, conflict);
          hold(job.id, release);
          await finish();
        },
        async chooseAndUpload(target, what, conflict) {
          const refs = await choose(what);
          if (refs.length > 0) await uploadRefs(target, refs, conflict);
        },
        async replaceSources(jobId, files) {
          const { refs, finish, release } = await registerLocal(client, local, files);
          hold(jobId, release);
          await finish();
          const sourceRefIds = refs.map((ref) => ref.refId);
          return client.call('transfers.replaceSources', { jobId, sourceRefIds });
        },
        async chooseSourcesAgain(jobId) {
          const refs = await choose('folder');
          if (refs.length === 0) return null;
          const sourceRefIds = refs.map((ref) => ref.refId);
          return client.call('transfers.replaceSources', { jobId, sourceRefIds });
        },
        async chooseTargetFolder() {
          return (await choose('target-folder'))[0] ?? null;
        },
        registerHostPath(path) {
          if (path.trim() === '')
            return Promise.reject(failure('invalid-input', 'Type the path of a folder.'));
          return client.call('transfers.registerHostPath', { path });
        },
        async replaceTarget(jobId, folder) {
          await client.call('transfers.replaceTarget', { jobId, targetRefId: folder.refId });
        },
        act: (action, jobId) => attempt(() => client.call(`transfers.${action}`, { jobId })),
        actOnAll: (action) => attempt(() => client.call(`transfers.${action}`, {})),
        setPriority: (jobId, priority) =>
          attempt(() => client.call('transfers.setPriority', { jobId, priority })),
        async move(jobId, move) {
          const beforeJobId = targetOf(get().transfers, jobId, move);
          if (beforeJobId === undefined) return;
          await attempt(() => client.call('transfers.move', { jobId, beforeJobId }));
        },
        resolveConflict: (item, decision, appliesToAll) =>
          attempt(() =>
            client.call('transfers.resolveConflict', {
              jobId: item.jobId,
              itemId: item.id,
              decision,
              appliesToAll,
            }),
          ),
        async listItems(jobId, state, afterId, limit, signal) {
          const page = { jobId, state, afterId, limit };
          return (await client.call('transfers.listItems', page, { signal })).items;
        },
      },
    };
  };
}

import type { PlanForm } from '../../shared/model/folder-sync.ts';
import type { Receipt } from '../../shared/model/receipt.ts';
import type {
  BandwidthLimit,
  ConflictPolicy,
  ItemState,
  Job,
  JobItem,
  JobPriority,
  JobRequest,
  TransferTotals,
  TransferWindow,
} from '../../shared/model/transfer.ts';
import type { Leftovers } from './leftovers.ts';
import type { LocalSources } from './local-source.ts';
import type { LaneBounds } from './schedule/lane-tuner.ts';
import type { OpenStorage } from './storage-port.ts';
import type { SyncPlans } from './sync/sync-plans.ts';

/** What the engine reads from the settings each time it needs it, so that a change works at once. */
export interface EngineSettings {
  /** Files at once over all jobs, 1 to 64; null: as many as the servers are worth. */
  readonly parallelFiles: number | null;
  /** Memory for buffers over all transfers, in MiB. */
  readonly transferMemoryMib: number;
  /** Absolute path of the folder that downloads go to when the request names none. */
  readonly downloadFolder: string;
  /** Limit of a connection, or over everything for null; no limit when absent. */
  readonly bandwidth?: (connectionId: string | null) => BandwidthLimit;
  /** When transfers may run; null or absent: always. */
  readonly transferWindow?: TransferWindow | null;
}

/** The payload of `transfers.changed`: only what changed since the one before. */
export interface EngineChange {
  readonly jobs: Job[];
  readonly removedJobIds: string[];
  readonly totals: TransferTotals;
  readonly isPaused: boolean;
  readonly windowOpensAtMs: number | null;
}

export interface EngineOptions {
  /** Where the journal is kept. A file that cannot be read as one is set aside beside itself, never overwritten. */
  readonly journalPath: string;
  readonly openStorage: OpenStorage;
  readonly sources: LocalSources;
  readonly now: () => number;
  readonly settings: () => EngineSettings;
  /** Called at most ten times a second; a change of state comes at once unless the last call was less than 100 ms ago. */
  readonly onChange: (change: EngineChange) => void;
  /** Objects below these prefixes were changed by a job; at most every two seconds per job, and when it ends. */
  readonly onObjectsChanged: (connectionId: string, bucket: string, prefixes: string[]) => void;
  /** Told once when a broken journal was set aside; `path` is where it is now. */
  readonly onJournalSetAside?: (path: string) => void;
  /** Waits between tries, for tests that cannot wait. */
  readonly tuning?: Partial<EngineTuning>;
}

/** The engine's inner measures. Users never set these. */
export interface EngineTuning {
  /** Wait before the 2nd, 3rd, … try of the same step, in ms; its length is the number of retries. */
  readonly retryDelaysMs: readonly number[];
  /** Above this size a file is sent in parts. */
  readonly singlePutMaxBytes: number;
  /** Smallest part and range. */
  readonly minPartBytes: number;
  /** Smallest part of a copy inside a server: it costs no memory here, so it may be large. */
  readonly copyPartBytes: number;
  /** Requests at once to one server, by weight (`schedule/connection-lanes.ts`), and parts of one file at once. */
  readonly lanes: LaneBounds;
  /** The platform whose file name rules apply. */
  readonly platform: NodeJS.Platform;
}

/**
 * Runs jobs. One method for each of the `transfers.*` contract that concerns jobs; every method rejects with
 * AppFailure: `not-found` for an unknown job, `conflict` for a step that the job's state does not allow.
 */
export interface TransferEngine {
  create(request: JobRequest, options: { isReviewed: boolean }): Promise<Job>;
  run(jobId: string): Promise<Job>;
  /** Starts nothing new; parts that are on their way settle. */
  pause(jobId: string): Promise<Job>;
  resume(jobId: string): Promise<Job>;
  /** Stops at once; then aborts unfinished uploads on the server and removes temporary files, also after a restart. */
  cancel(jobId: string): Promise<Job>;
  retryFailed(jobId: string): Promise<Job>;
  remove(jobId: string): Promise<void>;
  removeEnded(): Promise<void>;
  pauseAll(): Promise<void>;
  resumeAll(): Promise<void>;
  setPriority(input: { jobId: string; priority: JobPriority }): Promise<Job>;
  /** Puts a job right before another one of the list, or at its end for null. */
  move(input: { jobId: string; beforeJobId: string | null }): Promise<Job>;
  list(): Promise<Omit<EngineChange, 'removedJobIds'>>;
  /** Looks at the clock and the settings again: jobs are held back, or go on, as the transfer window says now. */
  checkWindow(): void;
  listItems(input: {
    jobId: string;
    state: ItemState | null;
    afterId: number;
    limit: number;
  }): Promise<{ items: JobItem[] }>;
  resolveConflict(input: {
    jobId: string;
    itemId: number;
    decision: Exclude<ConflictPolicy, 'ask'>;
    appliesToAll: boolean;
  }): Promise<void>;
  replaceSources(input: {
    jobId: string;
    sourceRefIds: readonly string[];
  }): Promise<{ matchedCount: number; missingCount: number }>;
  /**
   * Gives a download that stands still another folder, and lets it go on when it had stopped for the user. Files that it
   * has finished stay in the old folder. `not-offered` for other kinds, `not-found` for a folder that nobody gave out.
   */
  replaceTarget(input: { jobId: string; targetRefId: string }): Promise<Job>;
  /** A server said that it has too much to do, or did not answer in time: its lanes become fewer at once. */
  serverTroubled(connectionId: string): void;
  /** Jobs that stopped because no page held their files go on: call when a page has (re)connected. */
  wakeSources(): void;
  /** Comparisons of folders with prefixes, looked at before they are run. */
  readonly sync: SyncPlans;
  /** Uploads that were begun in a bucket and never ended. */
  readonly leftovers: Leftovers;
  /** One page of what a job did, with what is known of the bytes on both sides. */
  receipt(input: { jobId: string; afterId: number; limit: number }): Promise<Receipt>;
  /** One page of what a job would do, or did, as data or as the commands of another program. */
  planText(input: {
    jobId: string;
    form: PlanForm;
    afterId: number;
    limit: number;
  }): Promise<{ text: string; nextAfterId: number | null }>;
  /** Creates the same job once more. Rejects as `create` does. */
  repeat(jobId: string, options: { isReviewed: boolean }): Promise<Job>;
  /** Absolute path of the folder a download goes to; `not-offered` for other kinds. */
  localFolder(jobId: string): Promise<string>;
  /** Lets running parts go, closes files and the journal. Jobs go on at the next start. */
  close(): Promise<void>;
}

import type { ReportItemId, UnknownReason } from '../../../shared/model/report-card.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import type { Exchange, Observations } from './observe.ts';

/** What one probe works with. */
export interface ProbeContext {
  readonly provider: StorageProvider;
  /** For questions that no operation asks. */
  readonly client: StorageClient;
  readonly options: ProviderOptions;
  readonly bucket: string;
  readonly seen: Observations;
  /** Exchanges of this probe. */
  sent(): readonly Exchange[];
}

/** A probe that reads, of a bucket. */
export interface BucketContext extends ProbeContext {
  /** An object of the bucket; null when it has none. */
  readonly object: { readonly key: string; readonly sizeBytes: number } | null;
}

/** A probe that writes. */
export interface ScratchContext extends ProbeContext {
  /** A key below the run's own prefix, which is emptied afterwards. */
  key(name: string): string;
  /** Makes one more bucket that goes with the run; null where the run is a guest in a bucket that stays. */
  readonly newBucket: ((traits: { hasObjectLock: boolean }) => Promise<string>) | null;
  /** Whether reading this setting showed that the server has it: what it has not is not written. */
  isRead(item: ReportItemId): boolean;
}

/** One question. Resolves when the server has it; rejects with `NotOffered`, `Unclear` or an AppFailure. */
export interface Probe<Context extends ProbeContext> {
  readonly item: ReportItemId;
  readonly side: 'read' | 'write';
  run(context: Context): Promise<void>;
}

/** Thrown by a probe that cannot tell. */
export class Unclear extends Error {
  readonly why: UnknownReason;

  constructor(why: UnknownReason, words = '') {
    super(words);
    this.why = why;
  }
}

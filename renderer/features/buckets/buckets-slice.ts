import type { MethodInput } from '../../../shared/contract/contract.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Bucket } from '../../../shared/model/bucket.ts';
import type { Client } from '../../bridge/client.ts';

/** The buckets of one connection. `refreshing` keeps the old ones in sight. */
export interface BucketList {
  readonly status: 'idle' | 'loading' | 'ready' | 'refreshing' | 'failed';
  readonly buckets: readonly Bucket[];
  /** The keys may not list buckets: `buckets` holds only the one the connection names, if it names one. */
  readonly isListingDenied: boolean;
  /** Why the last try failed; older buckets stay. */
  readonly error: AppError | null;
  readonly listedAtMs: number | null;
}

export const emptyBucketList: BucketList = {
  status: 'idle',
  buckets: [],
  isListingDenied: false,
  error: null,
  listedAtMs: null,
};

/** Which dialog about buckets is open. */
export type BucketDialog =
  | { readonly type: 'create'; readonly connectionId: string }
  | { readonly type: 'delete'; readonly connectionId: string; readonly bucket: string };

export interface BucketsState {
  readonly lists: Readonly<Record<string, BucketList>>;
  readonly dialog: BucketDialog | null;
  /** Lists the buckets unless they are known or on their way. */
  load(connectionId: string): void;
  /** Lists them again. */
  refresh(connectionId: string): void;
  /** Forgets the buckets of a connection: its settings changed or it is gone. */
  forget(connectionId: string): void;
  openDialog(dialog: BucketDialog): void;
  closeDialog(): void;
  /** Rejects with AppFailure. */
  create(input: MethodInput<'buckets.create'>): Promise<void>;
  /** Rejects with AppFailure; `conflict` when the bucket is not empty. */
  remove(connectionId: string, bucket: string): Promise<void>;
}

export interface BucketsSlice {
  readonly buckets: BucketsState;
}

type Update = (change: (state: BucketsSlice) => Partial<BucketsSlice>) => void;

/** The buckets of a connection as far as they are known. */
export function selectBucketList(state: BucketsSlice, connectionId: string | null): BucketList {
  return (connectionId === null ? undefined : state.buckets.lists[connectionId]) ?? emptyBucketList;
}

/** Makes the slice and lists again when Stowage itself created or deleted a bucket. */
export function createBucketsSlice(client: Client, now: () => number) {
  return (set: Update, get: () => BucketsSlice): BucketsSlice => {
    const running = new Map<string, AbortController>();

    const change = (part: Partial<BucketsState>) =>
      set((state) => ({ buckets: { ...state.buckets, ...part } }));
    const changeList = (connectionId: string, part: Partial<BucketList>) =>
      change({
        lists: {
          ...get().buckets.lists,
          [connectionId]: { ...selectBucketList(get(), connectionId), ...part },
        },
      });

    const list = async (connectionId: string) => {
      running.get(connectionId)?.abort();
      const controller = new AbortController();
      running.set(connectionId, controller);
      const hasRows = selectBucketList(get(), connectionId).listedAtMs !== null;
      changeList(connectionId, { status: hasRows ? 'refreshing' : 'loading', error: null });
      try {
        const { buckets, isListingDenied } = await client.call(
          'buckets.list',
          { connectionId },
          { signal: controller.signal },
        );
        changeList(connectionId, {
          status: 'ready',
          buckets,
          isListingDenied,
          error: null,
          listedAtMs: now(),
        });
      } catch (thrown) {
        const error = toAppError(thrown);
        // Only a newer listing cancels this one, and that one writes the outcome.
        if (error.kind !== 'cancelled') changeList(connectionId, { status: 'failed', error });
      } finally {
        if (running.get(connectionId) === controller) running.delete(connectionId);
      }
    };

    const listKnownAgain = (connectionId: string) => {
      if (selectBucketList(get(), connectionId).status !== 'idle') void list(connectionId);
    };
    client.on(
      'buckets.changed',
      ({ connectionId }) => listKnownAgain(connectionId),
      () => Object.keys(get().buckets.lists).forEach(listKnownAgain),
    );

    return {
      buckets: {
        lists: {},
        dialog: null,
        load(connectionId) {
          if (selectBucketList(get(), connectionId).status === 'idle') void list(connectionId);
        },
        refresh: (connectionId) => void list(connectionId),
        forget(connectionId) {
          running.get(connectionId)?.abort();
          const { [connectionId]: _gone, ...lists } = get().buckets.lists;
          change({ lists });
        },
        openDialog: (dialog) => change({ dialog }),
        closeDialog: () => change({ dialog: null }),
        async create(input) {
          await client.call('buckets.create', input);
        },
        async remove(connectionId, bucket) {
          await client.call('buckets.delete', { connectionId, bucket });
        },
      },
    };
  };
}

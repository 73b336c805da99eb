import type { MethodInput, MethodOutput } from '../../../shared/contract/contract.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { BucketCensus, IndexState } from '../../../shared/model/listing-index.ts';
import type { Client } from '../../bridge/client.ts';

/** A bucket of a connection. */
export interface IndexedBucket {
  readonly connectionId: string;
  readonly bucket: string;
}

/** The index of a bucket as the page knows it; `error`: why the last listing into it ended early. */
export interface BucketIndex {
  readonly state: IndexState | null;
  readonly error: AppError | null;
}

export interface ObjectIndexState {
  readonly indexes: Readonly<Record<string, BucketIndex>>;
  /** Asks what is known; nothing is listed. */
  load(place: IndexedBucket): void;
  /** Lists the whole bucket; joins a listing that is under way. */
  build(place: IndexedBucket): void;
  /** Ends the listing that this page began; what came stays. */
  cancel(place: IndexedBucket): void;
  /** Rejects with AppFailure. */
  census(place: IndexedBucket, prefix: string): Promise<BucketCensus>;
  /** Rejects with AppFailure. */
  openView(input: MethodInput<'objects.openView'>): Promise<MethodOutput<'objects.openView'>>;
  /** Rejects with AppFailure; `view-gone` when it has to be opened again. */
  readView(input: MethodInput<'objects.readView'>): Promise<MethodOutput<'objects.readView'>>;
}

export interface ObjectIndexSlice {
  readonly objectIndex: ObjectIndexState;
}

type Update = (change: (state: ObjectIndexSlice) => Partial<ObjectIndexSlice>) => void;

const unknown: BucketIndex = { state: null, error: null };

/** What is known of a bucket's index. */
export function selectIndex(state: ObjectIndexSlice, place: IndexedBucket | null): BucketIndex {
  return (place === null ? undefined : state.objectIndex.indexes[nameOf(place)]) ?? unknown;
}

function nameOf({ connectionId, bucket }: IndexedBucket): string {
  return `${connectionId}/${bucket}`;
}

/** Makes the slice, which follows listings whoever began them. */
export function createObjectIndexSlice(client: Client) {
  return (set: Update, get: () => ObjectIndexSlice): ObjectIndexSlice => {
    const running = new Map<string, AbortController>();
    const put = (place: IndexedBucket, part: Partial<BucketIndex>) =>
      set(({ objectIndex }) => ({
        objectIndex: {
          ...objectIndex,
          indexes: {
            ...objectIndex.indexes,
            [nameOf(place)]: { ...(objectIndex.indexes[nameOf(place)] ?? unknown), ...part },
          },
        },
      }));
    const load = async (place: IndexedBucket) => {
      try {
        put(place, { state: await client.call('objects.indexState', place), error: null });
      } catch (thrown) {
        put(place, { error: toAppError(thrown) });
      }
    };
    client.on(
      'objects.indexChanged',
      ({ state, ...place }) => put(place, { state }),
      () => {
        for (const name of Object.keys(get().objectIndex.indexes)) {
          const [connectionId = '', bucket = ''] = name.split(/\/(.*)/s);
          void load({ connectionId, bucket });
        }
      },
    );
    return {
      objectIndex: {
        indexes: {},
        load: (place) => void load(place),
        build(place) {
          const name = nameOf(place);
          if (running.has(name)) return;
          const control = new AbortController();
          running.set(name, control);
          const before = selectIndex(get(), place).state;
          put(place, {
            error: null,
            state: before && { ...before, running: { objectCount: 0, requestCount: 0 } },
          });
          client.call('objects.buildIndex', place, { signal: control.signal }).then(
            (state) => {
              running.delete(name);
              put(place, { state });
            },
            (thrown: unknown) => {
              running.delete(name);
              const error = toAppError(thrown);
              void load(place).then(() => {
                if (error.kind !== 'cancelled') put(place, { error });
              });
            },
          );
        },
        cancel: (place) => running.get(nameOf(place))?.abort(),
        census: (place, prefix) => client.call('objects.census', { ...place, prefix }),
        openView: (input) => client.call('objects.openView', input),
        readView: (input) => client.call('objects.readView', input),
      },
    };
  };
}

import { z } from 'zod';
import type { BucketSection } from '../features/buckets/configuration/configuration-slice.ts';
import { selectConnection } from '../features/connections/connections-slice.ts';
import { mainPane, selectPane } from '../features/objects/objects-slice.ts';
import type { Place } from '../features/objects/place.ts';
import type { Memory } from './layout.ts';
import type { AppState, AppStore } from './store.ts';

/** Shows the buckets of a connection. */
export function openConnection(state: AppState, connectionId: string): void {
  state.shell.showConnection(connectionId);
  state.connections.expand(connectionId);
  state.buckets.load(connectionId);
  void state.connections.loadCapabilities(connectionId);
}

/** Shows a place in a bucket. */
function openPlace(state: AppState, place: Place): void {
  state.connections.expand(place.connectionId);
  state.buckets.load(place.connectionId);
  void state.connections.loadCapabilities(place.connectionId);
  state.objects.open(mainPane, place);
  state.shell.showObjects();
}

/** Shows a bucket from the top, or from where its connection says to begin. */
export function openBucket(state: AppState, connectionId: string, bucket: string): void {
  const startAt = selectConnection(state, connectionId)?.startAt ?? null;
  const prefix = startAt !== null && startAt.bucket === bucket ? startAt.prefix : '';
  openPlace(state, { connectionId, bucket, prefix });
}

/** Shows a bucket from a place in it. */
export function openBucketAt(
  state: AppState,
  { connectionId, bucket }: { readonly connectionId: string; readonly bucket: string },
  prefix: string,
): void {
  openPlace(state, { connectionId, bucket, prefix });
}

/** Shows the settings of a bucket, at a page of theirs or at the one shown last. */
export function openBucketSettings(
  state: AppState,
  place: { readonly connectionId: string; readonly bucket: string },
  section?: BucketSection,
): void {
  state.connections.expand(place.connectionId);
  state.buckets.load(place.connectionId);
  void state.connections.loadCapabilities(place.connectionId);
  state.configuration.open(place, section);
  state.shell.showBucketSettings();
}

/** The connection that the centre is about; null while it shows nothing. */
export function selectShownConnectionId(state: AppState): string | null {
  if (state.shell.view.type === 'connection') return state.shell.view.connectionId;
  if (state.shell.view.type === 'bucket-settings') return state.configuration.place?.connectionId ?? null;
  if (state.shell.view.type === 'objects') return selectPane(state, mainPane).place?.connectionId ?? null;
  return null;
}

/** The bucket in the centre; null while it shows something else. */
export function selectShownBucket(state: AppState): string | null {
  if (state.shell.view.type === 'bucket-settings') return state.configuration.place?.bucket ?? null;
  return state.shell.view.type === 'objects' ? (selectPane(state, mainPane).place?.bucket ?? null) : null;
}

const placeName = 'stowage.place';
const placeSchema = z.strictObject({
  connectionId: z.string(),
  bucket: z.string().nullable(),
  prefix: z.string(),
});

function readPlace(memory: Memory) {
  try {
    return placeSchema.parse(JSON.parse(memory.getItem(placeName) ?? ''));
  } catch {
    return null;
  }
}

function writePlace(memory: Memory, state: AppState): void {
  const connectionId = selectShownConnectionId(state);
  if (connectionId === null) return;
  const { place } = selectPane(state, mainPane);
  const isObjects = state.shell.view.type === 'objects' && place !== null;
  try {
    const kept = isObjects ? place : { connectionId, bucket: null, prefix: '' };
    memory.setItem(placeName, JSON.stringify(kept));
  } catch {
    // Without storage the next start begins at the first connection.
  }
}

/** Opens where the last session ended, if that connection still exists; otherwise the first connection. */
function openFirst(store: AppStore, memory: Memory): void {
  const state = store.getState();
  const kept = readPlace(memory);
  const connection = selectConnection(state, kept?.connectionId ?? null) ?? state.connections.list[0];
  if (connection === undefined) return;
  if (kept?.bucket != null && kept.connectionId === connection.id) {
    openPlace(state, { connectionId: connection.id, bucket: kept.bucket, prefix: kept.prefix });
  } else {
    openConnection(state, connection.id);
  }
}

/** A connection has new settings, which may mean other buckets, or is gone. */
function followConnection(state: AppState, connectionId: string, isStillThere: boolean): void {
  const isShown = selectShownConnectionId(state) === connectionId;
  const isBrowsed = selectPane(state, mainPane).place?.connectionId === connectionId;
  state.buckets.forget(connectionId);
  if (isStillThere) {
    if (isShown || state.connections.expandedIds.includes(connectionId)) state.buckets.load(connectionId);
    if (isBrowsed) state.objects.refresh(mainPane);
    return;
  }
  if (isBrowsed) state.objects.close(mainPane);
  const [first] = state.connections.list;
  if (!isShown) return;
  if (first === undefined) state.shell.showNothing();
  else openConnection(state, first.id);
}

/** What must follow when something else changes: a page that is gone is left, one that changed is read again. */
function followChanges(store: AppStore, memory: Memory): () => void {
  return store.subscribe((state, before) => {
    const { place } = selectPane(state, mainPane);
    if (
      place !== null &&
      place !== selectPane(before, mainPane).place &&
      state.shell.view.type !== 'objects'
    ) {
      state.shell.showObjects();
    }
    if (state.connections.list !== before.connections.list) {
      for (const old of before.connections.list) {
        const now = selectConnection(state, old.id);
        if (now !== old) followConnection(state, old.id, now !== null);
      }
    }
    if (state.shell.view !== before.shell.view || place !== selectPane(before, mainPane).place) {
      writePlace(memory, state);
    }
  });
}

/** Loads what the first screen needs and opens it. Returns how to stop following. */
export async function startApp(store: AppStore, memory: Memory): Promise<() => void> {
  const stop = followChanges(store, memory);
  const { settings, connections } = store.getState();
  await Promise.all([settings.load(), connections.load()]);
  openFirst(store, memory);
  return stop;
}

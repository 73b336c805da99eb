import type { EventPayload, MethodOutput } from '../../../shared/contract/contract.ts';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo, ObjectVersion } from '../../../shared/model/object.ts';
import type { ObjectSelection } from '../../../shared/model/transfer.ts';
import type { Client } from '../../bridge/client.ts';
import { lookUpAddress } from './address-lookup.ts';
import { type RowId, rowCount } from './listing.ts';
import { listedOrder, type Sort } from './listing-view.ts';
import { concerns, emptyPane, type Pane, type PaneDialog, paneTargets } from './pane.ts';
import { createPaneLoader, rowsRefreshedUnasked } from './pane-loader.ts';
import { type Place, placeAbove, travel, visit } from './place.ts';
import { noSelection, type Selection } from './selection.ts';

/** Panes are named, so that a second one beside the first is only another name. */
export type PaneId = string;
export const mainPane: PaneId = 'main';

/** What Copy or Cut remembers until Paste. */
export interface ObjectClipboard {
  readonly mode: 'copy' | 'cut';
  readonly from: Place;
  readonly selection: { readonly keys: readonly string[]; readonly prefixes: readonly string[] };
}

/** What is below a prefix, as far as it is counted. */
export interface PrefixSum {
  readonly objectCount: number;
  readonly bytes: number;
  readonly isWhole: boolean;
}

export interface ObjectsState {
  readonly panes: Readonly<Record<PaneId, Pane>>;
  readonly clipboard: ObjectClipboard | null;
  /** Shows a place; `key` is selected once it is loaded. */
  open(paneId: PaneId, place: Place, key?: string): void;
  /** Shows what an address names: the object `key` in its folder, or the folder `key/` when that is what there is. */
  openAddress(paneId: PaneId, place: Place, key: string): Promise<void>;
  /** Forgets the place: its connection or bucket is gone. */
  close(paneId: PaneId): void;
  /** Goes back (-1) or forward (1) in the pane's history; nothing happens at its ends. */
  travel(paneId: PaneId, steps: number): void;
  /** Goes one level up and selects the folder it came from. */
  goUp(paneId: PaneId): void;
  /** Lists the place again; the rows stay until the new ones are there. */
  refresh(paneId: PaneId): void;
  /** Loads the next page if there is one and none is loading. */
  loadMore(paneId: PaneId): void;
  /** Loads all further pages, one request for each thousand objects, until done or `stopLoading`. */
  loadAll(paneId: PaneId): void;
  stopLoading(paneId: PaneId): void;
  setSort(paneId: PaneId, sort: Sort): void;
  setFilter(paneId: PaneId, filter: string): void;
  setSelection(paneId: PaneId, selection: Selection): void;
  openDialog(paneId: PaneId, dialog: PaneDialog): void;
  closeDialog(paneId: PaneId): void;
  /** Turns the name of a row into a field, or back. */
  setRenaming(paneId: PaneId, row: RowId | null): void;
  setAddressOpen(paneId: PaneId, isOpen: boolean): void;
  dismissError(paneId: PaneId): void;
  /** Shows why an action on the pane failed; a cancelled one is nothing to tell. */
  reportError(paneId: PaneId, thrown: unknown): void;
  /** Keeps the selection for Paste. */
  take(paneId: PaneId, mode: ObjectClipboard['mode']): void;
  dropClipboard(): void;
  /** Rejects with AppFailure; the pane lists again by itself. */
  createFolder(place: Place, name: string): Promise<void>;
  /** Counts what is below the place, a request for each thousand objects; rejects with AppFailure. */
  sumPrefix(place: Place, onSum: (sum: PrefixSum) => void, signal: AbortSignal): Promise<void>;
  /** Everything a HEAD tells. Rejects with AppFailure. */
  head(place: Place, key: string, signal?: AbortSignal): Promise<ObjectInfo>;
  /** Versions of exactly this key, newest first, up to a thousand entries. Rejects with AppFailure. */
  listVersions(place: Place, key: string, signal?: AbortSignal): Promise<readonly ObjectVersion[]>;
}

export interface ObjectsSlice {
  readonly objects: ObjectsState;
}

type Update = (change: (state: ObjectsSlice) => Partial<ObjectsSlice>) => void;

/** The pane by its name; an empty one before it was first used. */
export function selectPane(state: ObjectsSlice, paneId: PaneId): Pane {
  return state.objects.panes[paneId] ?? emptyPane;
}

/** The selection of a pane as the contract wants it. */
export function selectTargets(state: ObjectsSlice, paneId: PaneId): ObjectSelection {
  return paneTargets(selectPane(state, paneId));
}

/** Makes the slice and listens for changes of objects. `now` is milliseconds since 1970. */
export function createObjectsSlice(client: Client, now: () => number) {
  return (set: Update, get: () => ObjectsSlice): ObjectsSlice => {
    const getPane = (paneId: PaneId) => selectPane(get(), paneId);
    const setPane = (paneId: PaneId, change: Partial<Pane>) =>
      set((state) => ({
        objects: {
          ...state.objects,
          panes: { ...state.objects.panes, [paneId]: { ...selectPane(state, paneId), ...change } },
        },
      }));
    const loader = createPaneLoader({ client, now, getPane, setPane });

    /** Addresses being looked up; going anywhere else ends that. */
    const lookups = new Map<PaneId, AbortController>();
    const endLookup = (paneId: PaneId) => {
      lookups.get(paneId)?.abort();
      lookups.delete(paneId);
    };

    const show = (paneId: PaneId, place: Place, change: Partial<Pane>) => {
      endLookup(paneId);
      const before = getPane(paneId);
      // A sort stays with the bucket: going into a folder must not undo it.
      const isSameBucket =
        before.place?.bucket === place.bucket && before.place.connectionId === place.connectionId;
      const sort = isSameBucket ? before.sort : listedOrder;
      setPane(paneId, {
        place,
        sort,
        filter: '',
        selection: noSelection,
        actionError: null,
        renaming: null,
        isAddressOpen: false,
        ...change,
      });
      loader.start(paneId);
    };

    const noteChanged = ({ connectionId, bucket, prefixes }: EventPayload<'objects.changed'>) => {
      for (const [paneId, pane] of Object.entries(get().objects.panes)) {
        const { place } = pane;
        if (place?.connectionId !== connectionId || place.bucket !== bucket) continue;
        if (!prefixes.some((prefix) => concerns(place.prefix, prefix))) continue;
        if (rowCount(pane.listing) > rowsRefreshedUnasked) setPane(paneId, { isStale: true });
        else loader.refreshSoon(paneId);
      }
    };
    client.on('objects.changed', noteChanged, () =>
      Object.keys(get().objects.panes).forEach(loader.refreshSoon),
    );

    const open: ObjectsState['open'] = (paneId, place, key) =>
      show(paneId, place, { history: visit(getPane(paneId).history, place), wantedKey: key ?? null });

    const inBucket = (place: Place) => ({ connectionId: place.connectionId, bucket: place.bucket });

    return {
      objects: {
        panes: {},
        clipboard: null,
        open,
        async openAddress(paneId, place, key) {
          endLookup(paneId);
          const lookup = new AbortController();
          lookups.set(paneId, lookup);
          const found = await lookUpAddress(client, place, key, lookup.signal);
          if (!lookup.signal.aborted) open(paneId, found.place, found.key ?? undefined);
        },
        close(paneId) {
          endLookup(paneId);
          loader.stop(paneId);
          setPane(paneId, emptyPane);
        },
        travel(paneId, steps) {
          const history = travel(getPane(paneId).history, steps);
          const place = history?.entries[history.index];
          if (history === null || place === undefined) return;
          show(paneId, place, { history, wantedKey: getPane(paneId).place?.prefix ?? null });
        },
        goUp(paneId) {
          const from = getPane(paneId);
          const above = from.place === null ? null : placeAbove(from.place);
          if (from.place === null || above === null) return;
          show(paneId, above, { history: visit(from.history, above), wantedKey: from.place.prefix });
        },
        refresh: (paneId) => loader.refresh(paneId),
        loadMore: (paneId) => loader.loadMore(paneId, 'next'),
        loadAll: (paneId) => loader.loadMore(paneId, 'all'),
        stopLoading: (paneId) => loader.stopMore(paneId),
        setSort: (paneId, sort) => setPane(paneId, { sort }),
        setFilter: (paneId, filter) => setPane(paneId, { filter }),
        setSelection: (paneId, selection) => setPane(paneId, { selection }),
        openDialog: (paneId, dialog) => setPane(paneId, { dialog }),
        closeDialog: (paneId) => setPane(paneId, { dialog: null }),
        setRenaming: (paneId, renaming) => setPane(paneId, { renaming }),
        setAddressOpen: (paneId, isAddressOpen) => setPane(paneId, { isAddressOpen }),
        dismissError: (paneId) => setPane(paneId, { actionError: null }),
        reportError(paneId, thrown) {
          const error = toAppError(thrown);
          if (error.kind !== 'cancelled') setPane(paneId, { actionError: error });
        },
        take(paneId, mode) {
          const pane = getPane(paneId);
          const selection = paneTargets(pane);
          if (pane.place === null || selection.keys.length + selection.prefixes.length === 0) return;
          const clipboard: ObjectClipboard = { mode, from: pane.place, selection };
          set((state) => ({ objects: { ...state.objects, clipboard } }));
        },
        dropClipboard: () => set((state) => ({ objects: { ...state.objects, clipboard: null } })),
        async createFolder(place, name) {
          await client.call('objects.createFolder', {
            ...inBucket(place),
            prefix: `${place.prefix}${name}/`,
          });
        },
        async sumPrefix(place, onSum, signal) {
          let [objectCount, bytes] = [0, 0];
          let token: string | null = null;
          do {
            const page: MethodOutput<'objects.listPage'> = await client.call(
              'objects.listPage',
              { ...place, delimiter: null, token, maxKeys: 1_000 },
              { signal },
            );
            objectCount += page.objects.keys.length;
            bytes += page.objects.sizesBytes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
            token = page.nextToken;
            onSum({ objectCount, bytes, isWhole: token === null });
          } while (token !== null);
        },
        head: (place, key, signal) =>
          client.call('objects.head', { ...inBucket(place), key, versionId: null }, { signal }),
        async listVersions(place, key, signal) {
          const { versions } = await client.call(
            'objects.listVersions',
            { ...inBucket(place), prefix: key, token: null, maxKeys: 1_000 },
            { signal },
          );
          return versions.filter((version) => version.key === key);
        },
      },
    };
  };
}

import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import type { Client } from '../bridge/client.ts';
import { type BucketsSlice, createBucketsSlice } from '../features/buckets/buckets-slice.ts';
import {
  type ConfigurationSlice,
  createConfigurationSlice,
} from '../features/buckets/configuration/configuration-slice.ts';
import { type ConnectionsSlice, createConnectionsSlice } from '../features/connections/connections-slice.ts';
import { createReportsSlice, type ReportsSlice } from '../features/connections/report/reports-slice.ts';
import { createObjectIndexSlice, type ObjectIndexSlice } from '../features/objects/index-slice.ts';
import { createObjectsSlice, type ObjectsSlice } from '../features/objects/objects-slice.ts';
import { createSettingsSlice, type SettingsSlice } from '../features/settings/settings-slice.ts';
import { createSharingSlice, type SharingSlice } from '../features/sharing/sharing-slice.ts';
import type { LocalFiles } from '../features/transfers/local-files.ts';
import { createTransfersSlice, type TransfersSlice } from '../features/transfers/transfers-slice.ts';
import type { Memory } from './layout.ts';
import { createShellSlice, type ShellSlice } from './shell-slice.ts';

/** The whole state of the page: one property for each area, with its data and its actions. */
export type AppState = ShellSlice &
  ConnectionsSlice &
  ReportsSlice &
  BucketsSlice &
  ConfigurationSlice &
  SettingsSlice &
  ObjectsSlice &
  ObjectIndexSlice &
  TransfersSlice &
  SharingSlice;

export type AppStore = StoreApi<AppState>;

/** What the store needs of its surroundings. */
export interface AppStoreOptions {
  readonly client: Client;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Keeps the layout of the panes. */
  readonly memory: Memory;
  /** How dropped and chosen files reach the host. */
  readonly localFiles: LocalFiles;
  /** Opens the app in another window; left out where there is only one. */
  readonly openWindow?: (() => Promise<void>) | null;
}

/** Joins the slices. Every slice listens to its own events from then on; nothing is loaded before it is asked for. */
export function createAppStore({
  client,
  now,
  memory,
  localFiles,
  openWindow = null,
}: AppStoreOptions): AppStore {
  return createStore<AppState>()((set, get) => ({
    ...createShellSlice(client, memory, openWindow)(set, get),
    ...createConnectionsSlice(client)(set, get),
    ...createReportsSlice(client)(set, get),
    ...createBucketsSlice(client, now)(set, get),
    ...createConfigurationSlice(client)(set, get),
    ...createSettingsSlice(client)(set, get),
    ...createObjectsSlice(client, now)(set, get),
    ...createObjectIndexSlice(client)(set, get),
    ...createTransfersSlice(client, localFiles)(set, get),
    ...createSharingSlice(client)(),
  }));
}

/** Carries the store to the components. */
export const StoreContext = createContext<AppStore | null>(null);

/** The store itself, for event handlers that read the state when they run. */
export function useAppStoreApi(): AppStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('A component was used outside StoreContext.');
  return store;
}

/** What `selector` takes from the state; the component draws again when that changes. */
export function useAppStore<T>(selector: (state: AppState) => T): T {
  return useStore(useAppStoreApi(), selector);
}

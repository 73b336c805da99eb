import type { ConnectionTestResult } from '../../../shared/contract/connections.ts';
import type { MethodInput } from '../../../shared/contract/contract.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Capabilities } from '../../../shared/model/capability.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import type { Client } from '../../bridge/client.ts';

/** Which dialog about connections is open. `focus` names the part that needs the user. */
export type ConnectionDialog =
  | { readonly type: 'add' }
  | { readonly type: 'edit'; readonly connectionId: string; readonly trustFingerprintSha256: string | null }
  | { readonly type: 'remove'; readonly connectionId: string }
  | { readonly type: 'forget'; readonly connectionId: string }
  | { readonly type: 'report'; readonly connectionId: string };

/** A profile of the user's AWS configuration files. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | null;
}

export interface ConnectionsState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly list: readonly Connection[];
  /** Why the list could not be read. */
  readonly error: AppError | null;
  /** What each connection offers, once asked. */
  readonly capabilities: Readonly<Record<string, Capabilities>>;
  readonly dialog: ConnectionDialog | null;
  /** Connections whose buckets the tree shows. */
  readonly expandedIds: readonly string[];
  setExpanded(connectionIds: readonly string[]): void;
  expand(connectionId: string): void;
  load(): Promise<void>;
  openDialog(dialog: ConnectionDialog): void;
  closeDialog(): void;
  /** Saves a new connection. Rejects with AppFailure. */
  create(input: MethodInput<'connections.create'>): Promise<Connection>;
  /** Changes a connection; a null credential keeps the stored one. Rejects with AppFailure. */
  update(input: MethodInput<'connections.update'>): Promise<Connection>;
  /** Rejects with AppFailure. */
  remove(connectionId: string): Promise<void>;
  /** Rejects with AppFailure. */
  forgetCredential(connectionId: string): Promise<void>;
  /** Tries settings, saved or not. Rejects with AppFailure; `cancelled` after `signal`. */
  test(input: MethodInput<'connections.test'>, signal: AbortSignal): Promise<ConnectionTestResult>;
  /** Rejects with AppFailure. */
  listAwsProfiles(signal: AbortSignal): Promise<readonly AwsProfile[]>;
  /** Asks once what a connection offers; a failure leaves it unknown. */
  loadCapabilities(connectionId: string): Promise<void>;
  /** Asks again: more is known about the server. */
  reloadCapabilities(connectionId: string): Promise<void>;
}

export interface ConnectionsSlice {
  readonly connections: ConnectionsState;
}

type Update = (change: (state: ConnectionsSlice) => Partial<ConnectionsSlice>) => void;

/** The connection of an id; null when there is none (any more). */
export function selectConnection(state: ConnectionsSlice, connectionId: string | null): Connection | null {
  return state.connections.list.find(({ id }) => id === connectionId) ?? null;
}

/** Makes the slice and follows `connections.changed`, which carries the whole list. */
export function createConnectionsSlice(client: Client) {
  return (set: Update, get: () => ConnectionsSlice): ConnectionsSlice => {
    const change = (part: Partial<ConnectionsState>) =>
      set((state) => ({ connections: { ...state.connections, ...part } }));

    /** Keeps the record of a connection that did not change: whoever watches for changes compares records. */
    const unchanged = (connection: Connection): Connection => {
      const known = selectConnection(get(), connection.id);
      return known !== null && JSON.stringify(known) === JSON.stringify(connection) ? known : connection;
    };
    const adopt = (received: readonly Connection[]) => {
      const list = received.map(unchanged);
      const kept = new Set(list.map(({ id }) => id));
      const capabilities = Object.fromEntries(
        Object.entries(get().connections.capabilities).filter(([id]) => kept.has(id)),
      );
      change({ status: 'ready', list, error: null, capabilities });
    };
    const replace = (connection: Connection) => {
      const { list } = get().connections;
      const isKnown = list.some(({ id }) => id === connection.id);
      adopt(
        isKnown ? list.map((one) => (one.id === connection.id ? connection : one)) : [...list, connection],
      );
    };

    client.on(
      'connections.changed',
      ({ connections }) => adopt(connections),
      () => void get().connections.load(),
    );

    return {
      connections: {
        status: 'loading',
        list: [],
        error: null,
        capabilities: {},
        dialog: null,
        expandedIds: [],
        setExpanded: (expandedIds) => change({ expandedIds }),
        expand(connectionId) {
          const { expandedIds } = get().connections;
          if (!expandedIds.includes(connectionId)) change({ expandedIds: [...expandedIds, connectionId] });
        },
        async load() {
          try {
            const { connections } = await client.call('connections.list', {});
            adopt(connections);
          } catch (thrown) {
            change({
              status: get().connections.list.length > 0 ? 'ready' : 'failed',
              error: toAppError(thrown),
            });
          }
        },
        openDialog: (dialog) => change({ dialog }),
        closeDialog: () => change({ dialog: null }),
        async create(input) {
          const connection = await client.call('connections.create', input);
          replace(connection);
          return connection;
        },
        async update(input) {
          const connection = await client.call('connections.update', input);
          replace(connection);
          const { [connection.id]: _stale, ...capabilities } = get().connections.capabilities;
          change({ capabilities });
          return connection;
        },
        async remove(connectionId) {
          await client.call('connections.remove', { connectionId });
          adopt(get().connections.list.filter(({ id }) => id !== connectionId));
        },
        async forgetCredential(connectionId) {
          replace(await client.call('connections.forgetCredential', { connectionId }));
        },
        test: (input, signal) => client.call('connections.test', input, { signal }),
        async listAwsProfiles(signal) {
          const { profiles } = await client.call('connections.listAwsProfiles', {}, { signal });
          return profiles;
        },
        async loadCapabilities(connectionId) {
          if (get().connections.capabilities[connectionId] !== undefined) return;
          await get().connections.reloadCapabilities(connectionId);
        },
        async reloadCapabilities(connectionId) {
          try {
            const { capabilities } = await client.call('connections.capabilities', { connectionId });
            change({ capabilities: { ...get().connections.capabilities, [connectionId]: capabilities } });
          } catch {
            // Unknown is a state of its own: nothing is disabled, and the action itself says what is wrong.
          }
        },
      },
    };
  };
}

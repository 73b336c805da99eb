import { type AwsSurroundings, readAwsProfiles } from '../connections/aws-profiles.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';

/** Answers `connections.*`. Secrets only go in: what comes out is made by the profile store, which has none. */
export function connectionsHandlers(deps: {
  profiles: ProfileStore;
  pool: ConnectionPool;
  surroundings: AwsSurroundings;
  events: EventSink;
  /** What was kept about a connection goes with it. */
  onRemoved?: (connectionId: string) => void;
}): AreaHandlers<'connections'> {
  const { profiles, pool, surroundings, events } = deps;

  /** Tells every page, also after a change that went only half way: the list is then what really stands. */
  const changing = async <T>(connectionId: string | null, change: () => Promise<T>): Promise<T> => {
    try {
      return await change();
    } finally {
      if (connectionId !== null) await pool.reopen(connectionId);
      events.emit('connections.changed', { connections: profiles.list() });
    }
  };

  return {
    'connections.list': async () => ({ connections: profiles.list() }),
    'connections.create': ({ settings, ...secrets }) =>
      changing(null, () => profiles.create(settings, secrets)),
    'connections.update': ({ connectionId, settings, ...secrets }) =>
      changing(connectionId, () => profiles.update(connectionId, settings, secrets)),
    'connections.remove': ({ connectionId }) =>
      changing(connectionId, async () => {
        await profiles.remove(connectionId);
        deps.onRemoved?.(connectionId);
        return {};
      }),
    'connections.forgetCredential': ({ connectionId }) =>
      changing(connectionId, () => profiles.forgetCredential(connectionId)),
    'connections.test': ({ connectionId, settings, ...secrets }, { signal }) =>
      pool.test({ connectionId, settings, secrets }, signal),
    'connections.capabilities': async ({ connectionId }) => {
      const provider = await pool.open(connectionId);
      return { capabilities: provider.capabilities() };
    },
    'connections.listAwsProfiles': async () => {
      const profilesByName = await readAwsProfiles(surroundings);
      const named = [...profilesByName].map(([name, { region }]) => ({ name, region: region || null }));
      return { profiles: named };
    },
  };
}

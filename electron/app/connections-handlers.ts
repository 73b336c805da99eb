import { type AwsSurroundings, readAwsProfiles } from '../connections/aws-profiles.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import { withReportCard } from '../connections/report-card/card-capabilities.ts';
import type { CardStore } from '../connections/report-card/card-store.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';
import { reportCardHandlers } from './report-card-handlers.ts';

/** Answers `connections.*`. Secrets only go in: what comes out is made by the profile store, which has none. */
export function connectionsHandlers(deps: {
  profiles: ProfileStore;
  pool: ConnectionPool;
  cards: CardStore;
  surroundings: AwsSurroundings;
  events: EventSink;
  /** Of Stowage. */
  version: string;
  /** What was kept about a connection goes with it. */
  onRemoved?: (connectionId: string) => void;
}): AreaHandlers<'connections'> {
  const { profiles, pool, cards, surroundings, events } = deps;

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
    ...reportCardHandlers(deps),
    'connections.list': async () => ({ connections: profiles.list() }),
    'connections.create': ({ settings, ...secrets }) =>
      changing(null, () => profiles.create(settings, secrets)),
    'connections.update': ({ connectionId, settings, ...secrets }) =>
      changing(connectionId, async () => {
        const updated = await profiles.update(connectionId, settings, secrets);
        if (secrets.credential !== null) await cards.forget(connectionId);
        return updated;
      }),
    'connections.remove': ({ connectionId }) =>
      changing(connectionId, async () => {
        await profiles.remove(connectionId);
        await cards.forget(connectionId);
        deps.onRemoved?.(connectionId);
        return {};
      }),
    'connections.forgetCredential': ({ connectionId }) =>
      changing(connectionId, async () => {
        const forgotten = await profiles.forgetCredential(connectionId);
        await cards.forget(connectionId);
        return forgotten;
      }),
    'connections.test': ({ connectionId, settings, ...secrets }, { signal }) =>
      pool.test({ connectionId, settings, secrets }, signal),
    'connections.capabilities': async ({ connectionId }) => {
      const provider = await pool.open(connectionId);
      const card = cards.find(profiles.find(connectionId));
      return { capabilities: withReportCard(provider.capabilities(), card) };
    },
    'connections.listAwsProfiles': async () => {
      const profilesByName = await readAwsProfiles(surroundings);
      const named = [...profilesByName].map(([name, { region }]) => ({ name, region: region || null }));
      return { profiles: named };
    },
  };
}

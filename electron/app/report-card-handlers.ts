import { failure } from '../../shared/model/app-error.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import type { CardStore } from '../connections/report-card/card-store.ts';
import { cardFileName, describeCard } from '../connections/report-card/describe-card.ts';
import { makeReportCard } from '../providers/report-card/make-report-card.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';

type ReportMethods = 'connections.reportCard' | 'connections.makeReportCard' | 'connections.exportReportCard';

/** Answers what is asked about report cards. */
export function reportCardHandlers(deps: {
  profiles: ProfileStore;
  pool: ConnectionPool;
  cards: CardStore;
  events: EventSink;
  /** Of Stowage. */
  version: string;
}): Pick<AreaHandlers<'connections'>, ReportMethods> {
  const { profiles, pool, cards, events, version } = deps;
  return {
    'connections.reportCard': async ({ connectionId }) => ({ card: cards.find(profiles.find(connectionId)) }),
    'connections.makeReportCard': async ({ connectionId, scratch }, { signal, pageId }) => {
      const connection = profiles.find(connectionId);
      const card = await makeReportCard({
        provider: await pool.optionsOf(connectionId),
        bucket: connection.startAt?.bucket ?? null,
        scratch,
        signal,
        onProgress: (done, total) =>
          events.emit('connections.reportProgress', { connectionId, done, total }, pageId),
      });
      await cards.keep(connection, card);
      return { card };
    },
    'connections.exportReportCard': async ({ connectionId, ...how }) => {
      const card = cards.find(profiles.find(connectionId));
      if (card === null) {
        throw failure('not-found', 'This connection has no report card. Run it first.', {
          reason: 'report-card-missing',
        });
      }
      const options = { ...how, version };
      return { text: describeCard(card, options), fileName: cardFileName(card, options) };
    },
  };
}

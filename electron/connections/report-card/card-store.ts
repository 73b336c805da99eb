import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from '../../../shared/model/connection.ts';
import { type ReportCard, reportCardSchema } from '../../../shared/model/report-card.ts';
import { type DataNotice, openSettingsFile } from '../../data/settings-file.ts';

/** Report cards, one for each connection at most. A card is good for the endpoint and the keys that it was made with. */
export interface CardStore {
  /** null when there is none, or when the connection is another one by now. */
  find(connection: Connection): ReportCard | null;
  /** Replaces the card. Rejects with `local-file` or `disk-full`. */
  keep(connection: Connection, card: ReportCard): Promise<void>;
  /** Succeeds when there is none. */
  forget(connectionId: string): Promise<void>;
  readonly notice: DataNotice | null;
}

const storedSchema = z.strictObject({
  cards: z.array(z.strictObject({ connectionId: z.string(), madeFor: z.string(), card: reportCardSchema })),
});

/** Opens `report-cards.json`; rejects as `openSettingsFile` does. */
export async function openCardStore(path: string, now: () => number): Promise<CardStore> {
  const file = await openSettingsFile({
    path,
    schema: storedSchema,
    version: 1,
    initial: { cards: [] },
    now,
  });
  const without = (connectionId: string) =>
    file.current().cards.filter((one) => one.connectionId !== connectionId);
  return {
    notice: file.notice,
    find(connection) {
      const found = file.current().cards.find(({ connectionId }) => connectionId === connection.id);
      return found?.madeFor === placeOf(connection) ? found.card : null;
    },
    async keep(connection, card) {
      const kept = { connectionId: connection.id, madeFor: placeOf(connection), card };
      await file.change(() => ({ cards: [...without(connection.id), kept] }));
    },
    async forget(connectionId) {
      if (file.current().cards.every((one) => one.connectionId !== connectionId)) return;
      await file.change(() => ({ cards: without(connectionId) }));
    },
  };
}

/** Everything on which the answers of a server hang, as a digest. New keys of the same begin are told by `forget`. */
function placeOf(connection: Connection): string {
  const { provider, endpoint, region, addressing, signatureVersion, credentialSource, accessKeyHint } =
    connection;
  const parts = [provider, endpoint, region, addressing, signatureVersion, credentialSource, accessKeyHint];
  return hash('sha256', JSON.stringify(parts));
}

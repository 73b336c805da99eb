import type { DocumentName, DocumentVersion } from '../../../shared/model/configuration/configured.ts';
import { openDatabase } from '../../data/database.ts';

const migrations = [
  `
  CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    document TEXT NOT NULL,
    kept_at_ms INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('found', 'saved')),
    source TEXT NOT NULL
  ) STRICT;
  CREATE INDEX versions_of_document ON versions (connection_id, bucket, document, id);
  `,
];

/** How many versions of one document are kept. */
const maxVersions = 50;

/** Which document of which bucket. */
export interface DocumentAddress {
  readonly connectionId: string;
  readonly bucket: string;
  readonly document: DocumentName;
}

/** What the documents of buckets said before and after each save, kept on this computer. */
export interface DocumentHistory {
  /** Adds a version unless the newest one says the same; the oldest beyond 50 are forgotten. */
  keep(address: DocumentAddress, version: Pick<DocumentVersion, 'cause' | 'source'>): void;
  /** Newest first. */
  list(address: DocumentAddress): DocumentVersion[];
  /** Forgets all of a connection that is gone. */
  forgetConnection(connectionId: string): void;
  close(): void;
}

/** Opens the history; a broken file is set aside. Rejects with `local-file` or `disk-full`. */
export function openDocumentHistory(path: string, now: () => number): DocumentHistory {
  const { database } = openDatabase(path, { migrations, now });
  const where = 'connection_id = ? AND bucket = ? AND document = ?';
  const newest = database.prepare(`SELECT source FROM versions WHERE ${where} ORDER BY id DESC LIMIT 1`);
  const insert = database.prepare(
    'INSERT INTO versions (connection_id, bucket, document, kept_at_ms, cause, source) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const prune = database.prepare(
    `DELETE FROM versions WHERE ${where} AND id NOT IN
     (SELECT id FROM versions WHERE ${where} ORDER BY id DESC LIMIT ${maxVersions})`,
  );
  const all = database.prepare(
    `SELECT id, kept_at_ms AS keptAtMs, cause, source FROM versions WHERE ${where} ORDER BY id DESC`,
  );
  const forget = database.prepare('DELETE FROM versions WHERE connection_id = ?');
  return {
    keep({ connectionId, bucket, document }, { cause, source }) {
      const key = [connectionId, bucket, document] as const;
      if (newest.get(...key)?.source === source) return;
      insert.run(...key, now(), cause, source);
      prune.run(...key, ...key);
    },
    list({ connectionId, bucket, document }) {
      // Rows of node:sqlite have no prototype, and the contract compares whole objects.
      return all.all(connectionId, bucket, document).map((row) => ({ ...row }) as unknown as DocumentVersion);
    },
    forgetConnection: (connectionId) => void forget.run(connectionId),
    close: () => database.close(),
  };
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ObjectColumns } from '../../shared/model/object.ts';
import { extensionOf } from './extension.ts';

/** The schema of an index file: one bucket each. Keys compare by their bytes, as listings do. */
export const listingMigrations = [
  `
  CREATE TABLE objects (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    modified_at_ms INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    extension TEXT NOT NULL,
    etag TEXT NOT NULL
  ) STRICT;
  CREATE TABLE classes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/** What is known of an index. Times are milliseconds since 1970. */
export interface ListingFacts {
  /** When the last whole listing ended; null while there was none. */
  readonly listedAtMs: number | null;
  readonly objectCount: number;
  readonly totalBytes: number;
  /** Requests of the last whole listing: what another one will cost. */
  readonly requestCount: number;
}

/** Which keys a page of a listing speaks of. `to` null: all that come after. */
export interface KeyRange {
  readonly from: string;
  readonly includesFrom: boolean;
  readonly to: string | null;
  readonly includesTo: boolean;
}

/** The rows of an index, and how pages of a listing are laid into them. */
export class ListingTables {
  readonly database: DatabaseSync;
  /** Grows with every change of rows. */
  revision = 0;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #remove: StatementSync;
  readonly #classIds = new Map<string, number>();
  #objectCount: number;
  #totalBytes: number;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#insert = database.prepare(
      'INSERT INTO objects (key, size_bytes, modified_at_ms, class_id, extension, etag) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#update = database.prepare(
      'UPDATE objects SET size_bytes = ?, modified_at_ms = ?, class_id = ?, etag = ? WHERE id = ?',
    );
    this.#remove = database.prepare('DELETE FROM objects WHERE id = ?');
    for (const { id, name } of database.prepare('SELECT id, name FROM classes').all())
      this.#classIds.set(String(name), Number(id));
    this.#objectCount = this.#fact('object_count');
    this.#totalBytes = this.#fact('total_bytes');
  }

  facts(): ListingFacts {
    const listedAtMs = this.#fact('listed_at_ms');
    return {
      listedAtMs: listedAtMs === 0 ? null : listedAtMs,
      objectCount: this.#objectCount,
      totalBytes: this.#totalBytes,
      requestCount: this.#fact('request_count'),
    };
  }

  /**
   * Lays a page over the keys it speaks of: what is new comes, what changed is changed, what is gone goes, and the rest
   * is not touched.
   */
  mergePage(range: KeyRange, page: ObjectColumns): void {
    this.revision += 1;
    this.database.exec('BEGIN');
    try {
      const before = new Map(this.#rowsIn(range).map((row) => [String(row.key), row]));
      for (const [index, key] of page.keys.entries()) {
        const size = page.sizesBytes[index] ?? 0;
        const time = page.modifiedAtMs[index] ?? 0;
        const classId = this.#classId(page.storageClasses[index] ?? '');
        const etag = page.etags[index] ?? '';
        const known = before.get(key);
        before.delete(key);
        if (known === undefined) {
          this.#insert.run(key, size, time, classId, extensionOf(key), etag);
          this.#objectCount += 1;
          this.#totalBytes += size;
        } else if (
          known.size_bytes !== size ||
          known.modified_at_ms !== time ||
          known.class_id !== classId ||
          known.etag !== etag
        ) {
          this.#update.run(size, time, classId, etag, known.id ?? 0);
          this.#totalBytes += size - Number(known.size_bytes);
        }
      }
      for (const gone of before.values()) {
        this.#remove.run(gone.id ?? 0);
        this.#objectCount -= 1;
        this.#totalBytes -= Number(gone.size_bytes);
      }
      this.#setFacts({ object_count: this.#objectCount, total_bytes: this.#totalBytes });
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  /** A whole listing ended. */
  complete(listedAtMs: number, requestCount: number): void {
    this.#setFacts({ listed_at_ms: listedAtMs, request_count: requestCount });
  }

  /** Names of storage classes by their number. */
  classNames(): ReadonlyMap<number, string> {
    return new Map([...this.#classIds].map(([name, id]) => [id, name]));
  }

  #rowsIn({ from, includesFrom, to, includesTo }: KeyRange) {
    // A first listing has nothing to be compared with.
    if (this.#objectCount === 0) return [];
    const columns = 'id, key, size_bytes, modified_at_ms, class_id, etag';
    const start = `SELECT ${columns} FROM objects WHERE key ${includesFrom ? '>=' : '>'} ?`;
    if (to === null) return this.database.prepare(start).all(from);
    return this.database.prepare(`${start} AND key ${includesTo ? '<=' : '<'} ?`).all(from, to);
  }

  #classId(name: string): number {
    const known = this.#classIds.get(name);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.database.prepare('INSERT INTO classes (name) VALUES (?)').run(name);
    this.#classIds.set(name, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  #fact(name: string): number {
    return Number(this.database.prepare('SELECT value FROM facts WHERE name = ?').get(name)?.value ?? 0);
  }

  #setFacts(facts: Readonly<Record<string, number>>): void {
    const put = this.database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)');
    for (const [name, value] of Object.entries(facts)) put.run(name, value);
  }
}

import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { AppError } from '../../../shared/model/app-error.ts';
import type { ConflictPolicy, ExistingSide, OverwriteGuard } from '../../../shared/model/transfer.ts';
import type { TransferPart } from '../storage-port.ts';
import {
  type ItemDigests,
  type ItemDraft,
  type ItemRecord,
  itemOfRow,
  type StoredItemState,
} from './records.ts';

/** What an upload or a download in parts has settled before its first byte moves. */
export interface ItemTarget {
  readonly targetName: string | null;
  readonly guard: OverwriteGuard | null;
  readonly mustBeAbsent: boolean;
  readonly partBytes: number;
}

const checksumsSchema = z.record(z.string(), z.string());

/** Rows that one call may change, so that no call holds the thread for long. */
const batchRows = 2_000;

/** The items of a journal and their parts. Counters of the job are the caller's part of the transaction. */
export function openItems(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO items (job_id, source, type, state, key, other_name, size_bytes, modified_at_ms, etag, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const byId = database.prepare('SELECT * FROM items WHERE id = ?');
  const queued = database.prepare(
    "SELECT * FROM items WHERE job_id = ? AND state = 'queued' AND id > ? ORDER BY id LIMIT ?",
  );
  const list = database.prepare('SELECT * FROM items WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?');
  const listState = database.prepare(
    'SELECT * FROM items WHERE job_id = ? AND state = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const settle = database.prepare(
    `UPDATE items SET state = ?, done_bytes = ?, guard = ?, error = ?, target_name = ?,
     existing_size_bytes = ?, existing_modified_at_ms = ?, source_digest = ?, target_digest = ? WHERE id = ?`,
  );
  const refresh = database.prepare(
    'UPDATE items SET size_bytes = ?, modified_at_ms = ?, etag = ? WHERE id = ?',
  );
  const target = database.prepare(
    'UPDATE items SET target_name = ?, guard = ?, must_be_absent = ?, part_bytes = ? WHERE id = ?',
  );
  const intend = database.prepare('UPDATE items SET upload_intent_at_ms = ? WHERE id = ?');
  const setCopied = database.prepare(
    'UPDATE items SET is_copied = 1, etag = ?, target_name = ?, guard = ? WHERE id = ?',
  );
  const unfinished = database.prepare(
    "SELECT 1 FROM items WHERE job_id = ? AND key = ? AND state NOT IN ('done', 'skipped')",
  );
  const setUpload = database.prepare('UPDATE items SET upload_id = ? WHERE id = ?');
  const clearUpload = database.prepare(
    'UPDATE items SET upload_id = NULL, upload_intent_at_ms = NULL, done_bytes = 0 WHERE id = ?',
  );
  const addPart = database.prepare(
    'INSERT OR REPLACE INTO parts (item_id, part_number, etag, size_bytes, checksums) VALUES (?, ?, ?, ?, ?)',
  );
  const addDone = database.prepare('UPDATE items SET done_bytes = ? WHERE id = ?');
  const partsOf = database.prepare('SELECT * FROM parts WHERE item_id = ? ORDER BY part_number');
  const clearParts = database.prepare('DELETE FROM parts WHERE item_id = ?');
  const decide = database.prepare("UPDATE items SET decision = ?, state = 'queued' WHERE id = ?");
  const requeueSome = database.prepare(
    `UPDATE items SET state = 'queued', error = NULL
     WHERE id IN (SELECT id FROM items WHERE job_id = ? AND state = ? LIMIT ${batchRows})`,
  );
  const withUpload = database.prepare(
    `SELECT * FROM items WHERE job_id = ? AND upload_intent_at_ms IS NOT NULL AND id > ?
     AND state NOT IN ('done', 'skipped') ORDER BY id LIMIT 100`,
  );
  const match = database.prepare(
    `UPDATE OR IGNORE items SET source = ? WHERE job_id = ? AND key = ? AND size_bytes = ? AND modified_at_ms IS ?
     AND source <> ? RETURNING state`,
  );
  const endedStates = new Set(['done', 'skipped']);
  const unmatched = database.prepare(
    "SELECT count(*) AS n FROM items WHERE job_id = ? AND source < ? AND state IN ('queued', 'needs-user')",
  );

  return {
    /** False when the item is known already. */
    add(jobId: string, draft: ItemDraft): boolean {
      const done = insert.run(
        jobId,
        draft.source,
        draft.type,
        draft.error === null ? 'queued' : 'failed',
        draft.key,
        draft.otherName,
        draft.sizeBytes,
        draft.modifiedAtMs,
        draft.etag,
        draft.error === null ? null : JSON.stringify(draft.error),
      );
      return Number(done.changes) > 0;
    },
    get(id: number): ItemRecord | null {
      const row = byId.get(id);
      return row === undefined ? null : itemOfRow(row);
    },
    queued: (jobId: string, afterId: number, limit: number): ItemRecord[] =>
      queued.all(jobId, afterId, limit).map(itemOfRow),
    list: (jobId: string, state: StoredItemState | null, afterId: number, limit: number): ItemRecord[] =>
      (state === null ? list.all(jobId, afterId, limit) : listState.all(jobId, state, afterId, limit)).map(
        itemOfRow,
      ),
    settle(
      id: number,
      change: {
        state: StoredItemState;
        doneBytes: number;
        guard: OverwriteGuard | null;
        error: AppError | null;
        targetName: string | null;
        existing: ExistingSide | null;
        digests?: ItemDigests | null;
      },
    ): void {
      const { state, doneBytes, guard, targetName, existing } = change;
      const error = change.error === null ? null : JSON.stringify(change.error);
      const found = [existing?.sizeBytes ?? null, existing?.modifiedAtMs ?? null];
      const digests = [change.digests?.source ?? null, change.digests?.target ?? null];
      settle.run(state, doneBytes, guard, error, targetName, ...found, ...digests, id);
    },
    /** Size, time and ETag as they were found when the item began. */
    refresh(
      id: number,
      facts: { sizeBytes: number; modifiedAtMs: number | null; etag: string | null },
    ): void {
      refresh.run(facts.sizeBytes, facts.modifiedAtMs, facts.etag, id);
    },
    setTarget(id: number, to: ItemTarget): void {
      target.run(to.targetName, to.guard, Number(to.mustBeAbsent), to.partBytes, id);
    },
    /** Written before an upload is asked for, so that one whose answer was lost can be found. */
    intendUpload: (id: number, atMs: number): void => void intend.run(atMs, id),
    /** Written before the source of a move is deleted; `etag` is that of the source that was copied. */
    setCopied(id: number, to: { etag: string; targetName: string | null; guard: OverwriteGuard }): void {
      setCopied.run(to.etag, to.targetName, to.guard, id);
    },
    /** Whether a job has an item for this key that has not come to its end. */
    isUnfinished: (jobId: string, key: string): boolean => unfinished.get(jobId, key) !== undefined,
    setUpload: (id: number, uploadId: string): void => void setUpload.run(uploadId, id),
    /** Forgets the upload and its parts. */
    clearUpload(id: number): void {
      clearParts.run(id);
      clearUpload.run(id);
    },
    addPart(id: number, part: TransferPart, itemDoneBytes: number): void {
      const checksums = part.checksums === undefined ? null : JSON.stringify(part.checksums);
      addPart.run(id, part.partNumber, part.etag, part.sizeBytes, checksums);
      addDone.run(itemDoneBytes, id);
    },
    setDoneBytes: (id: number, doneBytes: number): void => void addDone.run(doneBytes, id),
    parts: (id: number): TransferPart[] =>
      partsOf.all(id).map((row) => ({
        partNumber: Number(row.part_number),
        etag: String(row.etag),
        sizeBytes: Number(row.size_bytes),
        ...(typeof row.checksums === 'string' && {
          checksums: checksumsSchema.parse(JSON.parse(row.checksums)),
        }),
      })),
    clearParts: (id: number): void => void clearParts.run(id),
    decide: (id: number, decision: ConflictPolicy): void => void decide.run(decision, id),
    /** Queues some items of a state again; the number that changed, 0 at the end. */
    requeueSome: (jobId: string, state: 'failed' | 'needs-user'): number =>
      Number(requeueSome.run(jobId, state).changes),
    /** Some items that have, or may have, an upload open on the server. */
    withUpload: (jobId: string, afterId: number): ItemRecord[] =>
      withUpload.all(jobId, afterId).map(itemOfRow),
    /** Points an item to a new source when key, size and time are the same; says whether it is still to be sent. */
    matchSource(
      jobId: string,
      ordinal: number,
      file: { key: string; sizeBytes: number; modifiedAtMs: number | null },
    ): 'none' | 'unfinished' | 'ended' {
      const rows = match.all(ordinal, jobId, file.key, file.sizeBytes, file.modifiedAtMs, ordinal);
      if (rows.length === 0) return 'none';
      return rows.every(({ state }) => endedStates.has(String(state))) ? 'ended' : 'unfinished';
    },
    /** Unfinished items that still belong to a source before `ordinal`. */
    countBefore: (jobId: string, ordinal: number): number => Number(unmatched.get(jobId, ordinal)?.n ?? 0),
  };
}

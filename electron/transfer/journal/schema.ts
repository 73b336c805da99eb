/**
 * The journal's tables. One row per job, per item and per finished part; nothing is ever rewritten as a whole. Counters
 * of a job are kept with it, changed in the same transaction as its items.
 *
 * `parts` holds the parts of an upload that the server confirmed, or the ranges of a download that are safe on disk.
 * `names` holds the local names given out by a download, so that no two keys share one.
 */
export const journalMigrations = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    title TEXT NOT NULL,
    from_text TEXT NOT NULL,
    to_text TEXT NOT NULL,
    local_folder TEXT,
    conflict TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER,
    is_counted INTEGER NOT NULL,
    is_reviewed INTEGER NOT NULL,
    is_clean INTEGER NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0,
    cursor TEXT,
    item_count INTEGER NOT NULL,
    done_count INTEGER NOT NULL,
    skipped_count INTEGER NOT NULL,
    failed_count INTEGER NOT NULL,
    needs_user_count INTEGER NOT NULL,
    total_bytes INTEGER NOT NULL,
    done_bytes INTEGER NOT NULL,
    error TEXT
  ) STRICT;

  CREATE TABLE sources (
    job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    ref_id TEXT NOT NULL,
    journal_ref TEXT,
    PRIMARY KEY (job_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    source INTEGER NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    key TEXT NOT NULL,
    other_name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_at_ms INTEGER,
    etag TEXT,
    done_bytes INTEGER NOT NULL DEFAULT 0,
    decision TEXT,
    guard TEXT,
    must_be_absent INTEGER NOT NULL DEFAULT 0,
    target_name TEXT,
    upload_id TEXT,
    upload_intent_at_ms INTEGER,
    part_bytes INTEGER,
    error TEXT,
    UNIQUE (job_id, key, source)
  ) STRICT;
  CREATE INDEX items_by_state ON items (job_id, state);
  CREATE INDEX items_with_upload ON items (job_id) WHERE upload_intent_at_ms IS NOT NULL;

  CREATE TABLE parts (
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    part_number INTEGER NOT NULL,
    etag TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (item_id, part_number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE names (
    job_id TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    fold TEXT NOT NULL,
    raw TEXT NOT NULL,
    local TEXT NOT NULL,
    PRIMARY KEY (job_id, fold)
  ) STRICT, WITHOUT ROWID;
  `,
  // A move whose copy is whole: only its source is still to be deleted.
  'ALTER TABLE items ADD COLUMN is_copied INTEGER NOT NULL DEFAULT 0',
  // A title was an English phrase once, `holiday and 3 more`: the first name stays, the request knows the number.
  `
  WITH counted AS (
    SELECT id, ' and ' || (
      coalesce(json_array_length(request, '$.sourceRefIds'), 0)
      + coalesce(json_array_length(request, '$.selection.keys'), 0)
      + coalesce(json_array_length(request, '$.selection.prefixes'), 0) - 1
    ) || ' more' AS phrase FROM jobs
  )
  UPDATE jobs SET title = substr(title, 1, length(title) - length(phrase)) FROM counted
  WHERE counted.id = jobs.id AND phrase <> ' and 0 more' AND substr(title, -length(phrase)) = phrase;
  `,
  // What has the name that an item wants, as it was found when the item stopped for the user.
  `
  ALTER TABLE items ADD COLUMN existing_size_bytes INTEGER;
  ALTER TABLE items ADD COLUMN existing_modified_at_ms INTEGER;
  `,
  "ALTER TABLE jobs ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal'",
  // What the server told of a part, as JSON by algorithm, to be compared with what it tells of the whole.
  'ALTER TABLE parts ADD COLUMN checksums TEXT',
  // What the bytes of an item were on each side when it was done: for its receipt.
  `
  ALTER TABLE items ADD COLUMN source_digest TEXT;
  ALTER TABLE items ADD COLUMN target_digest TEXT;
  `,
];

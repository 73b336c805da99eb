import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBucketIndex } from './bucket-index.ts';
import { openIndexDatabase } from './index-database.ts';

test('an old index keeps its buckets and gets a place for settings and for live channels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-index-'));
  try {
    const first = openIndexDatabase(folder);
    first.exec('DROP TABLE live_segments; DROP TABLE live_sessions; DROP TABLE live_channels');
    first.exec('DROP TABLE bucket_settings; PRAGMA user_version = 1');
    first.exec(`INSERT INTO buckets VALUES (7, 'kept', 'us-east-1', 0, 'off', 0, '[]')`);
    first.close();

    const second = openIndexDatabase(folder);
    const buckets = openBucketIndex(second);
    expect(buckets.find('kept').id).toBe(7);
    buckets.setSetting(7, 'cors', 'a');
    buckets.setSetting(7, 'cors', 'b');
    expect(buckets.setting(7, 'cors')).toBe('b');
    buckets.setSetting(7, 'cors', null);
    expect(buckets.setting(7, 'cors')).toBeNull();
    buckets.setSetting(7, 'acl', 'x');
    buckets.remove(7);
    expect(second.prepare('SELECT count(*) AS n FROM bucket_settings').get()).toEqual({ n: 0 });
    second.close();

    const third = openIndexDatabase(folder);
    expect(third.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
    third.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import type { DatabaseSync } from 'node:sqlite';
import { foldName, type NameRules, nameForms, namesOfSegment } from '../local-names.ts';

/**
 * Gives every key of a download a local path that no other key of the job has, also where only case tells two keys
 * apart, or where one key is a folder of another (`a` and `a/b`). The first to come keeps the plain name.
 */
export function openLocalNames(database: DatabaseSync) {
  const find = database.prepare('SELECT raw, local FROM names WHERE job_id = ? AND fold = ?');
  const insert = database.prepare('INSERT INTO names (job_id, fold, raw, local) VALUES (?, ?, ?, ?)');

  /** One segment below a folder that has its name already. */
  function place(jobId: string, parent: string, segment: string, raw: string, rules: NameRules): string {
    for (const form of nameForms) {
      const local = parent + namesOfSegment(segment, rules, form).join('/');
      const fold = foldName(local, rules);
      const row = find.get(jobId, fold);
      if (row === undefined) {
        insert.run(jobId, fold, raw, local);
        return local;
      }
      if (row.raw === raw) return String(row.local);
    }
    throw new Error('four forms of a name were taken, which the mapping rules out');
  }

  const folders = database.prepare(
    "SELECT local FROM names WHERE job_id = ? AND raw LIKE '%/' ORDER BY local",
  );

  return {
    /** Relative paths of all folders that a job has written into, apart from its own. */
    folders: (jobId: string): string[] => folders.all(jobId).map((row) => String(row.local)),
    /**
     * Relative path with `/` between names. `key` is what is left after the base prefix; a folder (a key that ends in
     * `/`, with `isFolder`) gets the path of the folder itself.
     */
    pathFor(jobId: string, key: string, isFolder: boolean, rules: NameRules): string {
      const segments = (isFolder ? key.slice(0, -1) : key).split('/');
      let path = '';
      let raw = '';
      segments.forEach((segment, index) => {
        const isLast = index === segments.length - 1;
        raw += isLast && !isFolder ? segment : `${segment}/`;
        const local = place(jobId, path, segment, raw, rules);
        path = isLast ? local : `${local}/`;
      });
      return path;
    },
  };
}

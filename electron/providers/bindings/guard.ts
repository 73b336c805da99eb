import type { StorageClient } from '../client/storage-client.ts';

/**
 * Runs a change of a sub-resource once the server is known to have it. One that does not know it would take a document
 * for a new bucket's or for the new content of an object, and a DELETE for the end of either. Reading tells the two
 * kinds of server apart, so the first change of each kind is preceded by a reading;
 * without the right to read nothing is changed.
 */
export type Guard = <Result>(
  name: string,
  read: () => Promise<unknown>,
  change: () => Promise<Result>,
) => Promise<Result>;

/** A guard for one client, which remembers what was found. */
export function guardOf(client: StorageClient): Guard {
  const known = new Set<string>();
  return async (name, read, change) => {
    // A read-only connection refuses the change by itself, and asks nothing.
    if (client.options.isReadOnly || known.has(name)) return await change();
    await read();
    known.add(name);
    return await change();
  };
}

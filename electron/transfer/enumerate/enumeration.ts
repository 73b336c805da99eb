import type { ItemDraft } from '../journal/records.ts';

/**
 * Finds the items of a job, a batch at a time. A batch and the `cursor` that follows it are journalled together; after
 * a restart the enumeration goes on from there, and whatever it finds twice is known already.
 */
export type Enumeration = AsyncIterable<{
  readonly items: readonly ItemDraft[];
  readonly cursor: string | null;
}>;

/** Small enough that journalling a batch never holds the thread for long. */
export const batchItems = 250;
/** A batch that is not full goes out after this time, so that the first file starts at once. */
export const batchMs = 50;

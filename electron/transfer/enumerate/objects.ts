import { z } from 'zod';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectPage } from '../../../shared/model/object.ts';
import type { ObjectSelection } from '../../../shared/model/transfer.ts';
import type { ItemDraft } from '../journal/records.ts';
import type { TransferStorage } from '../storage-port.ts';
import { batchItems, type Enumeration } from './enumeration.ts';

/** An object that was found; what becomes of it is the job's own business. */
export interface FoundObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number | null;
  readonly etag: string | null;
  /** The folder of the selection that it was found below; null for one that was chosen itself. */
  readonly selectedPrefix: string | null;
}

const cursorSchema = z.strictObject({
  /** Chosen keys that are done. */
  keys: z.number().int().nonnegative(),
  /** Chosen folders that are done. */
  prefixes: z.number().int().nonnegative(),
  /** Where the listing of the next folder goes on. */
  token: z.string().nullable(),
});
type Cursor = z.infer<typeof cursorSchema>;

/** Objects that are looked at at once. */
const looksAtOnce = 8;

/**
 * The objects of a selection: each chosen key (looked at, unless `keySizesBytes` says what is known of them), then
 * everything below each chosen folder in the order of the server. `drafts` gives the items of a batch, without those to leave out.
 */
export async function* enumerateObjects(input: {
  readonly storage: TransferStorage;
  readonly bucket: string;
  readonly selection: ObjectSelection;
  /** Sizes of the chosen keys, as far as they are told; null to ask the server for each. */
  readonly keySizesBytes: readonly number[] | null;
  readonly cursor: string | null;
  readonly signal: AbortSignal;
  readonly retried: <T>(attempt: () => Promise<T>) => Promise<T>;
  readonly drafts: (objects: readonly FoundObject[]) => ItemDraft[];
}): Enumeration {
  let cursor = readCursor(input.cursor);
  const { keys, prefixes } = input.selection;
  const batch = (found: readonly FoundObject[], next: Cursor) => {
    cursor = next;
    return { items: input.drafts(found), cursor: JSON.stringify(next) };
  };
  while (cursor.keys < keys.length) {
    const first = cursor.keys;
    const some = keys.slice(first, first + (input.keySizesBytes === null ? looksAtOnce : batchItems));
    const items = await Promise.all(some.map((key, index) => lookOrDraft(input, key, first + index)));
    cursor = { ...cursor, keys: cursor.keys + some.length };
    yield { items: items.flat(), cursor: JSON.stringify(cursor) };
  }
  while (cursor.prefixes < prefixes.length) {
    const prefix = prefixes[cursor.prefixes] ?? '';
    const { token } = cursor;
    const page: ObjectPage = await input.retried(() =>
      input.storage.listObjects(
        { bucket: input.bucket, prefix, delimiter: null, token, maxKeys: 1_000 },
        { signal: input.signal },
      ),
    );
    const found = objectsOf(page, prefix);
    for (let from = 0; from < found.length; from += batchItems) {
      // Only the last batch of a page moves the cursor: the page is asked for again after a crash in between.
      const isLast = from + batchItems >= found.length;
      if (!isLast) yield batch(found.slice(from, from + batchItems), cursor);
      else yield batch(found.slice(from), after(cursor, page.nextToken));
    }
    if (found.length === 0) yield batch([], after(cursor, page.nextToken));
  }
}

async function lookOrDraft(
  input: Parameters<typeof enumerateObjects>[0],
  key: string,
  index: number,
): Promise<ItemDraft[]> {
  const sizeBytes = input.keySizesBytes?.[index] ?? 0;
  const unknown = { key, sizeBytes, modifiedAtMs: null, etag: null, selectedPrefix: null };
  if (input.keySizesBytes !== null) return input.drafts([unknown]);
  try {
    const info = await input.retried(() =>
      input.storage.headObject({ bucket: input.bucket, key }, { signal: input.signal }),
    );
    const { sizeBytes, modifiedAtMs, etag } = info;
    return input.drafts([{ ...unknown, sizeBytes, modifiedAtMs, etag }]);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.kind !== 'not-found' && error.kind !== 'access-denied') throw thrown;
    return input.drafts([unknown]).map((draft) => ({ ...draft, error }));
  }
}

function after(cursor: Cursor, nextToken: string | null): Cursor {
  return nextToken === null
    ? { ...cursor, prefixes: cursor.prefixes + 1, token: null }
    : { ...cursor, token: nextToken };
}

function objectsOf(page: ObjectPage, selectedPrefix: string): FoundObject[] {
  const { keys, sizesBytes, modifiedAtMs, etags } = page.objects;
  return keys.map((key, index) => ({
    key,
    sizeBytes: sizesBytes[index] ?? 0,
    modifiedAtMs: modifiedAtMs[index] ?? null,
    etag: etags[index] || null,
    selectedPrefix,
  }));
}

function readCursor(text: string | null): Cursor {
  return text === null ? { keys: 0, prefixes: 0, token: null } : cursorSchema.parse(JSON.parse(text));
}

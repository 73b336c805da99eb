import { parentPrefix } from '../../../shared/format/keys.ts';

/** What a pane shows: one level of a bucket. `prefix` is empty at the top, else ends in `/`. */
export interface Place {
  readonly connectionId: string;
  readonly bucket: string;
  readonly prefix: string;
}

export function isSamePlace(a: Place | null, b: Place | null): boolean {
  return a?.connectionId === b?.connectionId && a?.bucket === b?.bucket && a?.prefix === b?.prefix;
}

/** The place one level up; null at the top of a bucket. */
export function placeAbove(place: Place): Place | null {
  return place.prefix === '' ? null : { ...place, prefix: parentPrefix(place.prefix) };
}

/** Where a pane has been. `index` is the entry being shown, -1 before the first. */
export interface PlaceHistory {
  readonly entries: readonly Place[];
  readonly index: number;
}

export const emptyHistory: PlaceHistory = { entries: [], index: -1 };

/** How many places a pane remembers. */
const maxEntries = 100;

/** Goes to a new place: what was ahead is forgotten; the place already shown is not entered twice. */
export function visit(history: PlaceHistory, place: Place): PlaceHistory {
  if (isSamePlace(history.entries[history.index] ?? null, place)) return history;
  const entries = [...history.entries.slice(0, history.index + 1), place].slice(-maxEntries);
  return { entries, index: entries.length - 1 };
}

/** Moves by `steps` (-1 back, 1 forward); null where there is nothing. */
export function travel(history: PlaceHistory, steps: number): PlaceHistory | null {
  const index = history.index + steps;
  return history.entries[index] === undefined ? null : { ...history, index };
}

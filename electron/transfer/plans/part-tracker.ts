/**
 * Which parts of a file are still to be done. Its size depends on the number of gaps and lanes, never on the number of
 * parts, so that copying it on every step is cheap for 10,000 parts too.
 */
export interface PartTracker {
  readonly partCount: number;
  /** Closed spans of part numbers that wait, ascending. */
  readonly waiting: readonly (readonly [first: number, last: number])[];
  readonly running: readonly number[];
}

/** Tracks parts 1 to `partCount` without those that are done already. */
export function trackParts(partCount: number, doneParts: Iterable<number>): PartTracker {
  const waiting: [number, number][] = [];
  let from = 1;
  for (const part of [...new Set(doneParts)].sort((a, b) => a - b)) {
    if (part < from || part > partCount) continue;
    if (part > from) waiting.push([from, part - 1]);
    from = part + 1;
  }
  if (from <= partCount) waiting.push([from, partCount]);
  return { partCount, waiting, running: [] };
}

/** The lowest waiting part, now running; null when none waits. */
export function takePart(tracker: PartTracker): { part: number; tracker: PartTracker } | null {
  const [span, ...rest] = tracker.waiting;
  if (span === undefined) return null;
  const [part, last] = span;
  const waiting = part < last ? [[part + 1, last] as const, ...rest] : rest;
  return { part, tracker: { ...tracker, waiting, running: [...tracker.running, part] } };
}

/** A running part is done, or waits `again`. */
export function settlePart(tracker: PartTracker, part: number, how: 'done' | 'again'): PartTracker {
  const running = tracker.running.filter((other) => other !== part);
  if (how === 'done') return { ...tracker, running };
  const before = tracker.waiting.filter(([first]) => first < part);
  const after = tracker.waiting.filter(([first]) => first > part);
  return { ...tracker, running, waiting: [...before, [part, part], ...after] };
}

export function isEveryPartDone(tracker: PartTracker): boolean {
  return tracker.waiting.length === 0 && tracker.running.length === 0;
}

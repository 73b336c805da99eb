import { isDeepStrictEqual } from 'node:util';
import type { Vector, VectorResult } from './vector-file.ts';

/** Collects what differs between us and a vector. */
export class Differences {
  readonly #found: string[] = [];

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Notes a difference in words. */
  add(difference: string): void {
    this.#found.push(difference);
  }

  /** Compares one thing; what the vector does not tell is not compared. */
  compare(what: string, ours: unknown, expected: unknown): void {
    if (expected === undefined || isDeepStrictEqual(ours, expected)) return;
    this.add(`${what}: ours ${show(ours)}, expected ${show(expected)}`);
  }

  /** Compares two lists without regard to order. */
  compareSets(what: string, ours: readonly string[], expected: readonly string[]): void {
    const rest = [...ours];
    const missing = expected.filter((entry) => {
      const at = rest.indexOf(entry);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
    for (const entry of missing) this.add(`${what}: lacks ${show(entry)}`);
    for (const entry of rest) this.add(`${what}: has ${show(entry)} too much`);
  }

  /** A marked vector that differs is reported, not failed. */
  result(vector: Vector): VectorResult {
    const { id } = vector;
    if (this.isEmpty) return { id, outcome: 'passed' };
    const mark = vector.sdkQuirk
      ? `SDK quirk: ${vector.sdkQuirk}`
      : vector.disputed
        ? 'disputed between official implementations'
        : null;
    if (mark !== null) return { id, outcome: 'skipped', reason: mark, differences: this.#found };
    return { id, outcome: 'failed', differences: this.#found };
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

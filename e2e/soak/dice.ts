import { createCipheriv, createHash } from 'node:crypto';
import { seededRandom } from '../../electron/transfer/testing/workbench.ts';

/** Choices that are the same for the same seed. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** Dice for one thing by its number, whatever is asked before or after. */
  static of(seed: number, about: string, number: number): Dice {
    return new Dice(createHash('sha256').update(`${seed} ${about} ${number}`).digest().readUInt32LE());
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + (this.#next() % (most - least + 1));
  }

  /** True so often out of a hundred. */
  chance(percent: number): boolean {
    return this.#next() % 10_000 < percent * 100;
  }

  oneOf<const T>(choices: readonly [T, ...T[]]): T {
    return choices[this.#next() % choices.length] ?? choices[0];
  }
}

/** Bytes that differ everywhere and are the same for the same seed: a key stream of AES. */
export function contentOf(seed: number, sizeBytes: number): Buffer {
  const key = createHash('md5').update(`content ${seed}`).digest();
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes));
}

import { failure } from '../../../shared/model/app-error.ts';
import type { Pace } from '../http/retry.ts';

/** Time that stands until a test lets it pass. */
export interface SteppedPace extends Pace {
  /** Waits that have begun and not ended, in milliseconds. */
  readonly waitingMs: readonly number[];
  /** Ends every wait that is under way. */
  pass(): void;
}

/** Makes a clock that a test moves by hand. */
export function steppedPace(): SteppedPace {
  const waits = new Map<() => void, number>();
  return {
    get waitingMs() {
      return [...waits.values()];
    },
    random: () => 0.5,
    pass() {
      for (const end of [...waits.keys()]) end();
    },
    wait: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = () => {
          waits.delete(end);
          reject(failure('cancelled', 'The action was cancelled.'));
        };
        const end = () => {
          waits.delete(end);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        if (signal?.aborted) return onAbort();
        waits.set(end, delayMs);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

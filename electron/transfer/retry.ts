import { setTimeout as wait } from 'node:timers/promises';
import { type AppError, failure, toAppError } from '../../shared/model/app-error.ts';

/** Retry-After of a server is believed up to here. */
const maxServerDelayMs = 60_000;

/** Waits before the 2nd, 3rd, … try. The provider has retried inside already: these bridge longer troubles. */
export const defaultRetryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * How long to wait before trying again after `error`; null to give up. `tries` is the number of tries so far, from 1;
 * `random` from 0 to 1 spreads clients that failed together over half the delay.
 */
export function retryDelayMs(
  error: AppError,
  tries: number,
  delaysMs: readonly number[],
  random: number,
): number | null {
  if (error.retry !== 'now' && error.retry !== 'later') return null;
  const base = delaysMs[tries - 1];
  if (base === undefined) return null;
  const asked = Math.min(error.retryAfterMs ?? 0, maxServerDelayMs);
  return Math.max(asked, base / 2 + (base / 2) * random);
}

/** Repeats `attempt` while its error invites to. Rejects with the last error, or `cancelled` after `signal`. */
export async function withRetry<T>(
  attempt: (tries: number) => Promise<T>,
  options: { delaysMs: readonly number[]; signal: AbortSignal },
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries);
    } catch (thrown) {
      const error = toAppError(thrown);
      const delayMs = options.signal.aborted
        ? null
        : retryDelayMs(error, tries, options.delaysMs, Math.random());
      if (delayMs === null) throw thrown;
      await pause(delayMs, options.signal);
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal });
  } catch {
    throw failure('cancelled', 'The transfer was stopped.');
  }
}

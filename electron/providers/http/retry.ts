import { type AppError, failure } from '../../../shared/model/app-error.ts';

/** Attempts for one request, the first included. */
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 8_000;
/** A server that wants to be left alone longer than this is the caller's business. */
const MAX_RETRY_AFTER_MS = 30_000;

/** How the client waits and rolls dice; tests hand in their own. */
export interface Pace {
  /** Resolves after the delay; rejects with `cancelled` when aborted. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

/** Real time and real dice. */
export const realPace: Pace = {
  random: Math.random,
  wait(delayMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(failure('cancelled', 'The action was cancelled.'));
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(failure('cancelled', 'The action was cancelled.'));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, delayMs);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

/**
 * How long to wait before the next attempt, or null for no further one. Exponential from 200 ms to 8 s with full
 * jitter in its upper half; Retry-After counts as the least.
 */
export function retryDelayMs(error: AppError, attempt: number, random: () => number): number | null {
  if (attempt >= MAX_ATTEMPTS || !isWorthRetrying(error)) return null;
  // Waiting out a silent server five times over would keep the user from hearing of it.
  if (error.kind === 'timeout' && attempt > 1) return null;
  const ceilingMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  const delayMs = ceilingMs / 2 + (random() * ceilingMs) / 2;
  const askedMs = error.retryAfterMs ?? 0;
  if (askedMs > MAX_RETRY_AFTER_MS) return null;
  return Math.max(delayMs, askedMs);
}

function isWorthRetrying(error: AppError): boolean {
  switch (error.kind) {
    case 'throttled':
      return true;
    case 'network':
      return error.reason === 'connection-lost' || error.reason === 'unreachable';
    case 'timeout':
      return error.reason !== 'connect-timeout';
    case 'server':
      return error.retry === 'now' || error.retry === 'later';
    case 'integrity':
      return error.reason === 'body-too-short';
    default:
      return false;
  }
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 §10.2.3); undefined when absent or unreadable. */
export function readRetryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

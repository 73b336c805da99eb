import type { CredentialProvider, Credentials } from '../providers/credentials.ts';

/** How long before their end credentials are fetched anew, so that a request signed now still arrives in time. */
const marginMs = 60_000;

/**
 * Keeps what `load` gives until 60 s before it expires; without an expiry for `maxAgeMs`. Callers that arrive
 * meanwhile share one load. Refused credentials are loaded anew at once. A failed load is not kept, and does no harm while the old credentials still work.
 * Rejects as `load` does.
 */
export function refreshCredentials(
  load: () => Promise<Credentials>,
  options: { now: () => number; maxAgeMs: number },
): CredentialProvider {
  let kept: { credentials: Credentials; loadedAtMs: number } | null = null;
  let loading: Promise<Credentials> | null = null;

  const isFresh = (nowMs: number): boolean => {
    if (kept === null) return false;
    const { expiresAtMs } = kept.credentials;
    const isYoung = nowMs - kept.loadedAtMs < options.maxAgeMs;
    return expiresAtMs === null ? isYoung : nowMs < expiresAtMs - marginMs;
  };
  const stillWorks = (): Credentials | null => {
    const credentials = kept?.credentials ?? null;
    const isExpired = (credentials?.expiresAtMs ?? Number.POSITIVE_INFINITY) <= options.now();
    return isExpired ? null : credentials;
  };
  const loadOnce = async (): Promise<Credentials> => {
    try {
      const credentials = await load();
      kept = { credentials, loadedAtMs: options.now() };
      return credentials;
    } catch (error) {
      const old = stillWorks();
      if (old === null) throw error;
      return old;
    } finally {
      loading = null;
    }
  };

  return async (refused) => {
    const isRefused = kept !== null && kept.credentials === refused;
    if (kept !== null && !isRefused && isFresh(options.now())) return kept.credentials;
    loading ??= loadOnce();
    return loading;
  };
}

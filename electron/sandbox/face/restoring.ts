import type { Restoring, StoredVersion } from '../store/model.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long a restore takes by its tier, in ms; those of the sandbox, whose clock a test can move. */
const durations: Readonly<Record<string, number>> = {
  Expedited: 5 * 60_000,
  Standard: 5 * hourMs,
  Bulk: 12 * hourMs,
};

/** Tiers that a request can name. */
export const restoreTiers = Object.keys(durations);

/** What a restore that is asked for at `nowMs` makes of the object; `tier` null for one that is restored already. */
export function startRestoring(tier: string | null, days: number, nowMs: number): Restoring {
  const readyAtMs = nowMs + (tier === null ? 0 : (durations[tier] ?? 0));
  return { readyAtMs, expiresAtMs: readyAtMs + days * dayMs };
}

/** `asked` and under way, `ready` to be read, or neither. */
export function restoreState(
  { attributes }: Pick<StoredVersion, 'attributes'>,
  nowMs: number,
): 'none' | 'asked' | 'ready' {
  const { restoring } = attributes;
  if (restoring === undefined || nowMs >= restoring.expiresAtMs) return 'none';
  return nowMs < restoring.readyAtMs ? 'asked' : 'ready';
}

/** The header that tells it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function restoreHeaders(
  version: Pick<StoredVersion, 'attributes'>,
  nowMs: number,
): Record<string, string> {
  const state = restoreState(version, nowMs);
  if (state === 'none') return {};
  const expiry = new Date(version.attributes.restoring?.expiresAtMs ?? 0).toUTCString();
  const text =
    state === 'asked' ? 'ongoing-request="true"' : `ongoing-request="false", expiry-date="${expiry}"`;
  return { 'x-own-restore': text };
}

import { toAppError } from '../../../shared/model/app-error.ts';
import type { ReportFinding, ReportItemId, UnknownReason } from '../../../shared/model/report-card.ts';
import type { IgnoranceWatch } from '../client/ignorance.ts';
import { ignoranceIn, NotOffered } from '../conformance/check.ts';
import { Unclear } from './probe.ts';

type Side = ReportFinding['side'];

/** A finding that nothing is known, with the reason. */
export function unknownFinding(
  item: ReportItemId,
  side: Side,
  why: UnknownReason,
  words = '',
  requestId: string | null = null,
): ReportFinding {
  return { item, side, verdict: 'unknown', why, words, requestId };
}

/** A finding that the server does not have it, in its own words. */
export function absentFinding(
  item: ReportItemId,
  side: Side,
  words: string,
  requestId: string | null = null,
): ReportFinding {
  return { item, side, verdict: 'not-offered', why: null, words, requestId };
}

/**
 * What a probe found, from how it ended; `thrown` null when it passed. An answer that a sub-resource which nobody has
 * gets as well proves nothing, whatever it says: the conformance suite judges by the same rule.
 */
export function judge(
  { item, side }: { item: ReportItemId; side: Side },
  thrown: unknown,
  { ignorance, hasRunOut }: { ignorance: IgnoranceWatch; hasRunOut: boolean },
): ReportFinding {
  const ignorant = ignoranceIn({ ignorance });
  if (ignorant !== null) return absentFinding(item, side, ignorant.message);
  if (thrown === null) return { item, side, verdict: 'offered', why: null, words: '', requestId: null };
  if (thrown instanceof NotOffered) return absentFinding(item, side, thrown.message);
  if (thrown instanceof Unclear) return unknownFinding(item, side, thrown.why, thrown.message);
  if (hasRunOut) return unknownFinding(item, side, 'no-answer');
  const error = toAppError(thrown);
  const words = [error.status, error.code, error.message].filter(Boolean).join(' ');
  const requestId = error.requestId ?? null;
  if (error.kind === 'not-offered') return absentFinding(item, side, words, requestId);
  return unknownFinding(item, side, reasonFor(error.kind), words, requestId);
}

function reasonFor(kind: string): UnknownReason {
  if (kind === 'access-denied' || kind === 'authentication') return 'denied';
  return kind === 'timeout' || kind === 'network' ? 'no-answer' : 'unclear';
}

import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { type Check, type CheckGroup, NotOffered } from './check.ts';

/** What came of a check. */
export interface CheckResult {
  readonly group: CheckGroup;
  /** Name of the operation in docs/providers.md; of what the suite did itself, when that failed. */
  readonly operation: string;
  /** Which side of the operation; empty for the operation as such. */
  readonly about: string;
  readonly outcome: 'passed' | 'not-offered' | 'failed';
  /** What went wrong, or the server's words on what it lacks; empty when passed. */
  readonly detail: string;
  /** Of the refusal, or of the last answer before a check failed; null when the server gave none. */
  readonly requestId: string | null;
  readonly durationMs: number;
}

/** What is known of a check that has ended. */
export interface Ending {
  readonly durationMs: number;
  /** What it threw; null when it passed. */
  readonly thrown: unknown;
  /** Of the last answer that the check saw. */
  readonly lastRequestId: string | null;
}

/** What came of a check, from how it ended. */
export function resultOf(
  { group, operation, about = '' }: Pick<Check, 'group' | 'about'> & { readonly operation: string },
  { durationMs, thrown, lastRequestId }: Ending,
): CheckResult {
  const result = (outcome: CheckResult['outcome'], detail: string, error?: AppError): CheckResult => ({
    group,
    operation,
    about,
    outcome,
    detail,
    requestId: error?.requestId ?? (outcome === 'failed' ? lastRequestId : null),
    durationMs,
  });
  if (thrown === null) return result('passed', '');
  if (thrown instanceof NotOffered) return result('not-offered', thrown.message);
  const error = toAppError(thrown);
  // What a check found itself has no words of the server.
  if (error.kind === 'internal')
    return result('failed', thrown instanceof Error ? thrown.message : 'unknown');
  const words = [error.status, error.code, error.message].filter(Boolean).join(' ');
  return error.kind === 'not-offered'
    ? result('not-offered', words, error)
    : result('failed', `${error.kind}: ${words}`, error);
}

/** `N passed, N failed, N skipped`; skipped is what the server does not offer. */
export function summarize(results: readonly CheckResult[]): string {
  const countOf = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return `${countOf('passed')} passed, ${countOf('failed')} failed, ${countOf('not-offered')} skipped`;
}

/** Name of a check: the operation, and which side of it. */
export function nameOf({ operation, about }: { operation: string; about?: string }): string {
  return about ? `${operation} (${about})` : operation;
}

/** The line of a result. */
export function describeResult(result: CheckResult): string {
  const { group, outcome, detail, requestId, durationMs } = result;
  const word = outcome === 'not-offered' ? 'not offered' : outcome;
  const id = requestId ? `request ${requestId}` : outcome === 'failed' ? 'no request id' : '';
  const rest = [detail.replaceAll(/\s+/g, ' '), id].filter(Boolean).join(', ');
  return `${word.padEnd(11)} ${group}: ${nameOf(result)} (${Math.round(durationMs)} ms)${rest ? ` — ${rest}` : ''}`;
}

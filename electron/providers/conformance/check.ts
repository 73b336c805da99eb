import { toAppError } from '../../../shared/model/app-error.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** What `--only` takes: the groups of the interface, and what lies across them. */
export const checkGroups = [
  'client',
  'service',
  'buckets',
  'configuration',
  'objects',
  'keys',
  'tags',
  'lock',
  'versions',
  'multipart',
  'sharing',
  'live',
] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** What one check works with. */
export interface CheckContext {
  readonly provider: StorageProvider;
  readonly options: ProviderOptions;
  /** A bucket of this run, made for the chapter of the check. */
  readonly bucket: string;
  /** Another client for the same endpoint; closed after the check. */
  open(changes: Partial<ProviderOptions>): StorageProvider;
  /** The client of another user without rights of its own; throws `NotOffered` when the run was given none. */
  openSecond(): StorageProvider;
  /** A name that no bucket has. One made by it is emptied and deleted after the check, whatever happens. */
  newBucketName(): string;
  /** One more bucket, for checks that change a bucket as a whole; removed after the check. */
  newBucket(): Promise<string>;
  /** One more bucket whose objects can be locked. */
  newLockedBucket(): Promise<string>;
  /** One more bucket, which keeps all versions. */
  newVersionedBucket(): Promise<string>;
}

/** One operation held to its contract. Throws when it is broken; `NotOffered` when the server has it not. */
export interface Check {
  readonly group: CheckGroup;
  readonly operation: string;
  run(context: CheckContext): Promise<void>;
}

/** Thrown by a check that cannot judge because the server lacks what it needs. */
export class NotOffered extends Error {}

/** Whether a failure says that the server lacks something, rather than that it does it wrong. */
export function saysNotOffered(thrown: unknown): boolean {
  return thrown instanceof NotOffered || toAppError(thrown).kind === 'not-offered';
}

/** What came of a check. */
export interface CheckResult {
  readonly group: CheckGroup;
  readonly operation: string;
  readonly outcome: 'passed' | 'not-offered' | 'failed';
  /** What went wrong, or the server's words on what it lacks; empty when passed. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly durationMs: number;
}

/** `N passed, N failed, N skipped`; skipped is what the server does not offer. */
export function summarize(results: readonly CheckResult[]): string {
  const countOf = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return `${countOf('passed')} passed, ${countOf('failed')} failed, ${countOf('not-offered')} skipped`;
}

/** The line of a result. */
export function describeResult({
  group,
  operation,
  outcome,
  detail,
  requestId,
  durationMs,
}: CheckResult): string {
  const word = outcome === 'not-offered' ? 'not offered' : outcome;
  const rest = [detail.replaceAll(/\s+/g, ' '), requestId && `request ${requestId}`]
    .filter(Boolean)
    .join(', ');
  return `${word.padEnd(11)} ${group}: ${operation} (${Math.round(durationMs)} ms)${rest ? ` — ${rest}` : ''}`;
}

import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { bucketChecks } from './checks/buckets.ts';
import { configurationChecks } from './checks/configuration.ts';
import { errorChecks } from './checks/errors.ts';
import { keyChecks } from './checks/keys.ts';
import { listingChecks } from './checks/listing.ts';
import { multipartChecks } from './checks/multipart.ts';
import { objectSettingChecks } from './checks/object-settings.ts';
import { objectChecks } from './checks/objects.ts';
import { policyChecks } from './checks/policies.ts';
import { sharingChecks } from './checks/sharing.ts';
import { versionChecks } from './checks/versions.ts';
import { emptyAndDelete } from './cleanup.ts';

/** What one check works with. */
export interface CheckContext {
  readonly provider: StorageProvider;
  readonly options: ProviderOptions;
  /** A bucket of this run, made for this group. */
  readonly bucket: string;
  /** Another client for the same endpoint; closed after the check. */
  open(changes: Partial<ProviderOptions>): StorageProvider;
  /** A name for one more bucket; it is emptied and deleted at the end whatever happens. */
  newBucketName(): string;
}

/** One operation held to its contract. Throws when it is broken; `NotOffered` when the server has it not. */
export interface Check {
  readonly group: string;
  readonly operation: string;
  run(context: CheckContext): Promise<void>;
}

/** Thrown by a check that cannot judge because the server lacks what it needs. */
export class NotOffered extends Error {}

export interface CheckResult {
  readonly group: string;
  readonly operation: string;
  readonly outcome: 'passed' | 'not-offered' | 'failed';
  /** What went wrong, or the server's words on what it lacks; empty when passed. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly durationMs: number;
}

export interface SuiteOptions {
  readonly provider: ProviderOptions;
  /** Start of the names of the run's buckets. */
  readonly bucketPrefix: string;
  /** Runs one group only. */
  readonly only?: string;
  readonly onResult?: (result: CheckResult) => void;
}

/** Every check, in the order they run. */
export const allChecks: readonly Check[] = [
  ...bucketChecks,
  ...objectChecks,
  ...keyChecks,
  ...listingChecks,
  ...multipartChecks,
  ...versionChecks,
  ...configurationChecks,
  ...policyChecks,
  ...objectSettingChecks,
  ...sharingChecks,
  ...errorChecks,
];

/** Runs the suite in buckets of its own against a live endpoint and removes them again. */
export async function runConformance(suite: SuiteOptions): Promise<CheckResult[]> {
  const provider = openProvider(suite.provider);
  const groups = Map.groupBy(
    allChecks.filter(({ group }) => suite.only === undefined || group === suite.only),
    ({ group }) => group,
  );
  const run = { provider, suite, buckets: [] as string[] };
  const results: CheckResult[] = [];
  try {
    for (const [group, checks] of groups) {
      const bucket = newBucketName(run, group);
      await provider.buckets.createBucket({ bucket, region: suite.provider.region, hasObjectLock: false });
      for (const check of checks) {
        const result = await runCheck(run, check, bucket);
        suite.onResult?.(result);
        results.push(result);
      }
    }
  } finally {
    for (const bucket of run.buckets) await emptyAndDelete(provider, bucket);
    await provider.close();
  }
  return results;
}

/** `N passed, N failed, N skipped`; skipped is what the server does not offer. */
export function summarize(results: readonly CheckResult[]): string {
  const countOf = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return `${countOf('passed')} passed, ${countOf('failed')} failed, ${countOf('not-offered')} skipped`;
}

interface Run {
  readonly provider: StorageProvider;
  readonly suite: SuiteOptions;
  readonly buckets: string[];
}

async function runCheck(run: Run, check: Check, bucket: string): Promise<CheckResult> {
  const opened: StorageProvider[] = [];
  const context: CheckContext = {
    provider: run.provider,
    options: run.suite.provider,
    bucket,
    open(changes) {
      const other = openProvider({ ...run.suite.provider, ...changes });
      opened.push(other);
      return other;
    },
    newBucketName: () => newBucketName(run, 'x'),
  };
  const startedMs = performance.now();
  const { group, operation } = check;
  const result = (outcome: CheckResult['outcome'], detail: string, error?: AppError): CheckResult => ({
    group,
    operation,
    outcome,
    detail,
    requestId: error?.requestId ?? null,
    durationMs: performance.now() - startedMs,
  });
  try {
    await check.run(context);
    return result('passed', '');
  } catch (thrown) {
    if (thrown instanceof NotOffered) return result('not-offered', thrown.message);
    const error = toAppError(thrown);
    if (error.kind === 'not-offered') {
      const words = [error.code, error.message].filter(Boolean).join(': ');
      return result('not-offered', words, error);
    }
    if (error.kind !== 'internal') return result('failed', `${error.kind}: ${error.message}`, error);
    return result('failed', thrown instanceof Error ? thrown.message : 'unknown');
  } finally {
    for (const other of opened) await other.close();
  }
}

function newBucketName(run: Run, group: string): string {
  const random = Math.random().toString(36).slice(2, 10);
  const bucket = `${run.suite.bucketPrefix}-${group}-${random}`.toLowerCase();
  run.buckets.push(bucket);
  return bucket;
}

import type { OperationId } from '../../../shared/model/operations.ts';
import { supportAt } from '../capabilities/capabilities-of.ts';
import { operationTable } from '../capabilities/operation-table.ts';
import { refusalMessage } from '../capabilities/refusals.ts';
import type { NewBucket } from '../interface/bucket-group.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import { dialectOf } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { bucketNamer } from './bucket-names.ts';
import { chapters } from './chapters.ts';
import { type Check, type CheckContext, ignoranceIn, NotOffered } from './check.ts';
import { layGroundwork, noBuckets } from './groundwork.ts';
import type { CheckResult } from './results.ts';
import { openTracked, type Run, record, removeBuckets, type SuiteOptions } from './run.ts';
import { runRequests } from './run-transport.ts';

/**
 * Runs the suite in buckets of its own against a live endpoint and removes them again. Rejects, with nothing made,
 * when the endpoint cannot be reached or refuses the keys.
 */
export async function runConformance(suite: SuiteOptions): Promise<CheckResult[]> {
  const stop = suite.signal ?? new AbortController().signal;
  const tools = {
    suite,
    requests: runRequests(stop),
    made: new Map<string, 'made' | 'maybe' | 'later'>(),
    written: new Map<string, DeleteTarget[]>(),
    lastRequestId: null,
  };
  const provider = openTracked(tools, suite.provider);
  try {
    const nameFor = await bucketNamer(provider, suite.bucketPrefix, suite.account ?? null);
    const run: Run = Object.assign(tools, { provider, nameFor, results: [] });
    try {
      await runChapters(run, stop);
    } finally {
      await removeBuckets(run, [...run.made.keys()], { isEnd: true });
    }
    return run.results;
  } finally {
    await provider.close();
  }
}

async function runChapters(run: Run, stop: AbortSignal): Promise<void> {
  const { suite } = run;
  let lack: NotOffered | null = null;
  let isFirst = true;
  for (const chapter of chapters) {
    const checks = chapter.filter(({ group }) => suite.only?.includes(group) ?? true);
    if (checks.length === 0) continue;
    if (checks.every((check) => absence(suite.provider, check) !== null)) {
      for (const check of checks)
        record(run, check, { durationMs: 0, thrown: absence(suite.provider, check) });
      continue;
    }
    const bucket = run.nameFor(checks[0]?.group ?? '');
    // Nothing is sent any more to a server that keeps nothing.
    const problem: unknown = lack ?? (await beginChapter(run, bucket, isFirst));
    if (isFirst && problem instanceof NotOffered) lack = problem;
    isFirst = false;
    for (const check of checks) {
      if (stop.aborted) return;
      if (problem === null) await runCheck(run, check, bucket, stop);
      else record(run, check, { durationMs: 0, thrown: absence(suite.provider, check) ?? problem });
    }
    await removeBuckets(run, [...run.made.keys()]);
  }
}

/** Makes the bucket of a chapter; answers why its checks cannot be run. Rejects when nothing can be. */
async function beginChapter(run: Run, bucket: string, isFirst: boolean): Promise<unknown> {
  const { provider, suite } = run;
  try {
    await provider.buckets.createBucket({ bucket, region: suite.provider.region, hasObjectLock: false });
  } catch (thrown) {
    // The first refusal of all is about the endpoint or the keys, and nothing else would fare better.
    return isFirst ? noBuckets(thrown) : thrown;
  }
  return isFirst ? await layGroundwork(run, bucket) : null;
}

async function runCheck(run: Run, check: Check, bucket: string, stop: AbortSignal): Promise<void> {
  const { requests, suite } = run;
  const startedMs = performance.now();
  const end = (thrown: unknown): void =>
    record(run, check, { durationMs: performance.now() - startedMs, thrown });
  const absent = absence(suite.provider, check);
  if (absent !== null) return end(absent);
  const timeoutMs = suite.checkTimeoutMs ?? 180_000;
  const deadline = AbortSignal.timeout(timeoutMs);
  const opened: StorageProvider[] = [];
  requests.signal = AbortSignal.any([stop, deadline]);
  requests.ignorance.forget();
  run.lastRequestId = null;
  try {
    await check.run(contextOf(run, bucket, opened));
    end(ignoranceIn(requests));
  } catch (thrown) {
    if (stop.aborted) return;
    const sentence = `takes longer than ${Math.round(timeoutMs / 1_000)} seconds`;
    end(ignoranceIn(requests) ?? (deadline.aborted ? new Error(sentence) : thrown));
  } finally {
    requests.signal = stop;
    for (const other of opened) await other.close();
    if (!stop.aborted) {
      await removeBuckets(
        run,
        [...run.made.keys()].filter((name) => name !== bucket),
      );
    }
  }
}

/** Why this provider has no such operation, as the table of operations says before anything is asked; null when it may. */
function absence(options: ProviderOptions, { operation }: Check): NotOffered | null {
  const support = supportAt(operationTable[operation], dialectOf(options), options.endpoint);
  return support.status === 'not-offered' ? new NotOffered(refusalMessage(support.reason)) : null;
}

function contextOf(run: Run, bucket: string, opened: StorageProvider[]): CheckContext {
  const { provider, suite, nameFor } = run;
  const newBucketName = (): string => nameFor('x');
  const open: CheckContext['open'] = (changes, wrap) => {
    const other = openTracked(run, { ...suite.provider, ...changes }, wrap);
    opened.push(other);
    return other;
  };
  const newBucket = async (parts: Partial<NewBucket> = {}): Promise<string> => {
    const name = newBucketName();
    const { region } = suite.provider;
    await provider.buckets.createBucket({ bucket: name, region, hasObjectLock: false, ...parts });
    return name;
  };
  const keepVersions = async (name: string): Promise<void> => {
    const value = { status: 'Enabled', excludedPrefixes: [] };
    await provider.configuration.put({ bucket: name, document: 'versioning', value });
  };
  return {
    provider,
    options: suite.provider,
    bucket,
    open,
    openSecond() {
      const credentials = suite.secondCredentials;
      if (credentials === undefined) throw new NotOffered('The run was given no keys of a second user.');
      return open({ credentials });
    },
    newBucketName,
    newBucket: () => newBucket(),
    async newOpenBucket() {
      if (!dialectOf(suite.provider).isVendorHost(suite.provider.endpoint.host)) return await newBucket();
      const has = (operation: OperationId): boolean =>
        provider.capabilities()[operation].status !== 'not-offered';
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
      const name = await newBucket(has('ownershipControls') ? { ownership: 'ObjectWriter' } : {});
      if (has('publicAccessBlock')) {
        // Without the right to lift it the check will hear of it.
        await provider.configuration
          .delete({ bucket: name, document: 'public-access-block' })
          .catch(() => {});
      }
      return name;
    },
    async newLockedBucket() {
      const isFromCreation = provider.capabilities().createLockedBucket.status !== 'not-offered';
      const name = await newBucket({ hasObjectLock: isFromCreation });
      if (!isFromCreation) {
        await keepVersions(name);
        const value = { objectLockEnabled: 'Enabled' };
        await provider.configuration.put({ bucket: name, document: 'object-lock', value });
      }
      const lock = await provider.configuration.get({ bucket: name, document: 'object-lock' });
      if (lock?.objectLockEnabled !== 'Enabled') {
        throw new NotOffered('The server makes the bucket without the lock that was asked for.');
      }
      return name;
    },
    async newVersionedBucket() {
      const name = await newBucket();
      await keepVersions(name);
      return name;
    },
  };
}

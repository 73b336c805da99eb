import { type AppError, type AppErrorKind, toAppError } from '../../../shared/model/app-error.ts';
import { StorageClient } from '../client/storage-client.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import { dialectOf, openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { type BucketNamer, bucketNamer } from './bucket-names.ts';
import { chapters } from './chapters.ts';
import { type Check, type CheckContext, type CheckGroup, type CheckResult, NotOffered } from './check.ts';
import { removeBucket } from './cleanup.ts';
import { nonsense, type RunRequests, runRequests } from './run-transport.ts';

/** What to hold to the suite, and how. */
export interface SuiteOptions {
  readonly provider: ProviderOptions;
  /** Keys of a user without rights of its own; the checks about other users are not offered without. */
  readonly secondCredentials?: ProviderOptions['credentials'];
  /** Start of the names of the run's buckets. */
  readonly bucketPrefix: string;
  /** Number behind bucket names, where the provider wants one; null: read from the buckets that exist. */
  readonly account?: string | null;
  /** Runs one group only. */
  readonly only?: CheckGroup;
  readonly onResult?: (result: CheckResult) => void;
  /** Ends the run: what is under way is dropped, what was made is removed. */
  readonly signal?: AbortSignal;
  /** Longest time for one check. */
  readonly checkTimeoutMs?: number;
}

/** Buckets of the run; `maybe` where no answer said whether one was made. */
type MadeBuckets = Map<string, 'made' | 'maybe'>;

/** Failures that leave open what the server did. */
const openEnds: ReadonlySet<AppErrorKind> = new Set([
  'network',
  'timeout',
  'cancelled',
  'malformed-response',
  'server',
]);

interface Run {
  readonly suite: SuiteOptions;
  readonly provider: StorageProvider;
  readonly requests: RunRequests;
  readonly nameFor: BucketNamer;
  readonly made: MadeBuckets;
  readonly results: CheckResult[];
}

/**
 * Runs the suite in buckets of its own against a live endpoint and removes them again. Rejects, with nothing made,
 * when the endpoint cannot be reached or refuses the keys.
 */
export async function runConformance(suite: SuiteOptions): Promise<CheckResult[]> {
  const stop = suite.signal ?? new AbortController().signal;
  const requests = runRequests(stop);
  const made: MadeBuckets = new Map();
  const provider = openTracked(suite.provider, requests, made);
  try {
    const nameFor = await bucketNamer(provider, suite.bucketPrefix, suite.account ?? null);
    const run: Run = { suite, provider, requests, nameFor, made, results: [] };
    try {
      for (const chapter of chapters) {
        const checks = chapter.filter(({ group }) => suite.only === undefined || group === suite.only);
        if (checks.length > 0 && !stop.aborted) await runChapter(run, checks, stop);
      }
    } finally {
      await removeBuckets(run, [...made.keys()]);
    }
    return run.results;
  } finally {
    await provider.close();
  }
}

async function runChapter(run: Run, checks: readonly Check[], stop: AbortSignal): Promise<void> {
  const { provider, suite, nameFor } = run;
  const bucket = nameFor(checks[0]?.group ?? '');
  try {
    await provider.buckets.createBucket({ bucket, region: suite.provider.region, hasObjectLock: false });
  } catch (thrown) {
    // The first refusal of all is about the endpoint or the keys, and nothing else would fare better.
    if (run.results.length === 0) throw thrown;
    for (const check of checks) record(run, check, performance.now(), thrown);
    return;
  }
  await askForNonsense(run, bucket);
  for (const check of checks) {
    if (stop.aborted) return;
    await runCheck(run, check, bucket, stop);
  }
  await removeBuckets(run, [bucket]);
}

/** Learns, once, how this server answers what it does not know. */
async function askForNonsense({ suite, provider, requests }: Run, bucket: string): Promise<void> {
  const { provider: options } = suite;
  const object = { bucket, key: 'asked' };
  await provider.objects.putObject({ ...object, body: Buffer.from('content') });
  const transport = requests.wrap(undiciTransport(options));
  const client = new StorageClient(dialectOf(options), options, { transport });
  for (const place of [{ bucket, key: null }, object]) {
    try {
      await client.send({ operation: 'askForNonsense', method: 'GET', place, query: [[nonsense]] });
    } catch {
      // The transport has seen the answer, which is all that is wanted.
    }
    if (requests.lastToNonsense !== null) requests.ignorance.add(requests.lastToNonsense);
  }
  await client.close();
  await provider.objects.deleteObject(object);
}

async function runCheck(run: Run, check: Check, bucket: string, stop: AbortSignal): Promise<void> {
  const { requests, suite } = run;
  const timeoutMs = suite.checkTimeoutMs ?? 180_000;
  const deadline = AbortSignal.timeout(timeoutMs);
  const opened: StorageProvider[] = [];
  const startedMs = performance.now();
  requests.signal = AbortSignal.any([stop, deadline]);
  requests.unknown = null;
  try {
    await check.run(contextOf(run, bucket, opened));
    record(run, check, startedMs, unknownIn(run));
  } catch (thrown) {
    if (stop.aborted) return;
    const unknown = unknownIn(run);
    if (unknown !== null) return record(run, check, startedMs, unknown);
    const sentence = `takes longer than ${Math.round(timeoutMs / 1_000)} seconds`;
    record(run, check, startedMs, deadline.aborted ? new Error(sentence) : thrown);
  } finally {
    requests.signal = stop;
    for (const other of opened) await other.close();
    if (!stop.aborted)
      await removeBuckets(
        run,
        [...run.made.keys()].filter((name) => name !== bucket),
      );
  }
}

/** Says that an answer of the check is the one to anything that the server does not know; then nothing is proved. */
function unknownIn({ requests: { unknown } }: Run): NotOffered | null {
  if (unknown === null) return null;
  return new NotOffered(`${unknown}: so this server answers a sub-resource that does not exist`);
}

function contextOf(run: Run, bucket: string, opened: StorageProvider[]): CheckContext {
  const { provider, suite, requests, made, nameFor } = run;
  const newBucketName = (): string => nameFor('x');
  const open = (changes: Partial<ProviderOptions>): StorageProvider => {
    const other = openTracked({ ...suite.provider, ...changes }, requests, made);
    opened.push(other);
    return other;
  };
  const newBucket = async ({ hasObjectLock = false } = {}): Promise<string> => {
    const name = newBucketName();
    await provider.buckets.createBucket({ bucket: name, region: suite.provider.region, hasObjectLock });
    return name;
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
    newBucket,
    async newLockedBucket() {
      const name = await newBucket({ hasObjectLock: true });
      const lock = await provider.configuration.get({ bucket: name, document: 'object-lock' });
      if (lock?.objectLockEnabled !== 'Enabled') {
        throw new NotOffered('The server makes the bucket without the lock that was asked for.');
      }
      return name;
    },
    async newVersionedBucket() {
      const name = await newBucket();
      const value = { status: 'Enabled', excludedPrefixes: [] };
      await provider.configuration.put({ bucket: name, document: 'versioning', value });
      return name;
    },
  };
}

/** A client that keeps account of the buckets it makes. */
function openTracked(options: ProviderOptions, requests: RunRequests, made: MadeBuckets): StorageProvider {
  const provider = openProvider(options, { transport: requests.wrap(undiciTransport(options)) });
  return {
    ...provider,
    buckets: {
      ...provider.buckets,
      async createBucket(input, call) {
        try {
          await provider.buckets.createBucket(input, call);
          made.set(input.bucket, 'made');
        } catch (thrown) {
          if (openEnds.has(toAppError(thrown).kind) && !made.has(input.bucket)) {
            made.set(input.bucket, 'maybe');
          }
          throw thrown;
        }
      },
    },
  };
}

/** Removes buckets of the run, by a client that is not stopped with it. */
async function removeBuckets({ suite, made, results }: Run, buckets: readonly string[]): Promise<void> {
  if (buckets.length === 0) return;
  const provider = openProvider(suite.provider);
  try {
    for (const bucket of buckets) {
      const certainty = made.get(bucket);
      made.delete(bucket);
      try {
        await removeBucket(provider, bucket);
      } catch (thrown) {
        if (certainty !== 'made') continue;
        const check = { group: 'buckets', operation: `cleaning up: ${bucket} is left behind` } as const;
        const result = resultOf(check, 0, thrown);
        results.push(result);
        suite.onResult?.(result);
      }
    }
  } finally {
    await provider.close();
  }
}

function record(run: Run, check: Check, startedMs: number, thrown: unknown): void {
  const result = resultOf(check, performance.now() - startedMs, thrown);
  run.results.push(result);
  run.suite.onResult?.(result);
}

/** `thrown` null: it passed. */
function resultOf(
  { group, operation }: Pick<Check, 'group' | 'operation'>,
  durationMs: number,
  thrown: unknown,
): CheckResult {
  const result = (outcome: CheckResult['outcome'], detail: string, error?: AppError): CheckResult => ({
    group,
    operation,
    outcome,
    detail,
    requestId: error?.requestId ?? null,
    durationMs,
  });
  if (thrown === null) return result('passed', '');
  if (thrown instanceof NotOffered) return result('not-offered', thrown.message);
  const error = toAppError(thrown);
  if (error.kind === 'internal')
    return result('failed', thrown instanceof Error ? thrown.message : 'unknown');
  const words = [error.status, error.code, error.message].filter(Boolean).join(' ');
  return error.kind === 'not-offered'
    ? result('not-offered', words, error)
    : result('failed', `${error.kind}: ${words}`, error);
}

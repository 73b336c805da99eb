import { type AppErrorKind, toAppError } from '../../../shared/model/app-error.ts';
import { type Pace, realPace } from '../http/retry.ts';
import type { Transport } from '../http/transport.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import type { BucketNamer } from './bucket-names.ts';
import type { CheckGroup } from './check.ts';
import { removeBucket } from './cleanup.ts';
import { type CheckResult, type Ending, resultOf } from './results.ts';
import type { RunRequests } from './run-transport.ts';

/** What to hold to the suite, and how. */
export interface SuiteOptions {
  readonly provider: ProviderOptions;
  /** Keys of a user without rights of its own; the checks about other users are not offered without. */
  readonly secondCredentials?: ProviderOptions['credentials'];
  /** Start of the names of the run's buckets. */
  readonly bucketPrefix: string;
  /** Number behind bucket names, where the provider wants one; null: read from the buckets that exist. */
  readonly account?: string | null;
  /** Runs these groups only. */
  readonly only?: readonly CheckGroup[];
  readonly onResult?: (result: CheckResult) => void;
  /** Ends the run: what is under way is dropped, what was made is removed. */
  readonly signal?: AbortSignal;
  /** Longest time for one check. */
  readonly checkTimeoutMs?: number;
  /** How clients wait before they try again; real time when absent. */
  readonly pace?: Pace;
}

/** One run of the suite. */
export interface Run {
  readonly suite: SuiteOptions;
  readonly provider: StorageProvider;
  readonly requests: RunRequests;
  readonly nameFor: BucketNamer;
  /**
   * Buckets of the run. `maybe`: no answer said whether it was made, or it keeps nothing. `later`: it could not be
   * removed yet.
   */
  readonly made: Map<string, 'made' | 'maybe' | 'later'>;
  readonly results: CheckResult[];
  /** Keys and versions that were written, by bucket. */
  readonly written: Map<string, DeleteTarget[]>;
  /** Of the newest answer. */
  lastRequestId: string | null;
}

/** Failures that leave open what the server did. */
const openEnds: ReadonlySet<AppErrorKind> = new Set([
  'network',
  'timeout',
  'cancelled',
  'malformed-response',
  'server',
]);

/** Longest time for removing one bucket with all that is in it. */
const CLEANUP_TIMEOUT_MS = 120_000;

/** What every write tells. */
interface Written {
  readonly versionId: string | null;
}

const MAX_REMOVALS = 3;
const SETTLING_MS = 1_000;

/** A client of the run, which keeps account of what it makes and of the answers it gets. */
export function openTracked(
  run: Pick<Run, 'suite' | 'requests' | 'made' | 'written' | 'lastRequestId'>,
  options: ProviderOptions,
  wrap: (transport: Transport) => Transport = (transport) => transport,
): StorageProvider {
  const { made } = run;
  const watched: ProviderOptions = {
    ...options,
    onRequest(record) {
      run.lastRequestId = record.requestId;
      options.onRequest?.(record);
    },
  };
  const transport = run.requests.wrap(wrap(undiciTransport(options)));
  const provider = openProvider(watched, { transport, ...paceOf(run.suite) });
  const note = (bucket: string, key: string, versionId: string | null): void => {
    const target = { key, ...(versionId === null ? {} : { versionId }) };
    const targets = run.written.get(bucket) ?? [];
    targets.push(target);
    run.written.set(bucket, targets);
  };
  const noted =
    <Input extends { bucket: string; key: string }, Rest extends unknown[], Result extends Written>(
      write: (input: Input, ...rest: Rest) => Promise<Result>,
    ) =>
    async (input: Input, ...rest: Rest): Promise<Result> => {
      const result = await write(input, ...rest);
      note(input.bucket, input.key, result.versionId);
      return result;
    };
  const { objects, multipart } = provider;
  return {
    ...provider,
    objects: {
      ...objects,
      putObject: noted(objects.putObject),
      copyObject: noted(objects.copyObject),
      appendObject: noted(objects.appendObject),
      deleteObject: noted(objects.deleteObject),
      async deleteObjects(input, call) {
        const outcomes = await objects.deleteObjects(input, call);
        for (const { key, versionId, isDeleteMarker } of outcomes) {
          if (isDeleteMarker) note(input.bucket, key, versionId);
        }
        return outcomes;
      },
    },
    multipart: {
      ...multipart,
      completeMultipartUpload: noted(multipart.completeMultipartUpload),
    },
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

/**
 * Removes buckets of the run, by clients that are not stopped with it. One that cannot be removed yet, because something
 * in it is locked for a moment, is left for the end of the run; what cannot be removed then is a failure.
 */
export async function removeBuckets(
  run: Run,
  buckets: readonly string[],
  { isEnd = false } = {},
): Promise<void> {
  const { suite, made, requests } = run;
  for (const bucket of buckets) {
    const certainty = made.get(bucket);
    if (certainty === 'later' && !isEnd) continue;
    made.delete(bucket);
    const deadline = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
    const transport = requests.wrapCleanup(undiciTransport(suite.provider), deadline);
    const provider = openProvider(suite.provider, { transport, ...paceOf(suite) });
    try {
      const written = run.written.get(bucket) ?? [];
      const remove = () => removeBucket(provider, bucket, { waitsForLocks: isEnd, written });
      await (isEnd ? untilSettled(remove, suite.pace ?? realPace) : remove());
      run.written.delete(bucket);
    } catch (thrown) {
      if (certainty === 'maybe') continue;
      if (!isEnd) {
        made.set(bucket, 'later');
        continue;
      }
      const check = {
        group: 'buckets',
        operation: 'deleteBucket',
        about: `cleaning up: ${bucket} is left behind`,
      } as const;
      add(run, resultOf(check, { durationMs: 0, thrown, lastRequestId: null }));
    } finally {
      await provider.close();
    }
  }
}

function paceOf({ pace }: SuiteOptions): { pace?: Pace } {
  return pace === undefined ? {} : { pace };
}

/** Tries again while something that was under way when the run was stopped may still arrive. */
async function untilSettled(remove: () => Promise<void>, pace: Pace): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await remove();
    } catch (thrown) {
      if (toAppError(thrown).kind !== 'conflict' || tries === MAX_REMOVALS) throw thrown;
      await pace.wait(SETTLING_MS);
    }
  }
}

/** Notes how a check ended. */
export function record(
  run: Run,
  check: Parameters<typeof resultOf>[0],
  ending: Omit<Ending, 'lastRequestId'>,
): void {
  add(run, resultOf(check, { ...ending, lastRequestId: run.lastRequestId }));
}

function add({ results, suite }: Run, result: CheckResult): void {
  results.push(result);
  suite.onResult?.(result);
}

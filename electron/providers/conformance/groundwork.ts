import { toAppError } from '../../../shared/model/app-error.ts';
import { StorageClient } from '../client/storage-client.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import { dialectOf } from '../open-provider.ts';
import { NotOffered } from './check.ts';
import { Collector } from './expectations.ts';
import { type Run, record } from './run.ts';

/** Statuses of a refused bucket that only say that the server makes none. */
const makesNone = [404, 405, 501];

/**
 * Why nothing can be tried, when the first bucket of all is refused: the server makes no buckets. Rethrows what is about
 * the endpoint or the keys instead.
 */
export function noBuckets(thrown: unknown): NotOffered {
  const { kind, status, code, message } = toAppError(thrown);
  const isLack = kind === 'not-offered' || makesNone.includes(status ?? 0);
  if (!isLack) throw thrown;
  const words = [status, code, message].filter(Boolean).join(' ');
  return new NotOffered(`There is no bucket to try it in: ${words}`);
}

/**
 * Writes an object into the first bucket, reads it back, and asks for nonsense beside it, so that the run knows how this
 * server answers what it does not have. Answers why nothing can be tried, when the server keeps nothing: it says yes to
 * everything, or is no object store at all, and that is a failure which is told once.
 */
export async function layGroundwork(run: Run, bucket: string): Promise<NotOffered | null> {
  const { provider, suite, requests } = run;
  const object = { bucket, key: 'asked' };
  const startedMs = performance.now();
  try {
    const body = Buffer.from('content');
    await provider.objects.putObject({ ...object, body });
    const got = new Collector();
    await provider.objects.getObject(object, got);
    if (!got.bytes.equals(body)) throw new Error('returns other bytes than were written, with a success');
  } catch (thrown) {
    if (run.suite.signal?.aborted) throw thrown;
    run.made.set(bucket, 'maybe');
    const check = { group: 'objects', operation: 'putObject', about: 'kept at all' } as const;
    record(run, check, { durationMs: performance.now() - startedMs, thrown });
    return new NotOffered('The server does not keep what is written, so nothing it says proves anything.');
  }
  const { provider: options } = suite;
  const client = new StorageClient(dialectOf(options), options, {
    transport: requests.wrap(undiciTransport(options)),
  });
  try {
    await requests.ignorance.learn(client, [{ bucket, key: null }, object]);
    await requests.ignorance.learn(client, [{ bucket, key: null }, object], 'POST');
  } finally {
    await client.close();
  }
  await provider.objects.deleteObject(object).catch((thrown: unknown) => {
    if (run.suite.signal?.aborted) throw thrown;
  });
  return null;
}

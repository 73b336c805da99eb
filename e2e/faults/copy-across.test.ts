import { afterEach, expect, test } from 'vitest';
import { seededBytes } from '../../electron/transfer/testing/workbench.ts';
import type { JobRequest } from '../../shared/model/transfer.ts';
import {
  bucket,
  cosBucket,
  type FaultBench,
  openFaultBench,
  putInParts,
  readObject,
  sha256Of,
} from './fault-bench.ts';

const mib = 1_048_576;
const bytes = seededBytes(21 * mib + 5, 81);
const tags = { team: 'a+b' };
const write = { headers: { contentType: 'text/x-odd' }, userMetadata: { colour: 'blue' }, tags };

let running: FaultBench | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

async function open(...args: Parameters<typeof openFaultBench>): Promise<FaultBench> {
  running = await openFaultBench(...args);
  return running;
}

/** From S3, through the faulty line, to COS. */
function toCos(kind: 'copy' | 'move', keys: string[]): JobRequest {
  return {
    kind,
    connectionId: 'c',
    bucket,
    basePrefix: '',
    selection: { keys, prefixes: [] },
    target: { connectionId: 'cos', bucket: cosBucket, prefix: 'to/', newName: null },
    conflict: 'overwrite',
  };
}

async function run({ bench }: FaultBench, request: JobRequest) {
  const { id } = await bench.engine.create(request, { isReviewed: false });
  return bench.settled(id);
}

test('a copy to another provider has the bytes, headers, metadata and tags, and tells both places', async () => {
  const faulty = await open();
  await faulty.direct.objects.putObject({ bucket, key: 'small', body: bytes.subarray(0, 1_000), write });
  await faulty.direct.objects.putObject({ bucket, key: 'large', body: bytes, write });
  await faulty.direct.objects.putObject({ bucket, key: 'empty', body: Buffer.alloc(0), write });
  expect(await run(faulty, toCos('copy', ['small', 'large', 'empty']))).toMatchObject({
    state: 'done',
    doneCount: 3,
    doneBytes: bytes.length + 1_000,
  });
  for (const [key, body] of [
    ['small', bytes.subarray(0, 1_000)],
    ['large', bytes],
    ['empty', Buffer.alloc(0)],
  ] as const) {
    expect(sha256Of(await readObject(faulty.cos, cosBucket, `to/${key}`))).toBe(sha256Of(body));
    const info = await faulty.cos.objects.headObject({ bucket: cosBucket, key: `to/${key}` });
    expect(info).toMatchObject({ userMetadata: { colour: 'blue' }, headers: { contentType: 'text/x-odd' } });
    expect(await faulty.cos.tags.getObjectTags({ bucket: cosBucket, key: `to/${key}` })).toEqual(tags);
    expect(sha256Of(await faulty.read(key))).toBe(sha256Of(body));
  }
  expect(faulty.bench.objectChanges).toContainEqual({ bucket: cosBucket, prefixes: ['to/'] });
});

test('an object in parts is sent in its own parts, so that its ETag comes along', async () => {
  const faulty = await open();
  await putInParts(faulty.direct, { bucket, key: 'k' }, bytes, 6 * mib);
  expect(await run(faulty, toCos('copy', ['k']))).toMatchObject({ state: 'done' });
  const source = await faulty.direct.objects.headObject({ bucket, key: 'k' });
  const made = await faulty.cos.objects.headObject({ bucket: cosBucket, key: 'to/k' });
  expect(made.etag).toBe(source.etag);
  expect(made.etag).toMatch(/-4$/u);
  expect(sha256Of(await readObject(faulty.cos, cosBucket, 'to/k'))).toBe(sha256Of(bytes));
});

test('a move deletes its sources when their copies are whole', async () => {
  const faulty = await open();
  await faulty.direct.objects.putObject({ bucket, key: 'k', body: bytes });
  expect(await run(faulty, toCos('move', ['k']))).toMatchObject({ state: 'done' });
  expect(sha256Of(await readObject(faulty.cos, cosBucket, 'to/k'))).toBe(sha256Of(bytes));
  await expect(faulty.direct.objects.headObject({ bucket, key: 'k' })).rejects.toThrow();
});

test.each([
  ['one request', 3 * mib, null],
  ['its own parts', 21 * mib, 6 * mib],
  ['parts of our size', 21 * mib, null],
])('a bit that is turned on the way from the source is seen: %s', async (_how, sizeBytes, partBytes) => {
  const faulty = await open({
    faultOf: (number) => (number < 2 ? { type: 'corrupt', direction: 'down', atByte: 400_000 } : null),
  });
  const body = bytes.subarray(0, sizeBytes);
  if (partBytes === null) await faulty.direct.objects.putObject({ bucket, key: 'k', body });
  else await putInParts(faulty.direct, { bucket, key: 'k' }, body, partBytes);
  let job = await run(faulty, toCos('move', ['k']));
  expect(faulty.line.struck().corrupt).toBeGreaterThan(0);
  if (job.state === 'failed') {
    // Nothing was made of the wrong bytes, and the source is there.
    await expect(faulty.cos.objects.headObject({ bucket: cosBucket, key: 'to/k' })).rejects.toThrow();
    expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(body));
    await faulty.bench.engine.retryFailed(job.id);
    job = await faulty.bench.settled(job.id);
  }
  expect(job).toMatchObject({ state: 'done' });
  expect(sha256Of(await readObject(faulty.cos, cosBucket, 'to/k'))).toBe(sha256Of(body));
});

test('an object that changes in the middle is not put together from both', async () => {
  const faulty = await open();
  await faulty.direct.objects.putObject({ bucket, key: 'k', body: bytes });
  const other = seededBytes(21 * mib, 82);
  let gets = 0;
  faulty.fail(/^GET \/faults\/k/u, {
    type: 'meanwhile',
    async act() {
      gets += 1;
      if (gets === 2) await faulty.direct.objects.putObject({ bucket, key: 'k', body: other });
    },
  });
  const job = await run(faulty, toCos('copy', ['k']));
  expect(job).toMatchObject({ state: 'failed' });
  await expect(faulty.cos.objects.headObject({ bucket: cosBucket, key: 'to/k' })).rejects.toThrow();
  const { items } = await faulty.bench.engine.listItems({ jobId: job.id, state: null, afterId: 0, limit: 1 });
  expect(items[0]?.error).toMatchObject({ kind: 'precondition-failed', reason: 'source-changed' });
  await faulty.bench.engine.retryFailed(job.id);
  expect(await faulty.bench.settled(job.id)).toMatchObject({ state: 'done' });
  expect(sha256Of(await readObject(faulty.cos, cosBucket, 'to/k'))).toBe(sha256Of(other));
});

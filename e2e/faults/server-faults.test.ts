import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { downloadOf, seededBytes, uploadOf } from '../../electron/transfer/testing/workbench.ts';
import { bucket, type FaultBench, hasty, openFaultBench, sha256Of } from './fault-bench.ts';

const mib = 1_048_576;
/** Three parts of 8 MiB, the last one short. */
const large = seededBytes(20 * mib + 17, 61);
const small = seededBytes(300_001, 62);

let running: FaultBench | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

async function open(...args: Parameters<typeof openFaultBench>): Promise<FaultBench> {
  running = await openFaultBench(...args);
  return running;
}

async function upload(faulty: FaultBench, bytes: Uint8Array) {
  const path = faulty.bench.write('k', bytes);
  const { id } = await faulty.bench.engine.create(uploadOf([path], { bucket }), { isReviewed: false });
  return faulty.bench.settled(id);
}

async function download(faulty: FaultBench, bytes: Uint8Array) {
  await faulty.direct.objects.putObject({ bucket, key: 'k', body: bytes });
  const { id } = await faulty.bench.engine.create(downloadOf(['k'], [], { bucket }), { isReviewed: false });
  return faulty.bench.settled(id);
}

const onDisk = ({ bench }: FaultBench) => readdirSync(bench.target);
const fileOf = ({ bench }: FaultBench) => sha256Of(readFileSync(join(bench.target, 'k')));
const parts = /^PUT \/faults\/k\?partNumber=/u;

async function itemError(faulty: FaultBench, jobId: string) {
  const { items } = await faulty.bench.engine.listItems({ jobId, state: null, afterId: 0, limit: 1 });
  return items[0]?.error ?? null;
}

async function openUploads(faulty: FaultBench): Promise<number> {
  const page = await faulty.direct.multipart.listMultipartUploads({
    bucket,
    prefix: '',
    token: null,
    maxUploads: 10,
  });
  return page.uploads.length;
}

test('503 SlowDown with Retry-After: as long as it says passes, then the upload is whole', async () => {
  const faulty = await open();
  faulty.fail(parts, { type: 'refuse', status: 503, code: 'SlowDown', retryAfterSeconds: 7 }, 2);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(faulty.waitsMs).toEqual([7_000, 7_000]);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
});

test.each([
  ['500 InternalError', { type: 'refuse', status: 500, code: 'InternalError' }],
  ['a 200 with an error in its body', { type: 'error-in-200', code: 'InternalError' }],
  ['a connection that is cut', { type: 'cut-request', afterBytes: 1_000_000 }],
  ['an answer that is lost', { type: 'lose-answer' }],
  ['a server that says nothing', { type: 'stall' }],
] as const)('%s to parts: they are sent again, and nothing else is', async (_what, fault) => {
  const faulty = await open(fault.type === 'stall' ? hasty : {});
  faulty.fail(parts, fault, 2);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done', doneCount: 1 });
  expect(faulty.requests(parts)).toHaveLength(5);
  expect(faulty.requests(/^POST .*uploads/u)).toHaveLength(1);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
  expect(await openUploads(faulty)).toBe(0);
});

test.each([
  ['the answer to the completion is lost', { type: 'lose-answer' }],
  ['the completion is answered 200 with an error', { type: 'error-in-200', code: 'InternalError' }],
  ['the completion is refused for a moment', { type: 'refuse', status: 500, code: 'InternalError' }],
] as const)('%s: one object, no upload left', async (_what, fault) => {
  const faulty = await open();
  faulty.fail(/^POST .*uploadId=/u, fault, 1);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(faulty.requests(/^POST .*uploads/u)).toHaveLength(1);
  expect(faulty.requests(parts)).toHaveLength(3);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
  expect(await openUploads(faulty)).toBe(0);
});

test('the answer to the beginning of an upload is lost: the one that was begun is found, and no second stays', async () => {
  const faulty = await open();
  faulty.fail(/^POST .*uploads/u, { type: 'lose-answer' }, 1);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
  expect(await openUploads(faulty)).toBe(0);
});

test('a part that the server confirmed and lost is sent again before the upload is completed', async () => {
  const faulty = await open();
  faulty.fail(/^PUT .*partNumber=2/u, { type: 'keep-nothing' }, 1);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(faulty.requests(parts)).toHaveLength(4);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
});

test('a wrong ETag of a part once: it is sent again', async () => {
  const faulty = await open();
  faulty.fail(parts, { type: 'wrong-etag' }, 1);
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(faulty.requests(parts)).toHaveLength(4);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
});

test('wrong ETags of every part: never done', async () => {
  const faulty = await open();
  faulty.fail(parts, { type: 'wrong-etag' });
  const job = await upload(faulty, large);
  expect(job).toMatchObject({ state: 'failed', doneCount: 0 });
  expect(await itemError(faulty, job.id)).toMatchObject({ kind: 'integrity', reason: 'etag-mismatch' });
});

test('a wrong ETag of a small file is looked at: the bytes are right, so it is done', async () => {
  const faulty = await open();
  faulty.fail(/^PUT/u, { type: 'wrong-etag' });
  expect(await upload(faulty, small)).toMatchObject({ state: 'done' });
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(small));
});

test.each([
  ['small', small],
  ['large', large],
])('a %s upload whose ETags are missing is done, by what the server lists', async (_what, bytes) => {
  const faulty = await open();
  faulty.fail(/^PUT/u, { type: 'missing-etag' });
  expect(await upload(faulty, bytes)).toMatchObject({ state: 'done' });
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(bytes));
});

test.each([
  ['small', small],
  ['large', large],
])('a %s download whose answers are cut, short, late or refused is whole', async (_what, bytes) => {
  const faulty = await open(hasty);
  const gets = /^GET \/faults\/k/u;
  faulty.fail(gets, { type: 'cut-answer', afterBytes: 100_000 }, 1);
  faulty.fail(gets, { type: 'short-answer', missingBytes: 77 }, 1);
  faulty.fail(gets, { type: 'refuse', status: 503, code: 'SlowDown' }, 1);
  faulty.fail(gets, { type: 'stall' }, 1);
  faulty.fail(gets, { type: 'error-in-200', code: 'InternalError' }, 1);
  expect(await download(faulty, bytes)).toMatchObject({ state: 'done', doneBytes: bytes.length });
  expect(fileOf(faulty)).toBe(sha256Of(bytes));
  expect(onDisk(faulty)).toEqual(['k']);
});

test('an object that changes in the middle of its download comes whole in its new version', async () => {
  const faulty = await open();
  const other = seededBytes(19 * mib, 63);
  const act = async () => void (await faulty.direct.objects.putObject({ bucket, key: 'k', body: other }));
  let gets = 0;
  faulty.fail(/^GET \/faults\/k/u, {
    type: 'meanwhile',
    async act() {
      gets += 1;
      if (gets === 2) await act();
    },
  });
  expect(await download(faulty, large)).toMatchObject({ state: 'done' });
  expect(fileOf(faulty)).toBe(sha256Of(other));
  expect(onDisk(faulty)).toEqual(['k']);
});

test('a session token that expires midway: keys are asked for again, then the job waits for the user', async () => {
  let asked = 0;
  const faulty = await open({
    provider: {
      credentials: async () => {
        asked += 1;
        return {
          accessKeyId: 'TESTKEY',
          secretAccessKey: 'test-secret',
          sessionToken: null,
          expiresAtMs: null,
        };
      },
    },
  });
  faulty.fail(/^PUT .*partNumber=[23]/u, { type: 'refuse', status: 400, code: 'ExpiredToken' }, 2);
  const job = await upload(faulty, large);
  expect(asked).toBeGreaterThan(1);
  // Keys that are still the old ones do not help: the job waits for the user, and goes on from where it was.
  expect(job).toMatchObject({
    state: 'needs-user',
    error: { kind: 'authentication', reason: 'expired-token' },
  });
  faulty.heal();
  await faulty.bench.engine.resume(job.id);
  expect(await faulty.bench.settled(job.id)).toMatchObject({ state: 'done' });
  expect(faulty.requests(/^POST .*uploads/u)).toHaveLength(1);
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
});

test('a server whose clock is an hour ahead: the client follows it', async () => {
  const faulty = await open({ sandbox: { now: () => Date.now() + 3_600_000 } });
  expect(await upload(faulty, large)).toMatchObject({ state: 'done' });
  expect(sha256Of(await faulty.read('k'))).toBe(sha256Of(large));
});

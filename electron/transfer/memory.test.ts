import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failure } from '../../shared/model/app-error.ts';
import { BufferPool } from './buffer-pool.ts';
import { Hashing } from './hashing.ts';
import type { JobRecord } from './journal/records.ts';
import { ChangeFeed, RateMeter } from './progress.ts';
import { retryDelayMs } from './retry.ts';
import { sendBuffer } from './run/body.ts';
import { RangeWriter, rangeBufferBytes } from './run/range-writer.ts';
import { seededBytes } from './testing/workbench.ts';

const mib = 1_048_576;
const never = new AbortController().signal;

describe('the buffer pool', () => {
  test('memory is used again after a release and never after a discard', async () => {
    const pool = new BufferPool(() => 16 * mib);
    const first = await pool.take(mib, never);
    first.release();
    const second = await pool.take(mib, never);
    expect(second.bytes.buffer).toBe(first.bytes.buffer);
    second.discard();
    second.release();
    const third = await pool.take(mib, never);
    expect(third.bytes.buffer).not.toBe(first.bytes.buffer);
    expect(pool.takenBytes).toBe(mib);
  });

  test('nobody gets more than the budget, in the order they came, except one that is larger than all of it', async () => {
    const pool = new BufferPool(() => 4 * mib);
    const held = await pool.take(3 * mib, never);
    const order: string[] = [];
    const large = pool.take(10 * mib, never).then((buffer) => {
      order.push('large');
      return buffer;
    });
    const small = pool.take(mib, never).then((buffer) => {
      order.push('small');
      return buffer;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    held.release();
    (await large).release();
    (await small).release();
    expect(order).toEqual(['large', 'small']);
    expect(pool.takenBytes).toBe(0);
  });

  test('idle memory of one size makes room for another', async () => {
    const pool = new BufferPool(() => 4 * mib);
    (await pool.take(3 * mib, never)).release();
    (await pool.take(4 * mib, never)).release();
    expect(pool.peakBytes).toBe(4 * mib);
  });

  test('who gives up waiting lets the next one through', async () => {
    const pool = new BufferPool(() => 4 * mib);
    const held = await pool.take(2 * mib, never);
    const aborter = new AbortController();
    const waiting = pool.take(4 * mib, aborter.signal);
    const behind = pool.take(mib, never);
    aborter.abort();
    await expect(waiting).rejects.toMatchObject({ appError: { kind: 'cancelled' } });
    (await behind).release();
    held.release();
  });

  test('a buffer whose request failed, or was answered early, is not used again', async () => {
    const pool = new BufferPool(() => 16 * mib);
    const failed = await pool.take(2 * mib, never);
    await expect(sendBuffer(failed, () => Promise.reject(failure('server', '503')))).rejects.toThrow();
    const early = await pool.take(2 * mib, never);
    expect(early.bytes.buffer).not.toBe(failed.bytes.buffer);
    await sendBuffer(early, async () => 'answered before the last slice was asked for');
    const whole = await pool.take(2 * mib, never);
    expect(whole.bytes.buffer).not.toBe(early.bytes.buffer);
    await sendBuffer(whole, async (body) => {
      if (!(body instanceof Uint8Array)) for await (const _slice of body.slices());
    });
    expect((await pool.take(2 * mib, never)).bytes.buffer).toBe(whole.bytes.buffer);
  });
});

describe('digests on other threads', () => {
  test('are those of the bytes, in one piece, in pieces and from a file', async () => {
    const hashing = new Hashing();
    const folder = mkdtempSync(join(tmpdir(), 'stowage-hash-'));
    try {
      const bytes = seededBytes(3 * mib + 7, 5);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      const md5 = createHash('md5').update(bytes).digest('hex');
      expect(await hashing.md5(shared)).toBe(md5);
      const stream = hashing.md5Stream();
      await stream.add(shared.subarray(0, mib));
      await stream.add(shared.subarray(mib));
      expect(await stream.end()).toBe(md5);
      const path = join(folder, 'file');
      writeFileSync(path, bytes);
      expect(await hashing.file(path, 'sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(await hashing.file(path, 'md5')).toBe(md5);
      await expect(hashing.file(join(folder, 'gone'), 'crc32')).rejects.toMatchObject({
        appError: { kind: 'local-file' },
      });
      expect(() => hashing.md5(bytes)).toThrow(/shared memory/);
    } finally {
      await hashing.close();
      rmSync(folder, { recursive: true });
    }
  });
});

test('a range is written to its place, held back while the disk is slow, and begun anew without a trace', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-range-'));
  const path = join(folder, 'file');
  writeFileSync(path, Buffer.alloc(20 * mib));
  const file = await open(path, 'r+');
  try {
    const bytes = seededBytes(12 * mib + 321, 6);
    const pool = new BufferPool(() => 64 * mib);
    const memory = await pool.take(rangeBufferBytes, never);
    let moved = 0;
    const writer = new RangeWriter(file, path, 1_000, memory, (count) => {
      moved += count;
    });
    let pauses = 0;
    let goOn = () => {};
    const control = {
      pause: () => {
        pauses += 1;
      },
      resume: () => goOn(),
    };
    writer.start({ sizeBytes: bytes.length, control });
    writer.data(Buffer.alloc(100_000, 1));
    writer.start({ sizeBytes: bytes.length, control });
    const chunk = Buffer.alloc(65_521);
    for (let offset = 0; offset < bytes.length; offset += chunk.length) {
      const pausesBefore = pauses;
      const length = bytes.copy(chunk, 0, offset);
      const resumed = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      writer.data(chunk.subarray(0, length));
      if (pauses > pausesBefore) await resumed;
    }
    await writer.finish();
    expect(pauses).toBeGreaterThan(0);
    expect(moved).toBe(bytes.length);
    expect(
      readFileSync(path)
        .subarray(1_000, 1_000 + bytes.length)
        .equals(bytes),
    ).toBe(true);
    expect(readFileSync(path).subarray(0, 1_000).equals(Buffer.alloc(1_000))).toBe(true);
  } finally {
    await file.close();
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['network', 1, {}, 100],
  ['network', 3, {}, null],
  ['access-denied', 1, {}, null],
  ['throttled', 1, { retryAfterMs: 5_000 }, 5_000],
  ['throttled', 1, { retryAfterMs: 10_000_000 }, 60_000],
] as const)('after %s, try %d, the wait is right', (kind, tries, details, expected) => {
  const { appError } = failure(kind, '', details);
  expect(retryDelayMs(appError, tries, [100, 200], 1)).toBe(expected);
});

test('a rate is that of the last seconds', () => {
  const meter = new RateMeter();
  for (let atMs = 0; atMs <= 10_000; atMs += 100) meter.add(100_000, atMs);
  expect(meter.bytesPerSecond(10_000)).toBeGreaterThan(900_000);
  expect(meter.bytesPerSecond(10_000)).toBeLessThan(1_100_000);
  expect(meter.bytesPerSecond(15_000)).toBe(0);
});

test('a time left is told once the rate has settled', () => {
  let nowMs = 0;
  const feed = new ChangeFeed(
    () => nowMs,
    () => undefined,
  );
  const job = { id: 'j', isCounted: true, totalBytes: 10_000, doneBytes: 0 } as JobRecord;
  feed.moved('j', 500);
  expect(feed.secondsLeftOf(job)).toBeNull();
  nowMs = 2_000;
  feed.moved('j', 1_500);
  expect(feed.secondsLeftOf(job)).toBe(10);
  feed.close();
});

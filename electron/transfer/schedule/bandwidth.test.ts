import { expect, test } from 'vitest';
import type { BandwidthLimit } from '../../../shared/model/transfer.ts';
import type { TransferReceiver } from '../storage-port.ts';
import { Bandwidth, type Pacing } from './bandwidth.ts';

const never = new AbortController().signal;
const unlimited: BandwidthLimit = { upBytesPerSecond: null, downBytesPerSecond: null };

/** A clock that goes on only while somebody waits for it. */
function clock(): Pacing & { nowMs: number } {
  const self = {
    nowMs: 0,
    now: () => self.nowMs,
    async wait(delayMs: number) {
      await Promise.resolve();
      self.nowMs += delayMs;
    },
  };
  return self;
}

function bandwidth(limits: Record<string, BandwidthLimit>) {
  const pacing = clock();
  return { pacing, limits, limiter: new Bandwidth((id) => limits[id ?? 'all'] ?? unlimited, pacing) };
}

async function drain(body: ReturnType<Bandwidth['slow']>, onPiece = (_bytes: number) => {}): Promise<number> {
  if (body instanceof Uint8Array) return body.byteLength;
  let sum = 0;
  for await (const piece of body.slices()) {
    sum += piece.byteLength;
    onPiece(piece.byteLength);
  }
  return sum;
}

test('an upload takes as long as the limit says, and all of it goes', async () => {
  const { limiter, pacing } = bandwidth({ all: { ...unlimited, upBytesPerSecond: 100_000 } });
  const body = new Uint8Array(1_000_000);
  expect(await drain(limiter.slow('a', body, never))).toBe(1_000_000);
  expect(pacing.nowMs).toBeGreaterThan(9_000);
  expect(pacing.nowMs).toBeLessThan(10_500);
});

test('the limit of a connection holds only that connection, and the tighter of two counts', async () => {
  const { limiter, pacing } = bandwidth({
    all: { ...unlimited, upBytesPerSecond: 1_000_000 },
    slow: { ...unlimited, upBytesPerSecond: 50_000 },
  });
  await drain(limiter.slow('fast', new Uint8Array(500_000), never));
  expect(pacing.nowMs).toBeLessThan(600);
  const before = pacing.nowMs;
  await drain(limiter.slow('slow', new Uint8Array(500_000), never));
  expect(pacing.nowMs - before).toBeGreaterThan(9_000);
});

test('a body is left as it is while nothing limits it', () => {
  const { limiter } = bandwidth({});
  const body = new Uint8Array(10);
  expect(limiter.slow('a', body, never)).toBe(body);
});

test('a limit that is lifted in the middle works at once', async () => {
  const { limiter, limits, pacing } = bandwidth({ all: { ...unlimited, upBytesPerSecond: 10_000 } });
  let sent = 0;
  await drain(limiter.slow('a', new Uint8Array(1_000_000), never), (bytes) => {
    sent += bytes;
    if (sent > 50_000) limits.all = unlimited;
  });
  expect(sent).toBe(1_000_000);
  expect(pacing.nowMs).toBeLessThan(7_000);
});

test('a download is held while too much has come, and goes on; the receiver may hold it too', async () => {
  const { limiter, pacing } = bandwidth({ all: { ...unlimited, downBytesPerSecond: 100_000 } });
  let received = 0;
  let own: { pause(): void; resume(): void } | null = null;
  const inner: TransferReceiver = {
    start: ({ control }) => {
      own = control;
    },
    data: (chunk) => {
      received += chunk.byteLength;
    },
  };
  let isPaused = false;
  const setPaused = (value: boolean) => () => {
    isPaused = value;
  };
  const receiver = limiter.slowReceiver('a', inner, never);
  receiver.start({
    sizeBytes: null,
    control: { pause: setPaused(true), resume: setPaused(false) },
  });
  for (let piece = 0; piece < 20; piece += 1) {
    receiver.data(new Uint8Array(50_000));
    while (isPaused) await Promise.resolve();
  }
  expect(received).toBe(1_000_000);
  expect(pacing.nowMs).toBeGreaterThan(9_000);
  const control = own as { pause(): void; resume(): void } | null;
  control?.pause();
  expect(isPaused).toBe(true);
  control?.resume();
  expect(isPaused).toBe(false);
});

test('a transfer that is stopped waits no longer', async () => {
  const { limiter } = bandwidth({ all: { ...unlimited, upBytesPerSecond: 1 } });
  const stop = new AbortController();
  stop.abort();
  expect(await drain(limiter.slow('a', new Uint8Array(100_000), stop.signal))).toBe(100_000);
});

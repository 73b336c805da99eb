import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostFrame } from '../../../shared/contract/frames.ts';
import { EventHub } from '../../app/events.ts';
import { createBrowserReads, maxReadBytes } from './browser-files.ts';
import { openTestHost, type TestHost, type TestWire } from './testing/open-test-host.ts';

interface ReadRequest {
  readonly readId: string;
  readonly fileId: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

const isRead = (frame: HostFrame) => frame.type === 'event' && frame.name === 'transfers.readRequested';
const requestOf = (frame: HostFrame) => (frame as { payload: unknown }).payload as ReadRequest;
const never = new AbortController().signal;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('createBrowserReads', () => {
  afterEach(() => vi.useRealTimers());

  function setUp() {
    const hub = new EventHub(quiet);
    const reads = createBrowserReads({ hub, silenceTimeoutMs: 1_000, absenceTimeoutMs: 500 });
    const connect = (pageId: string) => {
      const asked: ReadRequest[] = [];
      const leave = hub.addPage(pageId, (frame) => void asked.push(requestOf(frame)));
      reads.pageConnected(pageId);
      return { asked, leave };
    };
    return { reads, connect };
  }
  const give = (
    reads: ReturnType<typeof createBrowserReads>,
    asked: ReadRequest | undefined,
    bytes: Uint8Array,
  ) => {
    if (asked === undefined) throw new Error('nothing was asked for');
    return reads.receive(asked.readId, Readable.from([bytes]), bytes.length);
  };
  const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('asks for pieces of at most 8 MiB and puts them together', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const content = randomBytes(maxReadBytes + 1_000);
    const into = new Uint8Array(content.length);
    const read = reads.read('f', 70, into, never);
    for (const [index, start] of [0, maxReadBytes].entries()) {
      await tick();
      const asked = page.asked[index];
      expect(asked).toMatchObject({ fileId: 'f', offsetBytes: 70 + start });
      expect(await give(reads, asked, content.subarray(start, start + maxReadBytes))).toBe('stored');
    }
    expect(await read).toBe(content.length);
    expect(Buffer.compare(into, content)).toBe(0);
  });

  it('takes fewer bytes as the end of the file', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const read = reads.read('f', 0, new Uint8Array(100), never);
    await tick();
    await give(reads, page.asked[0], new Uint8Array(30));
    expect(await read).toBe(30);
    expect(page.asked).toHaveLength(1);
  });

  it('has at most five reads under way', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const all = Promise.all(Array.from({ length: 12 }, () => reads.read('f', 0, new Uint8Array(10), never)));
    await tick();
    expect(page.asked).toHaveLength(5);
    for (let index = 0; index < 12; index += 1) {
      await give(reads, page.asked[index], new Uint8Array(10));
      await tick();
      expect(page.asked.length).toBeLessThanOrEqual(index + 6);
    }
    expect(await all).toHaveLength(12);
  });

  it('asks again, of a page that comes back, for what is missing', async () => {
    const { reads, connect } = setUp();
    const first = connect('a');
    const read = reads.read('f', 0, new Uint8Array(10), never);
    await tick();
    first.leave();
    const second = connect('b');
    expect(second.asked).toEqual(first.asked);
    await give(reads, second.asked[0], new Uint8Array(10).fill(7));
    expect(await read).toBe(10);
  });

  it('asks again when the bytes break off, and gives up after the fourth time', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const read = reads.read('f', 0, new Uint8Array(10), never);
    const failed = expect(read).rejects.toMatchObject({ appError: { reason: 'page-gone', retry: 'later' } });
    await tick();
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(page.asked).toHaveLength(attempt);
      const asked = page.asked.at(-1);
      const broken = Readable.from([new Uint8Array(4)]);
      expect(await reads.receive(asked?.readId ?? '', broken, 10)).toBe('broken-off');
    }
    await failed;
  });

  it('refuses bytes nobody waits for, too many bytes, and a second sender', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const into = new Uint8Array(10);
    const read = reads.read('f', 0, into, never);
    await tick();
    const readId = page.asked[0]?.readId ?? '';
    expect(await reads.receive('0'.repeat(32), Readable.from([]), 0)).toBe('not-wanted');
    expect(await reads.receive(readId, Readable.from([new Uint8Array(11)]), 11)).toBe('wrong-length');
    const slow = new Readable({ read: () => undefined });
    const receipt = reads.receive(readId, slow, 10);
    expect(await reads.receive(readId, Readable.from([new Uint8Array(10).fill(9)]), 10)).toBe('in-progress');
    slow.push(new Uint8Array(10).fill(1));
    slow.push(null);
    expect(await receipt).toBe('stored');
    expect(await read).toBe(10);
    expect(into).toEqual(new Uint8Array(10).fill(1));
    expect(await reads.receive(readId, Readable.from([new Uint8Array(10)]), 10)).toBe('not-wanted');
  });

  it('never writes into a buffer that its owner has back', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const into = new Uint8Array(10);
    const controller = new AbortController();
    const read = reads.read('f', 0, into, controller.signal);
    await tick();
    const slow = new Readable({ read: () => undefined });
    const receipt = reads.receive(page.asked[0]?.readId ?? '', slow, 10);
    slow.push(new Uint8Array(5).fill(1));
    await tick();
    controller.abort();
    await expect(read).rejects.toMatchObject({ appError: { kind: 'cancelled' } });
    // Not only ignored: a sender that goes quiet would hold its connection.
    expect(slow.destroyed).toBe(true);
    into.fill(2);
    slow.push(new Uint8Array(5).fill(1));
    expect(await receipt).toBe('not-wanted');
    expect(into).toEqual(new Uint8Array(10).fill(2));
  });

  it('asks nothing after an abort and frees the lane', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const aborted = AbortSignal.abort();
    for (let round = 0; round < 10; round += 1) {
      await expect(reads.read('f', 0, new Uint8Array(1), aborted)).rejects.toMatchObject({
        appError: { kind: 'cancelled' },
      });
    }
    expect(page.asked).toEqual([]);
    const read = reads.read('f', 0, new Uint8Array(1), never);
    await tick();
    await give(reads, page.asked[0], new Uint8Array(1));
    expect(await read).toBe(1);
  });

  it('says that the file changed when the page does', async () => {
    const { reads, connect } = setUp();
    const page = connect('a');
    const read = reads.read('f', 0, new Uint8Array(10), never);
    const failed = expect(read).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'file-changed', retry: 'after-user-acts' },
    });
    await tick();
    expect(reads.decline(page.asked[0]?.readId ?? '', 'file-changed')).toBe(true);
    await failed;
    expect(reads.decline(page.asked[0]?.readId ?? '', 'file-changed')).toBe(false);
  });

  it('gives up at once when every page says that it does not hold the file', async () => {
    const { reads, connect } = setUp();
    const pages = [connect('a'), connect('b')];
    const read = reads.read('f', 0, new Uint8Array(10), never);
    let outcome = 'open';
    const failed = read.catch((error: { appError: { reason: string } }) => {
      outcome = error.appError.reason;
    });
    await tick();
    for (const page of pages) {
      expect(outcome).toBe('open');
      reads.decline(page.asked[0]?.readId ?? '', 'unknown-file');
      await tick();
    }
    await failed;
    expect(outcome).toBe('page-gone');
  });

  it('waits 500 ms for a page to come back and 1 s for one that is there, then gives the buffer back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const [isConnected, waitMs] of [
      [false, 500],
      [true, 1_000],
    ] as const) {
      const { reads, connect } = setUp();
      if (isConnected) connect('a');
      let outcome = 'open';
      reads.read('f', 0, new Uint8Array(10), never).catch((error: { appError: { reason: string } }) => {
        outcome = error.appError.reason;
      });
      await tick();
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(outcome).toBe('open');
      await vi.advanceTimersByTimeAsync(1);
      expect(outcome).toBe('page-gone');
    }
  });
});

describe('PUT /bytes over HTTP', () => {
  let host: TestHost;
  let wire: TestWire;
  let bearer = '';
  afterEach(() => host.close());

  async function setUp() {
    host = await openTestHost();
    bearer = await host.openSession();
    wire = await host.openWire(bearer);
  }
  const put = (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
    host.ask(path, {
      method: 'PUT',
      headers: { origin: host.origin, authorization: `Bearer ${bearer}`, ...headers },
      body,
    });

  it('streams into the read that waits', async () => {
    await setUp();
    const content = randomBytes(3 * 1024 * 1024);
    const into = new Uint8Array(content.length);
    const read = host.reads.read('file-1', 5, into, never);
    const asked = requestOf(await wire.next(isRead));
    expect(asked).toMatchObject({ fileId: 'file-1', offsetBytes: 5, lengthBytes: content.length });
    const answer = await put(`/bytes/${asked.readId}`, content);
    expect(answer.status).toBe(204);
    expect(await read).toBe(content.length);
    expect(Buffer.compare(into, content)).toBe(0);
  });

  it('answers 401 without a bearer and takes no byte', async () => {
    await setUp();
    const into = new Uint8Array(4);
    const controller = new AbortController();
    const read = host.reads.read('f', 0, into, controller.signal);
    const cancelled = expect(read).rejects.toMatchObject({ appError: { kind: 'cancelled' } });
    const { readId } = requestOf(await wire.next(isRead));
    for (const authorization of ['', 'Bearer x', `Bearer ${'x'.repeat(43)}`]) {
      expect((await put(`/bytes/${readId}`, new Uint8Array(4).fill(1), { authorization })).status).toBe(401);
    }
    expect((await put(`/bytes/${readId}`, new Uint8Array(4).fill(1), { origin: 'http://evil' })).status).toBe(
      403,
    );
    expect(into).toEqual(new Uint8Array(4));
    controller.abort();
    await cancelled;
  });

  it('answers 404, 411, 413 and 400 to what does not fit', async () => {
    await setUp();
    const read = host.reads.read('f', 0, new Uint8Array(4), never);
    const { readId } = requestOf(await wire.next(isRead));
    const path = `/bytes/${readId}`;
    expect((await put(`/bytes/${'0'.repeat(32)}`, new Uint8Array(4))).status).toBe(404);
    expect((await put(path, new Uint8Array(5))).status).toBe(413);
    expect((await put(path, new Uint8Array(0), { 'x-stowage-outcome': 'other' })).status).toBe(400);
    expect(await putChunked(path)).toBe(411);
    expect((await put(path, new Uint8Array(4))).status).toBe(204);
    expect(await read).toBe(4);
  });

  it('asks again when the connection breaks in the middle', async () => {
    await setUp();
    const read = host.reads.read('f', 0, new Uint8Array(1_000_000), never);
    const { readId } = requestOf(await wire.next(isRead));
    await breakOff(`/bytes/${readId}`);
    await wire.next((frame) => isRead(frame) && (frame as { sequence: number }).sequence === 2);
    expect((await put(`/bytes/${readId}`, new Uint8Array(1_000_000).fill(3))).status).toBe(204);
    expect(await read).toBe(1_000_000);
  });

  it('passes on that the file changed', async () => {
    await setUp();
    const read = host.reads.read('f', 0, new Uint8Array(4), never);
    const failed = expect(read).rejects.toMatchObject({ appError: { reason: 'file-changed' } });
    const { readId } = requestOf(await wire.next(isRead));
    const answer = await put(`/bytes/${readId}`, new Uint8Array(0), { 'x-stowage-outcome': 'file-changed' });
    expect(answer.status).toBe(204);
    await failed;
  });

  const putOptions = (path: string) => ({
    host: '127.0.0.1',
    port: host.host.port,
    path,
    method: 'PUT',
    headers: { origin: host.origin, authorization: `Bearer ${bearer}` },
    agent: false,
  });

  function putChunked(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request(putOptions(path), (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.write('ab');
      asked.end('cd');
    });
  }

  function breakOff(path: string): Promise<void> {
    return new Promise((resolve) => {
      const options = putOptions(path);
      const asked = request({ ...options, headers: { ...options.headers, 'content-length': '1000000' } });
      asked.on('error', () => resolve());
      asked.write(new Uint8Array(300_000), () => asked.destroy(new Error('broken off')));
    });
  }
});

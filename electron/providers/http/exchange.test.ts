import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../../shared/model/app-error.ts';
import { AppFailure } from '../../../shared/model/app-error.ts';
import { Collector, patternBytes } from '../conformance/expectations.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { type LocalServer, localOptions, serveHttp, serveTcp } from '../testing/local-servers.ts';
import { instantPace } from '../testing/scripted-transport.ts';
import { undiciTransport } from './undici-transport.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function clientOf(server: LocalServer, changes: Partial<ProviderOptions> = {}) {
  closers.push(() => server.close());
  const options = localOptions(server.port, changes);
  const provider = openProvider(options, { transport: undiciTransport(options), pace: instantPace() });
  closers.push(() => provider.close());
  return provider;
}

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppFailure)) throw new Error(`no AppFailure: ${String(thrown)}`);
  return thrown.appError;
}

describe('what goes onto the wire', () => {
  test.each([
    ['a/../b', '/b/a/../b'],
    ['..', '/b/..'],
    ['./x', '/b/./x'],
    ['a//b///c', '/b/a//b///c'],
    ['/first', '/b//first'],
    ['a+b c%41', '/b/a%2Bb%20c%2541'],
    ['\u0001\n\u007f', '/b/%01%0A%7F'],
    ["!'()*~", '/b/%21%27%28%29%2A~'],
    ['k'.repeat(1_024), `/b/${'k'.repeat(1_024)}`],
    ['e\u0301?#&=', '/b/e%CC%81%3F%23%26%3D'],
  ])('key %j is not touched', async (key, path) => {
    const seen: string[] = [];
    const server = await serveHttp((request, response) => {
      seen.push(request.url ?? '');
      response.end();
    });
    await clientOf(server).objects.putObject({ bucket: 'b', key, body: Buffer.from('x') });
    expect(seen).toEqual([path]);
  });

  test('metadata travels as UTF-8, and a line break in a header is refused before anything is sent', async () => {
    const seen: string[] = [];
    const server = await serveHttp((request, response) => {
      seen.push(Buffer.from(String(request.headers['x-amz-meta-name']), 'latin1').toString('utf8'));
      response.setHeader('x-amz-meta-name', Buffer.from('größe', 'utf8').toString('latin1'));
      response.end();
    });
    const provider = clientOf(server);
    const put = (name: string) =>
      provider.objects.putObject({
        bucket: 'b',
        key: 'k',
        body: Buffer.from('x'),
        write: { userMetadata: { name } },
      });
    await put('größe');
    expect(seen).toEqual(['größe']);
    expect((await provider.objects.headObject({ bucket: 'b', key: 'k' })).userMetadata.name).toBe('größe');
    expect(await failureOf(put('a\r\nx-evil: 1'))).toMatchObject({
      kind: 'invalid-input',
      reason: 'header-control-character',
    });
    expect(seen).toHaveLength(2);
  });

  test('HEAD keeps its connection instead of opening one each', async () => {
    const sockets = new Set<unknown>();
    const server = await serveHttp((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const provider = clientOf(server);
    for (let at = 0; at < 5; at += 1) await provider.objects.headObject({ bucket: 'b', key: 'k' });
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

describe('retrying', () => {
  test('every attempt sends the whole body again', async () => {
    const bodies: string[] = [];
    const server = await serveHttp(async (request, response) => {
      const hash = createHash('sha256');
      for await (const chunk of request) hash.update(chunk);
      bodies.push(hash.digest('hex'));
      response.statusCode = bodies.length < 3 ? 503 : 200;
      response.end();
    });
    const body = patternBytes(2_000_000);
    let passes = 0;
    const slices = () => {
      passes += 1;
      return [body.subarray(0, 1_500_000), body.subarray(1_500_000)];
    };
    await clientOf(server).objects.putObject({
      bucket: 'b',
      key: 'k',
      body: { sizeBytes: body.length, slices },
    });
    expect(bodies).toEqual(Array(3).fill(createHash('sha256').update(body).digest('hex')));
    expect(passes).toBe(3);
  });

  test('a download cut off begins again and ends whole', async () => {
    const body = patternBytes(300_000);
    let requests = 0;
    const server = await serveHttp((_request, response) => {
      requests += 1;
      response.setHeader('content-length', body.length);
      if (requests === 1) {
        response.write(body.subarray(0, 100_000), () => response.destroy());
        return;
      }
      response.end(body);
    });
    const got = new Collector();
    const result = await clientOf(server).objects.getObject({ bucket: 'b', key: 'k' }, got);
    expect(result.receivedBytes).toBe(body.length);
    expect(got.bytes.equals(body)).toBe(true);
    expect(requests).toBe(2);
  });

  test('a download that is always cut off is an integrity failure', async () => {
    const server = await serveHttp((_request, response) => {
      response.setHeader('content-length', 1_000);
      response.write(Buffer.alloc(10), () => response.destroy());
    });
    const call = clientOf(server).objects.getObject({ bucket: 'b', key: 'k' }, new Collector());
    expect(await failureOf(call)).toMatchObject({ kind: 'integrity', reason: 'body-too-short' });
  });
});

describe('ranges', () => {
  const body = patternBytes(1_000);
  test.each([
    ['ignored', 200, undefined],
    ['moved', 206, 'bytes 0-99/1000'],
    ['longer than asked', 206, 'bytes 100-299/1000'],
    ['not told', 206, undefined],
  ])('a range that is %s delivers nothing', async (_what, status, contentRange) => {
    const server = await serveHttp((_request, response) => {
      response.statusCode = status;
      if (contentRange) response.setHeader('content-range', contentRange);
      response.end(body);
    });
    const got = new Collector();
    const range = { offsetBytes: 100, lengthBytes: 100 };
    const call = clientOf(server).objects.getObject({ bucket: 'b', key: 'k', range }, got);
    expect(await failureOf(call)).toMatchObject({ kind: 'malformed-response', reason: 'range-ignored' });
    expect(got.chunks).toEqual([]);
  });
});

describe('silence and abort', () => {
  test('a server that never answers times out, and is asked twice', async () => {
    let requests = 0;
    const server = await serveHttp(() => {
      requests += 1;
    });
    const provider = clientOf(server, { idleTimeoutMs: 100 });
    const error = await failureOf(provider.service.listBuckets());
    expect(error.kind).toBe('timeout');
    expect(requests).toBe(2);
  });

  test('a paused download is not silence', async () => {
    const body = patternBytes(1_000_000);
    const server = await serveHttp((_request, response) => response.end(body));
    const chunks: Buffer[] = [];
    let control = { pause: () => {}, resume: () => {} };
    let isPausedOnce = false;
    await clientOf(server, { idleTimeoutMs: 80 }).objects.getObject(
      { bucket: 'b', key: 'k' },
      {
        start: (head) => {
          control = head.control;
        },
        data: (chunk) => {
          chunks.push(Buffer.from(chunk));
          if (isPausedOnce) return;
          isPausedOnce = true;
          control.pause();
          setTimeout(() => control.resume(), 240);
        },
      },
    );
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });

  test('an upload whose bytes keep moving is not silence, however slow', async () => {
    const server = await serveHttp(async (request, response) => {
      for await (const _chunk of request) {
        // Reads on.
      }
      response.end();
    });
    const slices = async function* () {
      for (let at = 0; at < 6; at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        yield Buffer.alloc(1_000, at);
      }
    };
    const body = { sizeBytes: 6_000, slices };
    await clientOf(server, { idleTimeoutMs: 150 }).objects.putObject({ bucket: 'b', key: 'k', body });
  });

  test('abort ends the request on the server too', async () => {
    let closed: (value: unknown) => void = () => {};
    const wasClosed = new Promise((resolve) => {
      closed = resolve;
    });
    const abort = new AbortController();
    const server = await serveHttp((request) => {
      request.socket.once('close', closed);
      abort.abort();
    });
    const call = clientOf(server).service.listBuckets({}, { signal: abort.signal });
    expect((await failureOf(call)).kind).toBe('cancelled');
    await wasClosed;
  });

  test('what a receiver throws is what the caller gets', async () => {
    const server = await serveHttp((_request, response) => response.end('content'));
    const full = new AppFailure({ kind: 'disk-full', message: 'full', retry: 'after-user-acts' });
    const receiver = {
      start: () => {},
      data: () => {
        throw full;
      },
    };
    expect(
      (await failureOf(clientOf(server).objects.getObject({ bucket: 'b', key: 'k' }, receiver))).kind,
    ).toBe('disk-full');
  });
});

describe('a body is free only when the promise has settled', () => {
  test('an early refusal does not let later bytes of the buffer out', async () => {
    const original = 0x41;
    const received: Buffer[] = [];
    let connection: Socket | null = null;
    const server = await serveTcp((socket) => {
      connection = socket;
      socket.once('data', (chunk) => {
        received.push(chunk);
        socket.pause();
        socket.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
      });
    });
    const body = Buffer.alloc(16 * 1024 * 1024, original);
    await failureOf(clientOf(server).objects.putObject({ bucket: 'b', key: 'k', body }));
    body.fill(0x42);
    await new Promise<void>((resolve) => {
      if (!connection) throw new Error('no connection');
      connection.on('data', (chunk) => received.push(chunk));
      connection.once('close', () => resolve());
      connection.resume();
    });
    const wire = Buffer.concat(received);
    expect(wire.subarray(wire.indexOf('\r\n\r\n') + 4).includes(0x42)).toBe(false);
  });
});

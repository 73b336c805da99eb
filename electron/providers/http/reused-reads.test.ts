import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../transfer/testing/workbench.ts';
import { reusedReadsConnector } from './reused-reads.ts';

/** Answers in order, each as the bytes of a whole HTTP answer; chopped and delayed as a seed says. */
interface Script {
  readonly answers: readonly Buffer[];
  readonly seed: number;
}

const source = randomBytes(3 * 1_048_576);
let script: Script = { answers: [], seed: 0 };
let pem = { key: '', cert: '' };
const closers: (() => void)[] = [];

function serve(socket: Socket): void {
  const random = seededRandom(script.seed);
  let next = 0;
  let head = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    head += chunk.toString('latin1');
    for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
      head = head.slice(end + 4);
      void send(socket, script.answers[next++] ?? Buffer.alloc(0), random);
    }
  });
}

async function send(socket: Socket, answer: Buffer, random: () => number): Promise<void> {
  for (let at = 0; at < answer.length && !socket.destroyed; ) {
    const isSmall = random() % 3 === 0;
    const count = 1 + (random() % (isSmall ? 90 : 400_000));
    const goesOn = socket.write(answer.subarray(at, at + count));
    at += count;
    if (!goesOn) await drained(socket);
    else if (random() % 2 === 0) await new Promise(setImmediate);
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

function answerOf(body: Buffer, kind: 'length' | 'chunked', random: () => number): Buffer {
  const padding = 'x'.repeat(random() % 3_000);
  const head = `HTTP/1.1 200 OK\r\nX-Padding: ${padding}\r\nETag: "${body.length}"\r\n`;
  if (kind === 'length') {
    return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);
  }
  const pieces: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n`)];
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + (random() % 70_000));
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    at += piece.length;
  }
  pieces.push(Buffer.from(`0\r\nX-End: ${padding.slice(0, 500)}y\r\n\r\n`));
  return Buffer.concat(pieces);
}

interface Seen {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly padding: number;
  readonly trailer: string;
}

/** Reads one answer, pausing now and then; every piece is digested before the call returns, as the contract asks. */
function read(agent: Agent, origin: string, random: () => number): Promise<Seen> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let padding = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => undefined,
    onResponseStart(_controller, _status, headers) {
      padding = String(headers['x-padding'] ?? '').length;
    },
    onResponseData(controller, chunk) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (random() % 4 === 0) {
        controller.pause();
        setImmediate(() => controller.resume());
      }
    },
    onResponseEnd(_controller, trailers) {
      resolve({ digest: hash.digest('hex'), sizeBytes, padding, trailer: String(trailers?.['x-end'] ?? '') });
    },
    onResponseError: (_controller, error) => reject(error),
  };
  agent.dispatch({ origin, path: '/', method: 'GET' }, handler);
  return promise;
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const ports = { http: 0, https: 0 };
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  pem = { key: made.private, cert: made.cert };
  ports.http = await listen(createServer(serve));
  ports.https = await listen(createTlsServer(pem, serve));
});
afterAll(() => {
  for (const close of closers) close();
});

const connectors = { stock: buildConnector, reused: reusedReadsConnector };

async function readAll(
  scheme: 'http' | 'https',
  build: (options: buildConnector.BuildOptions) => buildConnector.connector,
  seed: number,
): Promise<Seen[]> {
  const random = seededRandom(seed);
  const bodies = Array.from({ length: 6 }, () => {
    const isBig = random() % 2 === 0;
    const from = random() % 1_000;
    return source.subarray(from, from + (random() % (isBig ? source.length - 1_000 : 9_000)));
  });
  const kinds = bodies.map(() => (random() % 4 === 0 ? ('chunked' as const) : ('length' as const)));
  script = { answers: bodies.map((body, index) => answerOf(body, kinds[index] ?? 'length', random)), seed };
  const connect = build({ rejectUnauthorized: false, allowH2: false, timeout: 5_000 });
  const agent = new Agent({ connect, connections: 1, allowH2: false });
  try {
    const seen: Seen[] = [];
    for (const [index, body] of bodies.entries()) {
      const one = await read(agent, `${scheme}://127.0.0.1:${ports[scheme]}`, random);
      expect(one.sizeBytes, `answer ${index} of seed ${seed}`).toBe(body.length);
      expect(one.digest).toBe(createHash('sha256').update(body).digest('hex'));
      seen.push(one);
    }
    return seen;
  } finally {
    await agent.destroy();
  }
}

test.each(['http', 'https'] as const)(
  '%s: answers of any size, chopped anywhere, with pauses, are the same as from stock sockets',
  async (scheme) => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const stock = await readAll(scheme, connectors.stock, seed);
      expect(await readAll(scheme, connectors.reused, seed)).toEqual(stock);
    }
  },
  120_000,
);

test('pieces of a body are views of one buffer, so that nothing is allocated for them', async () => {
  const body = source.subarray(0, 2_000_000);
  script = { answers: [answerOf(body, 'length', seededRandom(1))], seed: 7 };
  const agent = new Agent({ connect: reusedReadsConnector({}), connections: 1 });
  const memories = new Set<ArrayBufferLike>();
  let pieceCount = 0;
  await new Promise<void>((resolve, reject) => {
    agent.dispatch(
      { origin: `http://127.0.0.1:${ports.http}`, path: '/', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: (_controller, chunk) => {
          memories.add(chunk.buffer);
          pieceCount += 1;
        },
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
  await agent.destroy();
  expect(pieceCount).toBeGreaterThan(6);
  // The first buffer, the large one, and the copies of what came with the headers.
  expect(memories.size).toBeLessThanOrEqual(4);
});

test('a connection that breaks in the middle of a body is an error, not an end', async () => {
  const whole = answerOf(source.subarray(0, 500_000), 'length', seededRandom(1));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(whole.subarray(0, 300_000)));
  });
  const port = await listen(server);
  const agent = new Agent({ connect: reusedReadsConnector({}), connections: 1 });
  await expect(read(agent, `http://127.0.0.1:${port}`, seededRandom(3))).rejects.toThrow();
  await agent.destroy();
});

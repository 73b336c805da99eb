import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FaultProxy, type LineFault, startFaultProxy } from './fault-proxy.ts';

const sizeBytes = 1_048_576;
const answer = Buffer.alloc(sizeBytes, 7);
let server: Server;
let received = Buffer.alloc(0);
let proxy: FaultProxy | null = null;

beforeEach(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('close', () => {
      received = Buffer.concat(chunks);
    });
    request.on('end', () => response.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await proxy?.close();
  proxy = null;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function through(fault: LineFault | null): Promise<FaultProxy> {
  const { port } = server.address() as AddressInfo;
  proxy = await startFaultProxy({ host: '127.0.0.1', port }, () => fault);
  return proxy;
}

async function post(signal?: AbortSignal): Promise<Buffer> {
  const response = await fetch(`http://127.0.0.1:${proxy?.port}/`, {
    method: 'POST',
    body: Buffer.alloc(sizeBytes, 9),
    ...(signal && { signal }),
  });
  return Buffer.from(await response.arrayBuffer());
}

it('lets everything through unchanged where nothing is wrong', async () => {
  await through(null);
  expect((await post()).equals(answer)).toBe(true);
  expect(received.equals(Buffer.alloc(sizeBytes, 9))).toBe(true);
  expect(proxy?.struck()).toEqual({});
});

it.each<[LineFault, atLeastMs: number]>([
  [{ type: 'delay', delayMs: 5 }, 5],
  [{ type: 'slow', bytesPerSecond: 8 * sizeBytes }, 200],
  [{ type: 'chop', pieceBytes: 1_001 }, 0],
])('%o is felt and changes nothing', async (fault, atLeastMs) => {
  await through(fault);
  const startedAtMs = performance.now();
  expect((await post()).equals(answer)).toBe(true);
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(atLeastMs);
  expect(received.equals(Buffer.alloc(sizeBytes, 9))).toBe(true);
  expect(proxy?.struck()).toEqual({ [fault.type]: 1 });
});

it.each<LineFault>([
  { type: 'refuse' },
  { type: 'cut', direction: 'up', afterBytes: 300_000, by: 'fin' },
  { type: 'cut', direction: 'up', afterBytes: 300_000, by: 'rst' },
  { type: 'cut', direction: 'down', afterBytes: 300_000, by: 'fin' },
  { type: 'cut', direction: 'down', afterBytes: 300_000, by: 'rst' },
])('%o ends the request', async (fault) => {
  await through(fault);
  await expect(post()).rejects.toThrow();
  expect(proxy?.struck()).toEqual({ [fault.type]: 1 });
});

it.each(['fin', 'rst'] as const)('a cut by %s lets exactly the bytes before it through', async (by) => {
  await through({ type: 'cut', direction: 'down', afterBytes: 5_000, by });
  const socket = connect({ host: '127.0.0.1', port: proxy?.port ?? 0 });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let seenBytes = 0;
  const code = await new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      seenBytes += chunk.length;
    });
    socket.on('end', () => resolve('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
  expect(code).toBe(by === 'fin' ? 'end' : 'ECONNRESET');
  // A reset may overtake what was not read yet.
  if (by === 'fin') expect(seenBytes).toBe(5_000);
  expect(seenBytes).toBeLessThanOrEqual(5_000);
});

it.each(['up', 'down'] as const)('a line that stalls %s stays silent and open', async (direction) => {
  await through({ type: 'stall', direction, afterBytes: 100_000 });
  const controller = new AbortController();
  const asked = post(controller.signal);
  const first = await Promise.race([
    asked.then(
      () => 'answered',
      () => 'failed',
    ),
    new Promise((resolve) => setTimeout(resolve, 300, 'silent')),
  ]);
  expect(first).toBe('silent');
  controller.abort();
  await expect(asked).rejects.toThrow();
});

it.each(['up', 'down'] as const)('turns exactly one bit of a body that goes %s', async (direction) => {
  await through({ type: 'corrupt', direction, atByte: 70_000 });
  const got = await post();
  const [changed, sound] = direction === 'up' ? [received, got] : [got, received];
  expect(new Set(sound).size).toBe(1);
  expect(changed.length).toBe(sizeBytes);
  const right = direction === 'up' ? 9 : 7;
  expect([...changed].filter((byte) => byte !== right)).toEqual([right ^ 1]);
});

it('nobody listens while it is told so', async () => {
  await through(null);
  await proxy?.setListening(false);
  await expect(post()).rejects.toThrow();
  await proxy?.setListening(true);
  expect((await post()).equals(answer)).toBe(true);
});

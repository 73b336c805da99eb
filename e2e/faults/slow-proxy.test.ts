import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SlowProxy, startSlowProxy } from './slow-proxy.ts';

const sizeBytes = 1024 * 1024;
let server: Server;
let proxy: SlowProxy | null = null;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end(Buffer.alloc(sizeBytes, 7)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await proxy?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function fetchThrough(bytesPerSecond: number): Promise<{ bytes: number; seconds: number }> {
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('no port');
  proxy = await startSlowProxy({ host: '127.0.0.1', port: address.port }, bytesPerSecond);
  const startedAtMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${proxy.port}/`, {
    method: 'POST',
    body: Buffer.alloc(sizeBytes),
  });
  const bytes = (await answer.arrayBuffer()).byteLength;
  return { bytes, seconds: (performance.now() - startedAtMs) / 1_000 };
}

it('lets everything through and counts it', async () => {
  expect((await fetchThrough(Number.POSITIVE_INFINITY)).bytes).toBe(sizeBytes);
  expect(proxy?.sentBytes()).toBeGreaterThan(sizeBytes);
  expect(proxy?.receivedBytes()).toBeGreaterThan(sizeBytes);
});

it('keeps the rate it was given', async () => {
  const { bytes, seconds } = await fetchThrough(4 * sizeBytes);
  expect(bytes).toBe(sizeBytes);
  expect(seconds).toBeGreaterThan(0.4);
  expect(seconds).toBeLessThan(2);
});

it('gives up when its server does', async () => {
  proxy = await startSlowProxy({ host: '127.0.0.1', port: 1 }, Number.POSITIVE_INFINITY);
  await expect(fetch(`http://127.0.0.1:${proxy.port}/`)).rejects.toThrow();
});

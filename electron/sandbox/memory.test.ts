import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Client } from 'minio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSandbox, runSandbox, testKeys } from './testing/running-sandbox.ts';

const mib = 1024 * 1024;
const sizeBytes = 1024 * mib;
const chunk = Buffer.alloc(mib, 'deterministic bytes ');

let sandbox: RunningSandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await runSandbox();
  client = new Client({
    endPoint: '127.0.0.1',
    port: sandbox.endpoint.port,
    useSSL: false,
    accessKey: testKeys.accessKeyId,
    secretKey: testKeys.secretAccessKey,
  });
  await client.makeBucket('huge');
});
afterAll(() => sandbox.end());

/** The most memory outside the heap's control that was held while `work` ran, in MiB above the start. */
async function measureGrowth(work: () => Promise<void>): Promise<number> {
  const startBytes = process.memoryUsage().rss;
  let mostBytes = startBytes;
  const timer = setInterval(() => {
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss);
  }, 20);
  await work();
  clearInterval(timer);
  return (mostBytes - startBytes) / mib;
}

async function send(): Promise<number> {
  const url = new URL(await client.presignedPutObject('huge', 'gib', 600));
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: sandbox.endpoint.port,
        method: 'PUT',
        path: url.pathname + url.search,
        headers: { host: url.host, 'content-length': String(sizeBytes) },
        agent: false,
      },
      (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode ?? 0);
      },
    );
    outgoing.on('error', reject);
    const pump = (sent: number) => {
      let next = sent;
      while (next < sizeBytes) {
        next += mib;
        if (!outgoing.write(chunk)) {
          outgoing.once('drain', () => pump(next));
          return;
        }
      }
      outgoing.end();
    };
    pump(0);
  });
}

test('1 GiB goes in and out of a few MiB of memory', async () => {
  const startedAt = performance.now();
  const putGrowth = await measureGrowth(async () => expect(await send()).toBe(200));
  const putMs = performance.now() - startedAt;
  const getStartedAt = performance.now();
  const hash = createHash('md5');
  const getGrowth = await measureGrowth(async () => {
    for await (const piece of await client.getObject('huge', 'gib')) hash.update(piece);
  });
  const getMs = performance.now() - getStartedAt;
  expect((await client.statObject('huge', 'gib')).etag).toBe(hash.digest('hex'));
  // The client's own buffers are in the same process; holding the file would be eight times this.
  expect(putGrowth).toBeLessThan(128);
  expect(getGrowth).toBeLessThan(128);
  if (process.env.STOWAGE_FIGURES !== undefined) {
    process.stdout.write(
      `put ${putMs.toFixed(0)} ms, +${putGrowth.toFixed(0)} MiB; get ${getMs.toFixed(0)} ms, +${getGrowth.toFixed(0)} MiB\n`,
    );
  }
}, 120_000);

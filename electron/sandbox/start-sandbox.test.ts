import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Client } from 'minio';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from './faults.ts';
import type { SandboxOptions } from './start-sandbox.ts';
import { connectAws } from './testing/clients.ts';
import { type RunningSandbox, runSandbox, testKeys } from './testing/running-sandbox.ts';

const running: RunningSandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.end();
});

async function start(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const sandbox = await runSandbox(options);
  running.push(sandbox);
  return sandbox;
}

function connect({ endpoint }: RunningSandbox): Client {
  const { accessKeyId, secretAccessKey } = testKeys;
  return new Client({
    endPoint: endpoint.host,
    port: endpoint.port,
    useSSL: false,
    accessKey: accessKeyId,
    secretKey: secretAccessKey,
    region: 'us-east-1',
  });
}

const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe('the sample', () => {
  test('is there soon, is real, and is made only once', async () => {
    const sandbox = await start({ fillSample: true });
    const client = connect(sandbox);
    // The bucket answers before the large file is there.
    expect((await client.listBuckets()).map(({ name }) => name)).toEqual(['samples']);
    await sandbox.sampleReady;
    const aws = connectAws(sandbox);
    const { Contents = [] } = await aws.send(new ListObjectsV2Command({ Bucket: 'samples' }));
    const keys = Contents.map(({ Key }) => Key ?? '');
    expect(Contents.find(({ Key }) => Key === 'large/100-mib.bin')?.Size).toBe(100 * 1024 * 1024);
    for (const part of [' ', '//', '中文', '.csv', '.json', '.png', '.jpg', '.svg', '.txt']) {
      expect(
        keys.some((key) => key.includes(part)),
        part,
      ).toBe(true);
    }
    const read = async (Key: string) =>
      buffer((await aws.send(new GetObjectCommand({ Bucket: 'samples', Key }))).Body as Readable);
    const png = await read('pictures/skies/noon.png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const dataStart = png.indexOf('IDAT') + 4;
    const pixels = inflateSync(png.subarray(dataStart, dataStart + png.readUInt32BE(dataStart - 8)));
    expect(pixels.length).toBe((640 * 3 + 1) * 360);
    const jpeg = await read('pictures/pixel.jpg');
    expect([jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([0xffd8, 0xffd9]);
    expect(JSON.parse((await read('data/settings.json')).toString())).toMatchObject({ name: 'samples' });

    await client.removeObjects('samples', keys);
    await client.removeBucket('samples');
    await sandbox.close();
    const again = await start({ fillSample: true, dataDir: sandbox.dataDir });
    await again.sampleReady;
    expect(await connect(again).listBuckets()).toEqual([]);
    aws.destroy();
  });

  test('goes on where it was stopped', async () => {
    const sandbox = await start({ fillSample: true });
    await sandbox.close();
    const again = await start({ fillSample: true, dataDir: sandbox.dataDir });
    await again.sampleReady;
    expect((await connect(again).statObject('samples', 'large/100-mib.bin')).size).toBe(100 * 1024 * 1024);
    expect(readdirSync(join(sandbox.dataDir, 'unfinished'))).toEqual([]);
  });
});

describe('starting', () => {
  test('a taken port and a taken folder are said so', async () => {
    const sandbox = await start();
    await expect(runSandbox({ port: sandbox.endpoint.port })).rejects.toMatchObject({
      appError: { kind: 'in-use' },
    });
    await expect(runSandbox({ dataDir: sandbox.dataDir })).rejects.toMatchObject({
      appError: { kind: 'in-use' },
    });
  });

  test('a folder that cannot be made is said so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stowage-sandbox-'));
    writeFileSync(join(folder, 'file'), '');
    await expect(runSandbox({ dataDir: join(folder, 'file', 'x') })).rejects.toMatchObject({
      appError: { kind: 'local-file' },
    });
    rmSync(folder, { recursive: true });
  });

  test('a damaged index is set aside and kept', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stowage-sandbox-'));
    writeFileSync(join(dataDir, 'index.sqlite'), 'no database at all '.repeat(1_000));
    const sandbox = await start({ dataDir, now: () => 5_000 });
    expect(statSync(join(sandbox.dataDir, 'broken-5000', 'index.sqlite')).size).toBe(19_000);
  });

  test('objects are there after a restart', async () => {
    const sandbox = await start();
    await connect(sandbox).makeBucket('kept');
    await connect(sandbox).putObject('kept', 'a/b', 'content');
    await sandbox.close();
    const again = await start({ dataDir: sandbox.dataDir });
    expect(await text(await connect(again).getObject('kept', 'a/b'))).toBe('content');
  });
});

test('a bucket may be in the host name', async () => {
  const sandbox = await start();
  await connect(sandbox).makeBucket('in-host');
  const agent = new Agent({
    lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const client = connectAws(sandbox, {
    endpoint: `http://s3.localhost:${sandbox.endpoint.port}`,
    forcePathStyle: false,
    requestHandler: { httpAgent: agent },
  });
  await client.send(new PutObjectCommand({ Bucket: 'in-host', Key: 'in-host/key', Body: 'x' }));
  expect((await connect(sandbox).statObject('in-host', 'in-host/key')).size).toBe(1);
  client.destroy();
});

describe('clients that go away', () => {
  /** Sends a signed PUT of `declaredBytes` and only `sentBytes` of it; the request is the minio client's own. */
  async function putHalf(sandbox: RunningSandbox, declaredBytes: number, sentBytes: number) {
    const url = new URL(await connect(sandbox).presignedPutObject('half', 'half', 60));
    const socket = connectSocket(sandbox.endpoint.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${declaredBytes}\r\n\r\n`,
    );
    socket.write(Buffer.alloc(sentBytes));
    return socket;
  }

  test('in the middle of a body leave nothing', async () => {
    const sandbox = await start();
    await connect(sandbox).makeBucket('half');
    const socket = await putHalf(sandbox, 8_000_000, 4_000_000);
    await vi.waitFor(() => expect(filesUnder(join(sandbox.dataDir, 'unfinished'))).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(() => expect(filesUnder(join(sandbox.dataDir, 'unfinished'))).toHaveLength(0));
    expect(filesUnder(join(sandbox.dataDir, 'bodies'))).toHaveLength(0);
    await expect(connect(sandbox).statObject('half', 'half')).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('or fall silent are told so and leave nothing', async () => {
    const sandbox = await start({ idleTimeoutMs: 150 });
    await connect(sandbox).makeBucket('half');
    const socket = await putHalf(sandbox, 8_000_000, 4_000_000);
    expect(await text(socket)).toContain('<Code>RequestTimeout</Code>');
    await vi.waitFor(() => expect(filesUnder(join(sandbox.dataDir, 'unfinished'))).toHaveLength(0));
  });

  test('a body that nobody wants does not keep the answer from its client', async () => {
    const sandbox = await start();
    const put = connectAws(sandbox).send(
      new PutObjectCommand({ Bucket: 'nowhere', Key: 'k', Body: Buffer.alloc(20_000_000) }),
    );
    await expect(put).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('100-continue is asked for only when the body is wanted', async () => {
    const sandbox = await start();
    await connect(sandbox).makeBucket('waits');
    const ask = async (bucket: string) => {
      const url = new URL(await connect(sandbox).presignedPutObject(bucket, 'k', 60));
      return await new Promise<{ wasAsked: boolean; status: number }>((resolve, reject) => {
        let wasAsked = false;
        const outgoing = httpRequest(
          {
            host: '127.0.0.1',
            port: sandbox.endpoint.port,
            method: 'PUT',
            path: `${url.pathname}${url.search}`,
            headers: { host: url.host, expect: '100-continue', 'content-length': '3' },
            agent: false,
          },
          (incoming) => {
            incoming.resume();
            resolve({ wasAsked, status: incoming.statusCode ?? 0 });
          },
        );
        outgoing.on('continue', () => {
          wasAsked = true;
          outgoing.end('abc');
        });
        outgoing.on('error', reject);
        outgoing.flushHeaders();
      });
    };
    expect(await ask('waits')).toEqual({ wasAsked: true, status: 200 });
    expect(await ask('nowhere')).toEqual({ wasAsked: false, status: 404 });
  });
});

describe('faults', () => {
  async function withFault(fault: Fault, method: string) {
    const sandbox = await start({
      faults: (request) =>
        request.method === method && request.target.startsWith('/faulty/') ? fault : null,
    });
    await connect(sandbox).makeBucket('faulty');
    const client = connectAws(sandbox);
    const put = (Body: string | Buffer) =>
      client.send(new PutObjectCommand({ Bucket: 'faulty', Key: 'k', Body }));
    const get = () => client.send(new GetObjectCommand({ Bucket: 'faulty', Key: 'k' }));
    const isThere = () =>
      client.send(new HeadObjectCommand({ Bucket: 'faulty', Key: 'k' })).then(
        () => true,
        () => false,
      );
    return { put, get, isThere };
  }

  test('refuse: 503 with its code, and nothing is done', async () => {
    const { put, isThere } = await withFault(
      { type: 'refuse', status: 503, code: 'SlowDown', retryAfterSeconds: 1 },
      'PUT',
    );
    await expect(put('x')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    expect(await isThere()).toBe(false);
  });

  test('cut-request: the connection breaks and nothing is stored', async () => {
    const { put, isThere } = await withFault({ type: 'cut-request', afterBytes: 100_000 }, 'PUT');
    await expect(put(Buffer.alloc(1_000_000))).rejects.toThrow();
    expect(await isThere()).toBe(false);
  });

  test('lose-answer: it is done and nobody hears of it', async () => {
    const { put, isThere } = await withFault({ type: 'lose-answer' }, 'PUT');
    await expect(put('x')).rejects.toThrow();
    expect(await isThere()).toBe(true);
  });

  test('cut-answer: the body ends too early', async () => {
    const { put, get } = await withFault({ type: 'cut-answer', afterBytes: 100_000 }, 'GET');
    await put(Buffer.alloc(1_000_000));
    const answer = await get();
    expect(answer.ContentLength).toBe(1_000_000);
    let seenBytes = 0;
    const readAll = async () => {
      for await (const chunk of answer.Body as Readable) seenBytes += chunk.length;
    };
    await expect(readAll()).rejects.toThrow();
    expect(seenBytes).toBe(100_000);
  });

  test('wrong-etag, delay and error-in-200 are as they say', async () => {
    const wrong = await withFault({ type: 'wrong-etag' }, 'PUT');
    expect((await wrong.put('x')).ETag).toBe(`"${'0'.repeat(32)}"`);
    const late = await withFault({ type: 'delay', delayMs: 60 }, 'PUT');
    const startedAt = performance.now();
    await late.put('x');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
    const hidden = await withFault({ type: 'error-in-200', code: 'InternalError' }, 'PUT');
    await expect(hidden.put('x')).rejects.toMatchObject({ name: 'InternalError' });
    expect(await hidden.isThere()).toBe(false);
  });

  test('missing-etag, short-answer and keep-nothing are as they say', async () => {
    const silent = await withFault({ type: 'missing-etag' }, 'PUT');
    expect((await silent.put('x')).ETag).toBeUndefined();
    expect(await silent.isThere()).toBe(true);
    const short = await withFault({ type: 'short-answer', missingBytes: 100 }, 'GET');
    await short.put(Buffer.alloc(300_000, 7));
    const answer = await short.get();
    expect(answer.ContentLength).toBe(299_900);
    await expect(answer.Body?.transformToByteArray()).rejects.toThrow('Checksum mismatch');
    const lying = await withFault({ type: 'keep-nothing' }, 'PUT');
    expect((await lying.put('x')).ETag).toBe('"9dd4e461268c8034f5c8564e155c67a6"');
    expect(await lying.isThere()).toBe(false);
  });

  test('meanwhile: something happens before the request is looked at', async () => {
    const happened: string[] = [];
    const act = async () => void happened.push('between');
    const { put, isThere } = await withFault({ type: 'meanwhile', act }, 'PUT');
    await put('x');
    expect(happened).toEqual(['between']);
    expect(await isThere()).toBe(true);
  });

  test('stall: nothing comes until the client gives up', async () => {
    const sandbox = await start({ faults: () => ({ type: 'stall' }) });
    const outcome = await fetch(sandbox.url, { signal: AbortSignal.timeout(100) }).catch(
      (error) => error.name,
    );
    expect(outcome).toBe('TimeoutError');
  });
});

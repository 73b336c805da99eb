import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Client } from 'minio';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = dirname(dirname(import.meta.dirname));
const keys = ['--access-key', 'CRASHKEY', '--secret-key', 'crash-secret'];

let dataDir = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stowage-crash-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly client: S3Client;
}

/** Starts the script that people start, and waits for its endpoint. */
async function launch(): Promise<Running> {
  const script = join(root, 'scripts', 'sandbox.ts');
  const child = spawn(process.execPath, [script, '--data-dir', dataDir, '--no-sample', ...keys], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(`the sandbox ended: ${text}`)));
    child.stdout?.on('data', (piece) => {
      text += piece;
      const found = /endpoint +http:\/\/127\.0\.0\.1:(\d+)[\s\S]*data /.exec(text);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'CRASHKEY', secretAccessKey: 'crash-secret' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return { child, port, client };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return await ended;
}

const bodyFiles = () =>
  readdirSync(join(dataDir, 'bodies'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );

test('killed at any moment of many writes, every listed object has its bytes and nothing else is left', async () => {
  let checkedCount = 0;
  for (const delayMs of [20, 90, 250, 60, 140]) {
    const { child, client } = await launch();
    await client.send(new CreateBucketCommand({ Bucket: 'crashed' })).catch(() => undefined);
    let isRunning = true;
    const write = async (lane: number) => {
      for (let turn = 0; isRunning; turn += 1) {
        const body = randomBytes(1 + ((turn * 7_919 + lane * 104_729) % 300_000));
        const Metadata = { sha: createHash('sha256').update(body).digest('hex') };
        // Old objects are written over too: their bytes must not go before the new ones are there.
        const Key = `lane-${lane}/key-${turn % 5}`;
        await client
          .send(new PutObjectCommand({ Bucket: 'crashed', Key, Body: body, Metadata }))
          .catch(() => undefined);
      }
    };
    const lanes = [0, 1, 2, 3].map(write);
    await wait(delayMs);
    await end(child, 'SIGKILL');
    isRunning = false;
    await Promise.all(lanes);

    const again = await launch();
    const { Contents = [] } = await again.client.send(new ListObjectsV2Command({ Bucket: 'crashed' }));
    for (const { Key, Size } of Contents) {
      const answer = await again.client.send(new GetObjectCommand({ Bucket: 'crashed', Key }));
      const hash = createHash('sha256');
      let sizeBytes = 0;
      for await (const chunk of answer.Body as Readable) {
        hash.update(chunk);
        sizeBytes += chunk.length;
      }
      expect(sizeBytes).toBe(Size);
      expect(hash.digest('hex')).toBe(answer.Metadata?.sha);
      checkedCount += 1;
    }
    expect(bodyFiles()).toHaveLength(Contents.length);
    expect(readdirSync(join(dataDir, 'unfinished'))).toEqual([]);
    await end(again.child, 'SIGKILL');
  }
  expect(checkedCount).toBeGreaterThan(0);
}, 60_000);

test('killed in the middle of one large body, nothing of it is there; finished parts stay', async () => {
  const { child, port, client } = await launch();
  await client.send(new CreateBucketCommand({ Bucket: 'crashed' }));
  const target = { Bucket: 'crashed', Key: 'in parts' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const part = randomBytes(5 * 1024 * 1024);
  await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: part }));

  const minio = new Client({
    endPoint: '127.0.0.1',
    port,
    useSSL: false,
    accessKey: 'CRASHKEY',
    secretKey: 'crash-secret',
  });
  const url = new URL(await minio.presignedPutObject('crashed', 'large', 60));
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port,
    method: 'PUT',
    path: url.pathname + url.search,
    headers: { host: url.host, 'content-length': '50000000' },
    agent: false,
  });
  outgoing.on('error', () => undefined);
  outgoing.write(randomBytes(20_000_000));
  while (readdirSync(join(dataDir, 'unfinished')).length === 0) await wait(5);
  await end(child, 'SIGKILL');

  const again = await launch();
  expect(readdirSync(join(dataDir, 'unfinished'))).toEqual([]);
  const listed = await again.client.send(new ListObjectsV2Command({ Bucket: 'crashed' }));
  expect(listed.KeyCount).toBe(0);
  const { Parts = [] } = await again.client.send(new ListPartsCommand({ ...target, UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 1, Size: part.length }]);
  const parts = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  await again.client.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
  );
  expect(bodyFiles()).toHaveLength(1);
});

test('killed right after its answer, a setting and a lock are kept and go on deciding', async () => {
  const { child, port, client } = await launch();
  const Bucket = 'settled';
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const { VersionId } = await client.send(
    new PutObjectCommand({ Bucket, Key: 'k', Body: 'open to all', ObjectLockLegalHoldStatus: 'ON' }),
  );
  const open = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  expect((await fetch(`http://127.0.0.1:${port}/${Bucket}/k`)).status).toBe(403);
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement: open }) }));
  await end(child, 'SIGKILL');

  const again = await launch();
  const answer = await fetch(`http://127.0.0.1:${again.port}/${Bucket}/k`);
  expect(await answer.text()).toBe('open to all');
  const remove = new DeleteObjectCommand({ Bucket, Key: 'k', VersionId });
  await expect(again.client.send(remove)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('Ctrl-C ends it cleanly', async () => {
  const { child, client } = await launch();
  await client.send(new CreateBucketCommand({ Bucket: 'crashed' }));
  expect(await end(child, 'SIGINT')).toBe(0);
});

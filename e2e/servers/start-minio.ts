import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Certificate, writeCertificate } from './certificate.ts';

/** How a server is started. */
export interface MinioOptions {
  readonly binaryPath: string;
  /** 0: a free one. */
  readonly port: number;
  readonly usesTls: boolean;
  /** Where its own folder is made; the system's place for temporary files when absent. */
  readonly parentFolder?: string;
  /** More of MinIO's own settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that answers. */
export interface MinioServer {
  readonly endpoint: { readonly host: '127.0.0.1'; readonly port: number; readonly usesTls: boolean };
  /** `http://127.0.0.1:9000` */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: 'us-east-1';
  /** With TLS: what the server shows. */
  readonly certificate: Certificate | null;
  /** Stops the server and removes its data. */
  close(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** `wanted` itself when nobody listens there, and any free port for 0. Another server would answer for ours. */
async function takeFreePort(wanted: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => reject(new Error(`Port ${wanted} cannot be used: ${error.message}`)));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port was found')),
      );
    });
  });
}

/**
 * True when the server both says that it can write and answers an S3 request: for a moment after its start a MinIO that
 * calls itself alive still refuses requests with 503.
 */
async function isReady(port: number, certificate: Certificate | null): Promise<boolean> {
  if ((await readStatus(port, '/minio/health/cluster', certificate)) !== 200) return false;
  const status = await readStatus(port, '/', certificate);
  return status !== null && status < 500;
}

async function readStatus(
  port: number,
  requestPath: string,
  certificate: Certificate | null,
): Promise<number | null> {
  const options = { host: '127.0.0.1', port, path: requestPath, timeout: 2_000 };
  return await new Promise((resolve) => {
    const request =
      certificate === null
        ? requestPlain(options)
        : requestTls({ ...options, ca: certificate.certificatePem });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
    request.end();
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGTERM');
  const forced = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(forced);
}

/**
 * Starts a real MinIO on 127.0.0.1 with a data folder of its own and resolves when it is ready. Server-side
 * encryption is on, with a key of its own. When the server does not come up, its log is in the error's message and is
 * kept at the path that the message names.
 */
export async function startMinio(options: MinioOptions): Promise<MinioServer> {
  const port = await takeFreePort(options.port);
  const folder = await mkdtemp(path.join(options.parentFolder ?? os.tmpdir(), 'stowage-minio-'));
  const dataFolder = path.join(folder, 'data');
  const certificateFolder = path.join(folder, 'certificates');
  const logPath = path.join(folder, 'minio.log');
  await mkdir(dataFolder);
  await mkdir(certificateFolder);
  const certificate = options.usesTls ? await writeCertificate(certificateFolder, Date.now()) : null;

  const accessKeyId = 'stowage-test';
  // Not base64url: a secret that begins with a hyphen is an option to a command line.
  const secretAccessKey = randomBytes(18).toString('hex');

  const args = [
    'server',
    '--quiet',
    '--address',
    `127.0.0.1:${port}`,
    '--certs-dir',
    certificateFolder,
    dataFolder,
  ];
  const server = spawn(options.binaryPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own, so that Ctrl-C in a terminal ends it by `close`, after those who still use it.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      MINIO_ROOT_USER: accessKeyId,
      MINIO_ROOT_PASSWORD: secretAccessKey,
      MINIO_CI_CD: '1',
      MINIO_BROWSER: 'off',
      MINIO_KMS_SECRET_KEY: `my-minio-key:${randomBytes(32).toString('base64')}`,
      ...options.env,
    },
  });
  const log = createWriteStream(logPath);
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  let startError: Error | null = null;
  server.on('error', (error) => {
    startError = error;
  });

  const deadlineMs = performance.now() + startTimeoutMs;
  while (!(await isReady(port, certificate))) {
    const hasEnded = startError !== null || server.exitCode !== null || server.signalCode !== null;
    if (hasEnded || performance.now() > deadlineMs) {
      if (startError === null) await stop(server);
      log.end();
      await finished(log);
      const words = (await readFile(logPath, 'utf8')).trim() || String(startError ?? 'it said nothing');
      throw new Error(`MinIO did not come up on port ${port}: ${words}\n(its log is kept at ${logPath})`);
    }
    await wait(100);
  }

  return {
    endpoint: { host: '127.0.0.1', port, usesTls: options.usesTls },
    url: `${options.usesTls ? 'https' : 'http'}://127.0.0.1:${port}`,
    accessKeyId,
    secretAccessKey,
    region: 'us-east-1',
    certificate,
    close: async () => {
      await stop(server);
      log.end();
      await finished(log);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

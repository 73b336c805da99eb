import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findMinio } from './minio-binary.ts';
import type { MinioServer } from './start-minio.ts';

const run = promisify(execFile);

/** The server's name in commands of `runMc`. */
export const alias = 'server';

/**
 * Runs one command of MinIO's own client as the root user of a server, which it calls `server`: users, policies and
 * replication are set by an interface that nobody else speaks. Resolves with what it printed; rejects with what it said.
 */
export async function runMc({ endpoint, accessKeyId, secretAccessKey }: MinioServer, ...args: string[]) {
  const binary = await findMinio('client');
  if ('missing' in binary) throw new Error(binary.missing);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stowage-mc-'));
  const scheme = endpoint.usesTls ? 'https' : 'http';
  try {
    const { stdout } = await run(binary.path, ['--config-dir', folder, '--insecure', ...args], {
      env: {
        ...process.env,
        [`MC_HOST_${alias}`]: `${scheme}://${accessKeyId}:${secretAccessKey}@${endpoint.host}:${endpoint.port}`,
      },
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { test } from 'vitest';
import { findMinio } from '../servers/minio-binary.ts';
import { startMinio } from '../servers/start-minio.ts';
import { killNine } from './kill-nine-scenario.ts';

test('killed at any moment, an upload and a download go on where they were: against MinIO', async () => {
  const binary = await findMinio('as-released');
  if ('missing' in binary) throw new Error(binary.missing);
  const server = await startMinio({ binaryPath: binary.path, port: 0, usesTls: false });
  try {
    const { accessKeyId, secretAccessKey, endpoint } = server;
    await killNine({ name: 'MinIO', port: endpoint.port, accessKeyId, secretAccessKey }, 20_262);
  } finally {
    await server.close();
  }
}, 180_000);

import { Client } from 'minio';
import { afterEach, describe, expect, it } from 'vitest';
import { findMinio, type MinioVariant } from './minio-binary.ts';
import { type MinioServer, startMinio } from './start-minio.ts';

let server: MinioServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(variant: MinioVariant, usesTls = false): Promise<MinioServer> {
  const binary = await findMinio(variant);
  if ('missing' in binary) throw new Error(binary.missing);
  server = await startMinio({ binaryPath: binary.path, port: 0, usesTls });
  return server;
}

function clientOf({ endpoint, accessKeyId, secretAccessKey }: MinioServer): Client {
  const { host: endPoint, port, usesTls: useSSL } = endpoint;
  return new Client({ endPoint, port, useSSL, accessKey: accessKeyId, secretKey: secretAccessKey });
}

/** True when the change feed of a bucket names the one object that was put, within `waitMs`. */
async function hasChangeFeed(client: Client, waitMs: number): Promise<boolean> {
  await client.makeBucket('feed');
  const feed = client.listenBucketNotification('feed', '', '', ['s3:ObjectCreated:*']);
  // A feed that was cut off while the server stops says so as an error.
  feed.on('error', () => undefined);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      setTimeout(() => resolve(false), waitMs);
      // The server says nothing when it begins to listen; a second is plenty for it.
      setTimeout(() => client.putObject('feed', 'key', 'content').catch(reject), 1_000);
      feed.on('notification', () => resolve(true));
    });
  } finally {
    feed.stop();
  }
}

describe('a real MinIO', () => {
  it('starts on a free port, keeps an object and is gone after close', async () => {
    const { url } = await start('as-released');
    const client = clientOf(server as MinioServer);
    await client.makeBucket('bucket');
    await client.putObject('bucket', 'key', 'content');
    expect((await client.statObject('bucket', 'key')).size).toBe(7);
    await server?.close();
    server = null;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says why when the port is taken', async () => {
    const { endpoint } = await start('as-released');
    const binary = await findMinio('as-released');
    if ('missing' in binary) throw new Error(binary.missing);
    const second = startMinio({ binaryPath: binary.path, port: endpoint.port, usesTls: false });
    await expect(second).rejects.toThrow(/Port \d+ cannot be used/);
  });

  it('shows over TLS a certificate that no authority signed', async () => {
    const { url, certificate } = await start('as-released', true);
    expect(certificate?.certificatePem).toContain('BEGIN CERTIFICATE');
    await expect(fetch(`${url}/minio/health/live`)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) },
    });
  });
});

describe('the change feed', () => {
  it('holds an event back in the released source, until more of them fill its buffer', async () => {
    expect(await hasChangeFeed(clientOf(await start('as-released')), 4_000)).toBe(false);
  });

  it('streams in the repaired variant', async () => {
    expect(await hasChangeFeed(clientOf(await start('streaming')), 15_000)).toBe(true);
  });
});

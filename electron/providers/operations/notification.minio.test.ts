import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openReal, startRealMinio } from '../../../e2e/servers/real-minio.ts';

interface Told {
  readonly EventName: string;
  readonly Key: string;
}

/** Takes what a server tells by a webhook. */
async function listenForEvents() {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (text !== '') told.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    told,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test('a webhook is told of what a rule names, and of nothing once the rule is gone', async () => {
  const listener = await listenForEvents();
  const queueFolder = await mkdtemp(join(tmpdir(), 'stowage-events-'));
  const server = await startRealMinio({
    env: {
      MINIO_NOTIFY_WEBHOOK_ENABLE_TEST: 'on',
      MINIO_NOTIFY_WEBHOOK_ENDPOINT_TEST: listener.url,
      MINIO_NOTIFY_WEBHOOK_QUEUE_DIR_TEST: queueFolder,
    },
  });
  const provider = openReal(server);
  try {
    const bucket = 'told';
    const document = 'notification';
    const { configuration, objects } = provider;
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
    const rules = [
      { name: 'prefix', value: 'in/' },
      { name: 'suffix', value: '.txt' },
    ];
    const queue = {
      id: 'all',
      arn: 'arn:minio:sqs::TEST:webhook',
      events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
      filter: { key: { rules } },
    };
    const value = { topics: [], queues: [queue], functions: [] };
    await configuration.put({ bucket, document, value });
    expect(await configuration.get({ bucket, document })).toMatchObject({
      queues: [{ arn: queue.arn, events: queue.events, filter: { key: { rules } } }],
    });
    const body = Buffer.from('x');
    await objects.putObject({ bucket, key: 'elsewhere.txt', body });
    await objects.putObject({ bucket, key: 'in/a ü+.txt', body });
    await objects.deleteObject({ bucket, key: 'in/a ü+.txt' });
    await vi.waitFor(() => expect(listener.told).toHaveLength(2), 20_000);
    expect(listener.told.map(({ EventName, Key }) => [EventName, Key]).toSorted()).toEqual([
      ['s3:ObjectCreated:Put', `${bucket}/in/a ü+.txt`],
      ['s3:ObjectRemoved:Delete', `${bucket}/in/a ü+.txt`],
    ]);
    await configuration.delete({ bucket, document });
    await objects.putObject({ bucket, key: 'in/late.txt', body });
    await configuration.put({ bucket, document, value });
    await objects.putObject({ bucket, key: 'in/last.txt', body });
    await vi.waitFor(() => expect(listener.told).toHaveLength(3), 20_000);
    expect(listener.told[2]?.Key).toBe(`${bucket}/in/last.txt`);
  } finally {
    await provider.close();
    await server.close();
    await listener.close();
    await rm(queueFolder, { recursive: true, force: true });
  }
});

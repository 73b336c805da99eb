import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMinio } from '../../../e2e/servers/minio-binary.ts';
import { type MinioServer, startMinio } from '../../../e2e/servers/start-minio.ts';
import { selectCases, selectObjects } from './testing/select-cases.ts';
import { askServer } from './testing/select-client.ts';

const bucket = 'queries';
let server: MinioServer;
let client: S3Client;

beforeAll(async () => {
  const binary = await findMinio('as-released');
  if ('missing' in binary) throw new Error(binary.missing);
  server = await startMinio({ binaryPath: binary.path, port: 0, usesTls: false });
  client = new S3Client({
    endpoint: server.url,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const [key, content] of Object.entries(selectObjects)) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  }
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

/** JSON may be written in more than one way, CSV may not. */
function meaningOf(records: string): unknown {
  if (!records.startsWith('{')) return records;
  return records
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('a real MinIO', () => {
  it.each(selectCases.filter(({ minioDiffers }) => minioDiffers === undefined))(
    'answers the same: $sql',
    async (asked) => {
      const { records, error } = await askServer(client, bucket, asked);
      if (typeof asked.gives === 'string') {
        expect({ records: meaningOf(records), error }).toEqual({
          records: meaningOf(asked.gives),
          error: null,
        });
      } else expect(error, records).not.toBeNull();
    },
  );

  it.each(selectCases.filter(({ minioDiffers }) => minioDiffers !== undefined))(
    'answers otherwise, as $minioDiffers: $sql',
    async (asked) => {
      const { records, error } = await askServer(client, bucket, asked);
      const isSame =
        typeof asked.gives === 'string' ? error === null && records === asked.gives : error !== null;
      expect(isSame, records).toBe(false);
    },
  );
});

import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** The AWS SDK for JavaScript as its users write it: `upload|download BUCKET PATH PREFIX [KEY]`; keys are in the environment. */
const [kind, Bucket = '', local = '', prefix = '', key = ''] = process.argv.slice(2);
const lanes = 64;
const client = new S3Client({ forcePathStyle: true });

async function upload(file: string, Key: string): Promise<void> {
  const params = { Bucket, Key, Body: createReadStream(file) };
  await new Upload({ client, params, partSize: 8 * 1_048_576, queueSize: 4 }).done();
}

async function download(Key: string, file: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(Body as Readable, createWriteStream(file));
}

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function listKeys(): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: prefix, ...(ContinuationToken && { ContinuationToken }) }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}

if (kind === 'upload' && key !== '') await upload(local, key);
else if (kind === 'upload') {
  await inLanes(readdirSync(local), (name) => upload(path.join(local, name), prefix + name));
} else if (key !== '') await download(key, path.join(local, 'object'));
else await inLanes(await listKeys(), (found) => download(found, path.join(local, found)));
client.destroy();

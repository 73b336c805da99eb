import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-s3';
import {
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

/** Commands of AWS's SDK that no test beside this one sends, and why. */
const notSent: readonly (readonly [reason: string, commands: RegExp])[] = [
  [
    'the sandbox says that it does not implement them: routes.test.ts',
    /^(Get|Put|Delete|List)Bucket(Analytics|IntelligentTiering|Metrics)Configurations?Command$/,
  ],
  ['the sandbox says that it does not implement it: routes.test.ts', /^GetObjectTorrentCommand$/],
  ['of directory buckets, which AWS alone has', /^(CreateSession|ListDirectoryBuckets|RenameObject)Command$/],
  ['of tables of metadata, which AWS alone has', /^(Create|Get|Delete|Update)BucketMetadata\w*Command$/],
  ['of annotations, which AWS alone has', /^(Get|Put|Delete|List)ObjectAnnotations?Command$/],
  ['of rights by attributes, which AWS alone has', /^(Get|Put)BucketAbacCommand$/],
  ['changes the key of an object in place, which AWS alone does', /^UpdateObjectEncryptionCommand$/],
  ['answers a function of AWS and no client', /^WriteGetObjectResponseCommand$/],
];

const Bucket = 'commands';
let sandbox: RunningSandbox;
let client: S3Client;
beforeAll(async () => {
  sandbox = await runSandbox();
  client = connectAws(sandbox);
  await client.send(new sdk.CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

test('a bucket has tags and versions', async () => {
  const TagSet = [{ Key: 'team', Value: 'red + blue' }];
  const missing = { name: 'NoSuchTagSet' };
  await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject(missing);
  await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  await client.send(new DeleteBucketTaggingCommand({ Bucket }));
  await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject(missing);
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  const Status = 'Enabled';
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe(Status);
});

test('an object loses its tags, each version its own', async () => {
  const put = async () =>
    (await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Tagging: 'k=v' }))).VersionId;
  const [first, second] = [await put(), await put()];
  await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a', VersionId: first }));
  const tagsOf = async (VersionId: string | undefined) =>
    (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a', VersionId }))).TagSet;
  expect(await tagsOf(first)).toEqual([]);
  expect(await tagsOf(second)).toEqual([{ Key: 'k', Value: 'v' }]);
});

test('a bucket has inventories, several of them', async () => {
  const inventory = (Id: string) => ({
    Id,
    IsEnabled: true,
    IncludedObjectVersions: 'All' as const,
    Filter: { Prefix: 'a/' },
    OptionalFields: ['Size' as const, 'ETag' as const],
    Schedule: { Frequency: 'Daily' as const },
    Destination: {
      S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' as const, Prefix: 'lists' },
    },
  });
  const put = (Id: string, InventoryConfiguration: ReturnType<typeof inventory>) =>
    client.send(new sdk.PutBucketInventoryConfigurationCommand({ Bucket, Id, InventoryConfiguration }));
  const list = async () =>
    (await client.send(new sdk.ListBucketInventoryConfigurationsCommand({ Bucket })))
      .InventoryConfigurationList;
  for (const id of ['daily-1', 'daily-2']) await put(id, inventory(id));
  await expect(put('daily-3', inventory('other'))).rejects.toMatchObject({ name: 'InvalidArgument' });
  const elsewhere = { S3BucketDestination: { Bucket: 'arn:aws:s3:::nowhere', Format: 'CSV' as const } };
  const lost = { ...inventory('lost'), Destination: elsewhere } as ReturnType<typeof inventory>;
  await expect(put('lost', lost)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  const get = () => client.send(new sdk.GetBucketInventoryConfigurationCommand({ Bucket, Id: 'daily-1' }));
  expect((await get()).InventoryConfiguration).toEqual(inventory('daily-1'));
  expect(await list()).toEqual([inventory('daily-1'), inventory('daily-2')]);
  await client.send(new sdk.DeleteBucketInventoryConfigurationCommand({ Bucket, Id: 'daily-1' }));
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchConfiguration' });
  expect(await list()).toHaveLength(1);
});

test('every command of the SDK is sent by a test, or is named with the reason why not', () => {
  const folder = join(import.meta.dirname, '..');
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const sent = new Set([...tests.matchAll(/new (?:sdk\.)?(\w+Command)\(/g)].map(([, name = '']) => name));
  const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name));
  expect(commands.length).toBeGreaterThan(100);
  const unsent = commands.filter((name) => !sent.has(name));
  expect(unsent.filter((name) => !notSent.some(([, form]) => form.test(name)))).toEqual([]);
  const needless = notSent.filter(([, form]) => !unsent.some((name) => form.test(name)));
  expect(needless).toEqual([]);
});

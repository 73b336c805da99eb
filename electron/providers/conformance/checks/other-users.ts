import { toAppError } from '../../../../shared/model/app-error.ts';
import type { StorageProvider } from '../../storage-provider.ts';
import { type Check, type CheckContext, NotOffered } from '../check.ts';
import { Collector, expectEqual, expectFailure, expectThat } from '../expectations.ts';
import { publicReadPolicy } from '../own-words.ts';

const key = 'public/read me';

async function putIn({ provider }: CheckContext, bucket: string): Promise<{ bucket: string; key: string }> {
  await provider.objects.putObject({ bucket, key, body: Buffer.from('for all') });
  return { bucket, key };
}

async function read({ objects }: StorageProvider, place: { bucket: string; key: string }): Promise<string> {
  const got = new Collector();
  await objects.getObject(place, got);
  return got.text;
}

/** The client of a user who may not read this object yet. */
async function openWithoutAccess(
  context: CheckContext,
  place: { bucket: string; key: string },
): Promise<StorageProvider> {
  const second = context.openSecond();
  const { kind } = await read(second, place).then(() => ({ kind: 'success' }), toAppError);
  if (kind === 'success') throw new NotOffered('The second user may read everything already.');
  expectEqual('answer to the second user', kind, 'access-denied');
  return second;
}

/** Reads what the other user was given, unless this server gives nothing in this way. */
async function expectGiven(
  other: StorageProvider,
  place: { bucket: string; key: string },
  whyNot: string,
): Promise<void> {
  const content = await read(other, place).catch((thrown: unknown) => {
    if (toAppError(thrown).kind === 'access-denied') throw new NotOffered(whyNot);
    throw thrown;
  });
  expectEqual('content', content, 'for all');
}

/** What somebody without keys, or with keys of their own, may do before and after it was allowed. */
export const otherUserChecks: readonly Check[] = [
  {
    group: 'client',
    operation: 'anonymousAccess',
    about: 'public object',
    async run(context) {
      const bucket = await context.newOpenBucket();
      const place = await putIn(context, bucket);
      const anonymous = context.open({ credentials: async () => null });
      await expectFailure(anonymous.objects.headObject(place), 'access-denied');
      const policy = publicReadPolicy(context.provider.id, bucket);
      await context.provider.configuration.putPolicy({ bucket, policy });
      expectEqual('content', await read(anonymous, place), 'for all');
      const write = anonymous.objects.putObject({ ...place, body: Buffer.from('changed') });
      await expectFailure(write, 'access-denied');
      const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
      await expectFailure(anonymous.objects.listObjects(query), 'access-denied');
    },
  },
  {
    group: 'buckets',
    operation: 'bucketExists',
    about: 'of somebody else',
    async run(context) {
      const second = context.openSecond();
      const bucket = await context.newOpenBucket();
      const { exists, accessible } = await second.buckets.bucketExists({ bucket });
      expectThat(exists, 'denies a bucket that is there');
      if (accessible) throw new NotOffered('The second user may see every bucket.');
    },
  },
  {
    group: 'configuration',
    operation: 'putBucketPolicy',
    about: 'for another user',
    async run(context) {
      const bucket = await context.newOpenBucket();
      const place = await putIn(context, bucket);
      const second = await openWithoutAccess(context, place);
      const policy = publicReadPolicy(context.provider.id, bucket);
      await context.provider.configuration.putPolicy({ bucket, policy });
      await expectGiven(second, place, 'A policy decides for people without keys only.');
      await expectFailure(second.objects.putObject({ ...place, body: Buffer.from('x') }), 'access-denied');
    },
  },
  {
    group: 'configuration',
    operation: 'putBucketAcl',
    about: 'for another user',
    async run(context) {
      const bucket = await context.newOpenBucket();
      await putIn(context, bucket);
      const second = context.openSecond();
      const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
      const list = () => second.objects.listObjects(query);
      const { kind } = await list().then(() => ({ kind: 'success' }), toAppError);
      if (kind === 'success') throw new NotOffered('The second user may list everything already.');
      await context.provider.configuration.putAcl({ bucket, canned: 'public-read' });
      expectEqual('keys', (await list()).objects.keys, [key]);
    },
  },
  {
    group: 'objects',
    operation: 'putObjectAcl',
    about: 'for another user',
    async run(context) {
      const bucket = await context.newOpenBucket();
      const place = await putIn(context, bucket);
      const second = await openWithoutAccess(context, place);
      await context.provider.objects.putObjectAcl({ ...place, canned: 'public-read' });
      await expectGiven(second, place, 'The access list of an object lets nobody else read it.');
    },
  },
];

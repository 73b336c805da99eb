import { toAppError } from '../../../../shared/model/app-error.ts';
import { type Check, NotOffered } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'buckets';

/** Service and bucket life cycle. */
export const bucketChecks: readonly Check[] = [
  {
    group: 'service',
    operation: 'listBuckets',
    async run({ provider, bucket }) {
      const buckets = await provider.service.listBuckets();
      const own = buckets.find(({ name }) => name === bucket);
      expectThat(own !== undefined, 'does not list the bucket of the run');
      expectThat((own?.createdAtMs ?? 0) > Date.UTC(2006, 0), 'gives no creation time');
    },
  },
  {
    group,
    operation: 'createBucket',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      expectEqual('existence', await provider.buckets.bucketExists({ bucket }), {
        exists: true,
        accessible: true,
      });
    },
  },
  {
    group,
    operation: 'createBucket',
    about: 'twice',
    async run({ provider, options, bucket }) {
      await provider.objects.putObject({ bucket, key: 'stays', body: Buffer.from('x') });
      try {
        await provider.buckets.createBucket({ bucket, region: options.region, hasObjectLock: false });
      } catch (thrown) {
        // Some take the wish of an owner for what is there already.
        expectEqual('kind', toAppError(thrown).kind, 'already-exists');
      }
      expectEqual('size', (await provider.objects.headObject({ bucket, key: 'stays' })).sizeBytes, 1);
    },
  },
  {
    group,
    operation: 'createLockedBucket',
    async run({ newLockedBucket }) {
      await newLockedBucket();
    },
  },
  {
    group,
    operation: 'createBucket',
    about: 'bad name',
    async run({ provider }) {
      for (const bucket of ['ab', 'Upper', 'under_score', 'a..b', '192.168.1.1', '-start', 'x'.repeat(64)]) {
        const call = provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
        const { reason } = await expectFailure(call, 'invalid-input');
        expectThat(reason?.startsWith('bucket-name-') ?? false, `gives no reason for ${bucket}`);
      }
    },
  },
  {
    group,
    operation: 'bucketExists',
    async run({ provider, newBucketName }) {
      const answer = await provider.buckets.bucketExists({ bucket: newBucketName() });
      expectEqual('existence', answer, { exists: false, accessible: false });
    },
  },
  {
    group,
    operation: 'getBucketLocation',
    async run({ provider, bucket }) {
      const { region } = await provider.buckets.getBucketLocation({ bucket });
      expectThat(/^[a-z0-9-]+$/i.test(region), `answers the region “${region}”`);
    },
  },
  {
    group,
    operation: 'getBucketLocation',
    about: 'missing',
    async run({ provider, bucket, newBucketName }) {
      await provider.buckets.getBucketLocation({ bucket });
      const call = provider.buckets.getBucketLocation({ bucket: newBucketName() });
      expectEqual('code', (await expectFailure(call, 'not-found')).code, 'NoSuchBucket');
    },
  },
  {
    group,
    operation: 'deleteBucket',
    about: 'not empty',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'stays', body: Buffer.from('x') });
      await expectFailure(provider.buckets.deleteBucket({ bucket }), 'conflict');
    },
  },
  {
    group,
    operation: 'deleteBucket',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      await provider.buckets.deleteBucket({ bucket });
      expectEqual('existence', (await provider.buckets.bucketExists({ bucket })).exists, false);
      await expectFailure(provider.buckets.deleteBucket({ bucket }), 'not-found');
    },
  },
  {
    group,
    operation: 'forceDeleteBucket',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      await provider.objects.putObject({ bucket, key: 'in the way', body: Buffer.from('x') });
      try {
        await provider.buckets.deleteBucket({ bucket, force: true });
      } catch (thrown) {
        if (toAppError(thrown).kind !== 'conflict') throw thrown;
        throw new NotOffered('The server deletes empty buckets only.');
      }
      expectEqual('existence', (await provider.buckets.bucketExists({ bucket })).exists, false);
    },
  },
  {
    group,
    operation: 'getBucketInfo',
    async run({ provider, newBucket, newBucketName }) {
      const bucket = await newBucket();
      const info = await provider.buckets.getBucketInfo({ bucket });
      const { region } = await provider.buckets.getBucketLocation({ bucket });
      expectEqual('name and region', [info.name, info.region], [bucket, region]);
      expectThat(info.access === null || info.access === 'private', `calls the access ${info.access}`);
      expectThat(info.versioning === null || info.versioning === 'Off', `says versioning ${info.versioning}`);
      await expectFailure(provider.buckets.getBucketInfo({ bucket: newBucketName() }), 'not-found');
    },
  },
  {
    group,
    operation: 'getBucketStat',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      for (const key of ['a', 'b']) {
        await provider.objects.putObject({ bucket, key, body: Buffer.from('12345') });
      }
      const { objectCount, sizeBytes } = await provider.buckets.getBucketStat({ bucket });
      // A provider that counts by itself does so an hour later.
      const isCounted = objectCount === 2 && sizeBytes === 10;
      expectThat(isCounted || objectCount === 0, `counts ${objectCount} objects and ${sizeBytes} bytes`);
    },
  },
];

import type { Check, CheckContext } from '../check.ts';
import { Collector, expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'versions';

/** Versions of objects: listed, read, copied from and deleted one by one. */
export const versionChecks: readonly Check[] = [
  {
    group,
    operation: 'listObjectVersions',
    about: 'never versioned',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'plain', body: Buffer.from('x') });
      const { versions } = await provider.versions.listObjectVersions(query(bucket));
      expectEqual(
        'versions',
        versions.map(({ key, versionId, isLatest }) => [key, versionId, isLatest]),
        [['plain', 'null', true]],
      );
    },
  },
  {
    group,
    operation: 'listObjectVersions',
    async run(context) {
      const { bucket, one, two, marker } = await putTwice(context);
      const { versions } = await context.provider.versions.listObjectVersions(query(bucket));
      expectEqual(
        'versions, newest first',
        versions.map(({ versionId, isDeleteMarker, isLatest, sizeBytes }) => [
          versionId,
          isDeleteMarker,
          isLatest,
          sizeBytes,
        ]),
        [
          [marker, true, true, 0],
          [two, false, false, 5],
          [one, false, false, 3],
        ],
      );
    },
  },
  {
    group,
    operation: 'getObject',
    about: 'by version',
    async run(context) {
      const { bucket, key, one } = await putTwice(context);
      const { objects } = context.provider;
      await expectFailure(objects.headObject({ bucket, key }), 'not-found');
      const got = new Collector();
      await objects.getObject({ bucket, key, versionId: one }, got);
      expectEqual('content of the first version', got.text, 'one');
      const { sizeBytes } = await objects.headObject({ bucket, key, versionId: one });
      expectEqual('size of the first version', sizeBytes, 3);
    },
  },
  {
    group,
    operation: 'copyObject',
    about: 'by version',
    async run(context) {
      const { bucket, key, one } = await putTwice(context);
      const { objects } = context.provider;
      await objects.copyObject({ source: { bucket, key, versionId: one }, bucket, key: 'restored' });
      const got = new Collector();
      await objects.getObject({ bucket, key: 'restored' }, got);
      expectEqual('content of the copy', got.text, 'one');
    },
  },
  {
    group,
    operation: 'deleteObject',
    about: 'by version',
    async run(context) {
      const { bucket, key, one, two } = await putTwice(context);
      const { objects } = context.provider;
      await objects.deleteObject({ bucket, key, versionId: one });
      await expectFailure(objects.headObject({ bucket, key, versionId: one }), 'not-found');
      const { sizeBytes } = await objects.headObject({ bucket, key, versionId: two });
      expectEqual('size of the other version', sizeBytes, 5);
    },
  },
  {
    group,
    operation: 'deleteObjects',
    about: 'by version',
    async run(context) {
      const { bucket, key, one, two } = await putTwice(context);
      const { objects } = context.provider;
      const targets = [{ key, versionId: one }];
      const [outcome] = await objects.deleteObjects({ bucket, targets });
      expectEqual('delete error', outcome?.error ?? null, null);
      await expectFailure(objects.headObject({ bucket, key, versionId: one }), 'not-found');
      const { sizeBytes } = await objects.headObject({ bucket, key, versionId: two });
      expectEqual('size of the other version', sizeBytes, 5);
    },
  },
  {
    group,
    operation: 'listObjectVersions',
    about: 'pages',
    async run({ provider, newVersionedBucket }) {
      const bucket = await newVersionedBucket();
      for (const key of ['a', 'a', 'b/c', 'b/d', 'e']) {
        await provider.objects.putObject({ bucket, key, body: Buffer.from(key) });
      }
      const found: string[] = [];
      let token: string | null = null;
      do {
        const page = await provider.versions.listObjectVersions({ ...query(bucket), token, maxKeys: 2 });
        found.push(...page.versions.map(({ key }) => key));
        token = page.nextToken;
      } while (token !== null);
      expectEqual('keys over pages', found, ['a', 'a', 'b/c', 'b/d', 'e']);
      const grouped = await provider.versions.listObjectVersions({ ...query(bucket), delimiter: '/' });
      expectEqual('prefixes', grouped.prefixes, ['b/']);
    },
  },
];

/** Two versions of one object, and a delete marker over them. */
async function putTwice({ provider, newVersionedBucket }: CheckContext) {
  const bucket = await newVersionedBucket();
  const key = 'k +é';
  const one = await provider.objects.putObject({ bucket, key, body: Buffer.from('one') });
  const two = await provider.objects.putObject({ bucket, key, body: Buffer.from('three') });
  expectThat(one.versionId !== null && one.versionId !== two.versionId, 'gives no version ids');
  const marker = await provider.objects.deleteObject({ bucket, key });
  expectEqual('delete marker', marker.isDeleteMarker, true);
  return { bucket, key, one: one.versionId ?? '', two: two.versionId ?? '', marker: marker.versionId };
}

function query(bucket: string) {
  return { bucket, prefix: '', delimiter: null, token: null as string | null, maxKeys: 1_000 };
}

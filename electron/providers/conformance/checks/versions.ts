import type { Check } from '../check.ts';
import { Collector, expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'versions';

/** Versions of objects: listed, read, copied from and deleted one by one. */
export const versionChecks: readonly Check[] = [
  {
    group,
    operation: 'listObjectVersions (never versioned)',
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
    operation: 'listObjectVersions, getObject, deleteObject (by version)',
    async run({ provider, newVersionedBucket }) {
      const bucket = await newVersionedBucket();
      const one = await provider.objects.putObject({ bucket, key: 'k +é', body: Buffer.from('one') });
      const two = await provider.objects.putObject({ bucket, key: 'k +é', body: Buffer.from('three') });
      expectThat(one.versionId !== null && one.versionId !== two.versionId, 'gives no version ids');
      const marker = await provider.objects.deleteObject({ bucket, key: 'k +é' });
      expectEqual('delete marker', marker.isDeleteMarker, true);
      await expectFailure(provider.objects.headObject({ bucket, key: 'k +é' }), 'not-found');
      const { versions } = await provider.versions.listObjectVersions(query(bucket));
      expectEqual(
        'versions, newest first',
        versions.map(({ versionId, isDeleteMarker, isLatest, sizeBytes }) => [
          versionId,
          isDeleteMarker,
          isLatest,
          sizeBytes,
        ]),
        [
          [marker.versionId, true, true, 0],
          [two.versionId, false, false, 5],
          [one.versionId, false, false, 3],
        ],
      );
      const versionId = one.versionId ?? '';
      const got = new Collector();
      await provider.objects.getObject({ bucket, key: 'k +é', versionId }, got);
      expectEqual('content of the first version', got.text, 'one');
      const source = { bucket, key: 'k +é', versionId };
      await provider.objects.copyObject({ source, bucket, key: 'restored' });
      const [outcome] = await provider.objects.deleteObjects({
        bucket,
        targets: [{ key: 'k +é', versionId }],
      });
      expectEqual('delete error', outcome?.error ?? null, null);
      const gone = provider.objects.headObject({ bucket, key: 'k +é', versionId });
      await expectFailure(gone, 'not-found');
    },
  },
  {
    group,
    operation: 'listObjectVersions (pages)',
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

function query(bucket: string) {
  return { bucket, prefix: '', delimiter: null, token: null as string | null, maxKeys: 1_000 };
}

import type { Check, CheckContext } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'objects';
const keys = ['a/1', 'a/2', 'a/b/3', 'a/b/4', 'c', 'd/5', 'e', 'é', '😀'];

async function fill({ provider, bucket }: CheckContext): Promise<void> {
  for (const key of keys) await provider.objects.putObject({ bucket, key, body: Buffer.from(key) });
}

/** Pages, prefixes, delimiters and order. */
export const listingChecks: readonly Check[] = [
  {
    group,
    operation: 'listObjects',
    async run(context) {
      await fill(context);
      const { provider, bucket } = context;
      const page = await provider.objects.listObjects(query(bucket));
      expectEqual('keys in UTF-8 order', page.objects.keys, keys);
      expectEqual(
        'sizes',
        page.objects.sizesBytes,
        keys.map((key) => Buffer.byteLength(key)),
      );
      expectEqual('columns', page.objects.etags.length, keys.length);
      expectEqual('token', page.nextToken, null);
    },
  },
  {
    group,
    operation: 'listObjects',
    about: 'delimiter',
    async run({ provider, bucket }) {
      const root = await provider.objects.listObjects({ ...query(bucket), delimiter: '/' });
      expectEqual('prefixes', root.prefixes, ['a/', 'd/']);
      expectEqual('keys', root.objects.keys, ['c', 'e', 'é', '😀']);
      const inside = await provider.objects.listObjects({ ...query(bucket), prefix: 'a/', delimiter: '/' });
      expectEqual('prefixes inside', inside.prefixes, ['a/b/']);
      expectEqual('keys inside', inside.objects.keys, ['a/1', 'a/2']);
    },
  },
  {
    group,
    operation: 'listObjects',
    about: 'pages',
    async run({ provider, bucket }) {
      for (const delimiter of [null, '/']) {
        const whole = await provider.objects.listObjects({ ...query(bucket), delimiter });
        const found: string[] = [];
        const prefixes: string[] = [];
        let token: string | null = null;
        do {
          const page = await provider.objects.listObjects({ ...query(bucket), delimiter, token, maxKeys: 2 });
          found.push(...page.objects.keys);
          prefixes.push(...page.prefixes);
          token = page.nextToken;
        } while (token !== null);
        expectEqual('keys over pages', found, whole.objects.keys);
        expectEqual('prefixes over pages', prefixes, whole.prefixes);
      }
    },
  },
  {
    group,
    operation: 'listObjects',
    about: 'start after',
    async run({ provider, bucket }) {
      const page = await provider.objects.listObjects({ ...query(bucket), startAfter: 'a/b/4' });
      expectEqual('keys', page.objects.keys, keys.slice(4));
    },
  },
  {
    group,
    operation: 'listObjects',
    about: 'nothing there',
    async run({ provider, bucket, newBucketName }) {
      const page = await provider.objects.listObjects({ ...query(bucket), prefix: 'zzz' });
      expectEqual('page', [page.objects.keys, page.prefixes, page.nextToken], [[], [], null]);
      const error = await expectFailure(provider.objects.listObjects(query(newBucketName())), 'not-found');
      expectEqual('code', error.code, 'NoSuchBucket');
    },
  },
  {
    group,
    operation: 'listObjectsV2',
    async run({ provider, bucket, open }) {
      const first = await provider.objects.listObjects({ ...query(bucket), maxKeys: 4 });
      expectEqual('first page', first.objects.keys, keys.slice(0, 4));
      expectThat(first.nextToken !== null, 'ends the listing early');
      // The token is all that a page needs, whoever asks.
      const rest = await open({}).objects.listObjects({ ...query(bucket), token: first.nextToken });
      expectEqual('rest', rest.objects.keys, keys.slice(4));
    },
  },
];

function query(bucket: string) {
  return {
    bucket,
    prefix: '',
    delimiter: null as string | null,
    token: null as string | null,
    maxKeys: 1_000,
  };
}

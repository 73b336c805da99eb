import { posix } from 'node:path';
import { toAppError } from '../../../../shared/model/app-error.ts';
import { type Check, type CheckContext, NotOffered } from '../check.ts';
import { Collector, expectEqual, expectThat } from '../expectations.ts';

const group = 'keys';

/** Keys that clients, proxies and servers get wrong, by what is hard about them. */
const hostileKeys: readonly (readonly [what: string, key: string])[] = [
  ['space and plus', 'a b+c d'],
  ['percent signs', '100%/%41%2F%zz'],
  ['reserved characters', "!'()*~;:@&=$,?#[]"],
  ['unicode', '目录/ü-🙂.txt'],
  ['decomposed unicode', 'e\u0301/n\u0303'],
  ['markup', '<a href="x">&amp;\'</a>'],
  ['numeric', '0012'],
  ['true', 'true'],
  ['trailing slash', 'folder/'],
  ['spaces at both ends', ' edge '],
  ['backslash', 'a\\b'],
  ['double slash', 'a//b///c'],
  ['leading slash', '/first'],
  ['dot segments', 'a/./b/../c'],
  ['control characters', 'a\u0001b\tc\nd'],
  ['1,024 bytes', `${'d'.repeat(199)}/`.repeat(5).concat('é'.repeat(12))],
];

/** Every key goes through put, head, get, list, copy and delete, and comes back as it was. */
export const keyChecks: readonly Check[] = hostileKeys.map(([what, key]) => ({
  group,
  operation: `key with ${what}`,
  run: (context) => roundTrip(context, key),
}));

/** Some servers keep objects as files and tidy the path; the client must not, and other checks see to that. */
function isNormalised(listed: string, key: string): boolean {
  return posix.join('/', key) === posix.join('/', listed) && posix.join('/', listed) === `/${listed}`;
}

async function roundTrip({ provider, bucket }: CheckContext, key: string): Promise<void> {
  const body = Buffer.from(`content of ${key}`);
  try {
    await provider.objects.putObject({ bucket, key, body });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.reason === 'key-refused')
      throw new NotOffered(`${error.status} ${error.code} ${error.message}`);
    throw thrown;
  }
  expectEqual('size', (await provider.objects.headObject({ bucket, key })).sizeBytes, body.length);
  const got = new Collector();
  await provider.objects.getObject({ bucket, key }, got);
  expectThat(got.bytes.equals(body), 'returns other bytes');
  const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1_000 };
  const { objects } = await provider.objects.listObjects(query);
  const [listed] = objects.keys;
  if (listed !== undefined && listed !== key && isNormalised(listed, key)) {
    await provider.objects.deleteObjects({ bucket, targets: [{ key: listed }] });
    throw new NotOffered(`The server stores it under another key, ${JSON.stringify(listed)}.`);
  }
  expectEqual('keys listed', objects.keys, [key]);
  const byPrefix = await provider.objects.listObjects({ ...query, prefix: key });
  expectEqual('listing by prefix', byPrefix.objects.keys, [key]);
  await provider.objects.copyObject({ source: { bucket, key }, bucket, key: 'copy-of-hostile' });
  const [outcome] = await provider.objects.deleteObjects({ bucket, targets: [{ key }] });
  expectEqual('delete error', outcome?.error ?? null, null);
  await provider.objects.deleteObject({ bucket, key: 'copy-of-hostile' });
  expectEqual('keys left', (await provider.objects.listObjects(query)).objects.keys, []);
}

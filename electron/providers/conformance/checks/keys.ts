import { posix } from 'node:path';
import { toAppError } from '../../../../shared/model/app-error.ts';
import { type Check, type CheckContext, NotOffered, saysNotOffered } from '../check.ts';
import { Collector, expectEqual, expectThat } from '../expectations.ts';
import { sendAsStranger } from '../stranger.ts';

const group = 'keys';

/** Keys that clients, proxies and servers get wrong, by what is hard about them. */
const hostileKeys: readonly (readonly [what: string, key: string])[] = [
  ['space and plus', 'a b+c d'],
  ['percent signs', '100%/%41%2F%zz'],
  ['reserved characters', "!'()*~;:@&=$,?#[]"],
  ['unicode', '目录/ü-🙂.txt'],
  ['decomposed unicode', 'e\u0301/n\u0303'],
  ['markup', '<a href="x">&amp;\'</a>'],
  ['digits', '0012'],
  ['an exponent', '1e5'],
  ['true', 'true'],
  ['trailing slash', 'folder/'],
  ['spaces at both ends', ' edge '],
  ['backslash', 'a\\b'],
  ['double slash', 'a//b///c'],
  ['leading slash', '/first'],
  ['dot segments', 'a/./b/../c'],
  ['two dots alone', '..'],
  ['control characters', 'a\u0001b\tc\r\nd'],
  ['names of sub-resources', 'acl?uploads&versionId=1'],
];

interface Place {
  readonly bucket: string;
  readonly key: string;
}
type Step = (context: CheckContext, place: Place) => Promise<void>;

/** Every key goes through every operation that has one, and comes back as it was. */
export const keyChecks: readonly Check[] = [
  ...hostileKeys.map(([what, key]) => checkOf(what, () => key)),
  checkOf('the longest of the dialect', ({ provider: { limits } }) => longKey(limits.maxKeyBytes)),
];

function checkOf(what: string, keyFor: (context: CheckContext) => string): Check {
  return {
    group,
    operation: 'putObject',
    about: `key with ${what}`,
    async run(context) {
      const place = { bucket: await context.newBucket(), key: keyFor(context) };
      await store(context, place);
      const refusals: string[] = [];
      for (const step of steps) refusals.push(...(await ifOffered(() => step(context, place))));
      await remove(context, place);
      if (refusals[0]) throw new NotOffered(refusals[0]);
    },
  };
}

/** Components stay short, because servers that keep objects as files have a limit for each. */
function longKey(sizeBytes: number): string {
  const end = 'é'.repeat(12);
  const start = `${'d'.repeat(199)}/`.repeat(Math.ceil(sizeBytes / 200));
  return start.slice(0, sizeBytes - Buffer.byteLength(end)) + end;
}

/** What the server lacks has checks of its own; what it lacks for this key alone is answered. */
async function ifOffered(step: () => Promise<void>): Promise<string[]> {
  try {
    await step();
  } catch (thrown) {
    const refusal = keyRefusal(thrown);
    if (refusal !== null) return [refusal];
    if (!saysNotOffered(thrown)) throw thrown;
  }
  return [];
}

/** Thrown by a step that the server has, but not for this key. */
class KeyLimit extends Error {}

/** What the server says, or does, when it does not take the key. */
function keyRefusal(thrown: unknown): string | null {
  if (thrown instanceof KeyLimit) return thrown.message;
  const { reason, status, code, message } = toAppError(thrown);
  return reason === 'key-refused' ? `${status} ${code} ${message}` : null;
}

async function store({ provider }: CheckContext, { bucket, key }: Place): Promise<void> {
  const body = bodyOf(key);
  try {
    await provider.objects.putObject({ bucket, key, body });
  } catch (thrown) {
    const refusal = keyRefusal(thrown);
    throw refusal === null ? thrown : new NotOffered(refusal);
  }
  const [listed] = await listedKeys(provider, bucket);
  if (listed !== undefined && listed !== key && isNormalised(listed, key)) {
    throw new NotOffered(`The server stores it under another key, ${JSON.stringify(listed)}.`);
  }
  expectEqual('keys listed', await listedKeys(provider, bucket), [key]);
  expectEqual('listing by prefix', await listedKeys(provider, bucket, key), [key]);
  expectEqual('size', (await provider.objects.headObject({ bucket, key })).sizeBytes, body.length);
  await expectContent({ provider }, { bucket, key });
}

async function remove({ provider }: CheckContext, { bucket, key }: Place): Promise<void> {
  const [outcome] = await provider.objects.deleteObjects({ bucket, targets: [{ key }] });
  expectEqual('delete error', outcome?.error ?? null, null);
  expectEqual('keys after deleteObjects', await listedKeys(provider, bucket), []);
  await provider.objects.putObject({ bucket, key, body: bodyOf(key) });
  await provider.objects.deleteObject({ bucket, key });
  expectEqual('keys after deleteObject', await listedKeys(provider, bucket), []);
}

const copyBothWays: Step = async ({ provider }, { bucket, key }) => {
  const copy = { bucket, key: 'copy' };
  try {
    await provider.objects.copyObject({ source: { bucket, key }, ...copy });
    const size = (await provider.objects.headObject(copy)).sizeBytes;
    expectEqual('size of the copy', size, bodyOf(key).length);
    await provider.objects.copyObject({ source: copy, bucket, key });
  } finally {
    await provider.objects.deleteObject(copy);
  }
  await expectContent({ provider }, { bucket, key });
};

const uploadInParts: Step = async ({ provider }, place) => {
  const { multipart } = provider;
  const upload = await multipart.createMultipartUpload(place);
  const part = await multipart.uploadPart({ ...upload, partNumber: 1, body: bodyOf(place.key) });
  expectEqual('parts', (await multipart.listParts(upload)).length, 1);
  const query = { bucket: place.bucket, prefix: place.key, token: null, maxUploads: 10 };
  const { uploads } = await multipart.listMultipartUploads(query);
  expectEqual('uploads', [uploads[0]?.key, uploads.length], [place.key, 1]);
  await multipart.completeMultipartUpload({ ...upload, parts: [part] });
  await expectContent({ provider }, place);
  const dropped = await multipart.createMultipartUpload(place);
  await multipart.abortMultipartUpload(dropped);
};

const tag: Step = async ({ provider: { tags } }, place) => {
  await tags.setObjectTags({ ...place, tags: { 'a key': 'v +1' } });
  expectEqual('tags', await tags.getObjectTags(place), { 'a key': 'v +1' });
  await tags.deleteObjectTags(place);
  expectEqual('tags', await tags.getObjectTags(place), {});
};

const followLinks: Step = async ({ provider, options }, place) => {
  const link = (method: 'GET' | 'PUT' | 'HEAD') =>
    provider.sharing.presign({ method, ...place, expiresInSeconds: 60 });
  const body = bodyOf(place.key);
  const put = await sendAsStranger(options, (await link('PUT')).url, { method: 'PUT', body });
  expectEqual('status of PUT by link', put.status, 200);
  const got = await sendAsStranger(options, (await link('GET')).url, { method: 'GET' });
  expectEqual('content by link', Buffer.from(got.body).toString(), body.toString());
  const head = await sendAsStranger(options, (await link('HEAD')).url, { method: 'HEAD' });
  expectEqual('status of HEAD by link', head.status, 200);
};

const keepVersions: Step = async (context, { key }) => {
  const { objects, versions } = context.provider;
  const place = { bucket: await context.newVersionedBucket(), key };
  const first = await objects.putObject({ ...place, body: Buffer.from('first') });
  await objects.putObject({ ...place, body: bodyOf(key) });
  if (first.versionId === null) throw new KeyLimit('The server keeps no versions of this key.');
  const query = { bucket: place.bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
  const listed = await versions.listObjectVersions(query);
  expectEqual(
    'keys of versions',
    listed.versions.map((version) => version.key),
    [key, key],
  );
  const old = { ...place, versionId: first.versionId ?? '' };
  expectEqual('size of the version', (await objects.headObject(old)).sizeBytes, 5);
  await objects.copyObject({ source: old, ...place });
  expectEqual('size of the copy', (await objects.headObject(place)).sizeBytes, 5);
  const [outcome] = await objects.deleteObjects({ bucket: place.bucket, targets: [old] });
  expectEqual('delete error', outcome?.error ?? null, null);
};

const steps: readonly Step[] = [copyBothWays, uploadInParts, tag, followLinks, keepVersions];

async function expectContent(
  { provider }: Pick<CheckContext, 'provider'>,
  { bucket, key }: Place,
): Promise<void> {
  const got = new Collector();
  await provider.objects.getObject({ bucket, key }, got);
  expectThat(got.bytes.equals(bodyOf(key)), 'returns other bytes');
}

function bodyOf(key: string): Buffer {
  return Buffer.from(`content of ${key}`);
}

async function listedKeys(
  { objects }: CheckContext['provider'],
  bucket: string,
  prefix = '',
): Promise<readonly string[]> {
  const query = { bucket, prefix, delimiter: null, token: null, maxKeys: 1_000 };
  return (await objects.listObjects(query)).objects.keys;
}

/** Some servers keep objects as files and tidy the path; the client must not, and other checks see to that. */
function isNormalised(listed: string, key: string): boolean {
  return posix.join('/', key) === posix.join('/', listed) && posix.join('/', listed) === `/${listed}`;
}

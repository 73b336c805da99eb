import { toAppError } from '../../../../shared/model/app-error.ts';
import type { StorageProvider } from '../../storage-provider.ts';
import { type Check, NotOffered } from '../check.ts';
import {
  Collector,
  expectEqual,
  expectFailure,
  expectKnown,
  expectThat,
  patternBytes,
} from '../expectations.ts';

const group = 'objects';

async function contentOf({ objects }: StorageProvider, place: { bucket: string; key: string }) {
  const got = new Collector();
  await objects.getObject(place, got);
  return got.text;
}

/** What is done with objects beyond reading and writing them. */
export const objectActionChecks: readonly Check[] = [
  {
    group,
    operation: 'createFolder',
    async run({ provider, bucket }) {
      await provider.objects.createFolder({ bucket, prefix: 'ordner ü/' });
      const query = { bucket, prefix: 'ordner', delimiter: '/', token: null, maxKeys: 10 };
      const { objects, prefixes } = await provider.objects.listObjects(query);
      expectEqual('listing', [objects.keys, prefixes], [[], ['ordner ü/']]);
      const { sizeBytes } = await provider.objects.headObject({ bucket, key: 'ordner ü/' });
      expectEqual('size', sizeBytes, 0);
    },
  },
  {
    group,
    operation: 'objectExists',
    async run({ provider, bucket, newBucketName }) {
      const { objects } = provider;
      await objects.putObject({ bucket, key: 'there', body: Buffer.from('x') });
      expectEqual('existence', await objects.objectExists({ bucket, key: 'there' }), true);
      if (await objects.objectExists({ bucket, key: 'not there' })) {
        throw new NotOffered('The server says yes, even for an object that is not there.');
      }
      await expectFailure(objects.objectExists({ bucket: newBucketName(), key: 'there' }), 'not-found');
    },
  },
  {
    group,
    operation: 'getObjectMeta',
    async run({ provider, bucket }) {
      const { objects } = provider;
      const place = { bucket, key: 'measured' };
      const { etag } = await objects.putObject({ ...place, body: Buffer.from('12345') });
      const missing = objects.getObjectMeta({ bucket, key: 'not there' });
      await expectKnown(missing);
      await expectFailure(missing, 'not-found');
      const meta = await objects.getObjectMeta(place);
      expectEqual('size and ETag', [meta.sizeBytes, meta.etag], [5, etag]);
    },
  },
  {
    group,
    operation: 'updateObjectMeta',
    async run({ provider, bucket }) {
      const { objects } = provider;
      const place = { bucket, key: 'described' };
      const write = {
        headers: { contentType: 'text/plain', cacheControl: 'no-cache' },
        userMetadata: { one: '1', two: '2' },
      };
      await objects.putObject({ ...place, body: Buffer.from('content'), write });
      await objects.updateObjectMeta({
        ...place,
        headers: { contentType: 'text/css' },
        userMetadata: { one: 'i' },
      });
      const { headers, userMetadata } = await objects.headObject(place);
      expectEqual('headers', [headers.contentType, headers.cacheControl], ['text/css', 'no-cache']);
      expectEqual('metadata', userMetadata, { one: 'i' });
      expectEqual('content', await contentOf(provider, place), 'content');
    },
  },
  {
    group,
    operation: 'moveObject',
    async run({ provider, bucket }) {
      const source = { bucket, key: 'before +é' };
      await provider.objects.putObject({ ...source, body: Buffer.from('moved') });
      await provider.objects.moveObject({ source, bucket, key: 'dir/after' });
      expectEqual('content', await contentOf(provider, { bucket, key: 'dir/after' }), 'moved');
      await expectFailure(provider.objects.headObject(source), 'not-found');
    },
  },
  {
    group,
    operation: 'composeObject',
    async run({ provider, bucket }) {
      const first = patternBytes(provider.limits.minPartSizeBytes, 3);
      await provider.objects.putObject({ bucket, key: 'piece 1', body: first });
      await provider.objects.putObject({ bucket, key: 'piece 2', body: Buffer.from('0123456789') });
      const sources = [
        { bucket, key: 'piece 1' },
        { bucket, key: 'piece 2', range: { offsetBytes: 2, lengthBytes: 5 } },
      ];
      const write = { headers: { contentType: 'application/x-joined' } };
      await provider.objects.composeObject({ bucket, key: 'whole', sources, write });
      const got = new Collector();
      const { info } = await provider.objects.getObject({ bucket, key: 'whole' }, got);
      expectThat(got.bytes.equals(Buffer.concat([first, Buffer.from('23456')])), 'joins other bytes');
      expectEqual('content type', info.headers.contentType, 'application/x-joined');
    },
  },
  {
    group,
    operation: 'appendObject',
    async run({ provider, bucket }) {
      const { objects } = provider;
      const place = { bucket, key: 'growing +é' };
      const one = await objects.appendObject({ ...place, position: 0, body: Buffer.from('one, ') });
      expectEqual('next position', one.nextPosition, 5);
      const two = await objects.appendObject({ ...place, position: 5, body: Buffer.from('two') });
      expectEqual('next position', two.nextPosition, 8);
      const late = objects.appendObject({ ...place, position: 5, body: Buffer.from('too late') });
      const { reason, values } = await expectFailure(late, 'conflict');
      expectEqual('reason', [reason, values?.nextPosition], ['append-position', 8]);
      expectEqual('content', await contentOf(provider, place), 'one, two');
    },
  },
  {
    group,
    operation: 'deletePrefix',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      const { objects } = provider;
      for (const key of ['dir/a', 'dir/b/c', 'other']) {
        await objects.putObject({ bucket, key, body: Buffer.from('x') });
      }
      await objects.deletePrefix({ bucket, prefix: 'dir/' });
      const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
      const { keys } = (await objects.listObjects(query)).objects;
      if (keys.length === 3) throw new NotOffered('The server takes it for the deletion of one key.');
      expectEqual('keys left', keys, ['other']);
    },
  },
  {
    group,
    operation: 'bodyKinds',
    async run({ provider, bucket }) {
      const { objects } = provider;
      const unknown = async function* () {
        yield Buffer.from('one, ');
        yield 'zwei ü, ';
        yield Buffer.from('three');
      };
      const slices = () => [Buffer.from('one, zwei ü, '), Buffer.from('three')];
      const text = 'one, zwei ü, three';
      const sizeBytes = Buffer.byteLength(text);
      const bodies = [text, Buffer.from(text), { sizeBytes, slices }, slices(), unknown()];
      for (const [index, body] of bodies.entries()) {
        const place = { bucket, key: `body ${index}` };
        await objects.putObject({ ...place, body });
        expectEqual(`content of body ${index}`, await contentOf(provider, place), text);
      }
    },
  },
  {
    group,
    operation: 'responseOverrides',
    async run({ provider, bucket }) {
      const place = { bucket, key: 'overridden' };
      await provider.objects.putObject({ ...place, body: Buffer.from('x') });
      const responseHeaders = {
        contentType: 'text/x-other',
        contentDisposition: 'attachment; filename="a b.txt"',
        cacheControl: 'no-store',
      };
      const { info } = await provider.objects.getObject({ ...place, responseHeaders }, new Collector());
      const { contentType, contentDisposition, cacheControl } = info.headers;
      if (contentDisposition === null) throw new NotOffered('The server answers with the stored headers.');
      expectEqual('headers', { contentType, contentDisposition, cacheControl }, responseHeaders);
    },
  },
  {
    group,
    operation: 'objectFields',
    async run({ provider, bucket }) {
      const place = { bucket, key: 'fields/one' };
      const { etag } = await provider.objects.putObject({ ...place, body: Buffer.from('12345') });
      const query = { bucket, prefix: 'fields/', delimiter: null, token: null, maxKeys: 10 };
      const { objects } = await provider.objects.listObjects(query);
      const info = await provider.objects.headObject(place);
      expectEqual('listed', [objects.keys, objects.sizesBytes, objects.etags], [[place.key], [5], [etag]]);
      expectEqual('asked for', [info.key, info.sizeBytes, info.etag], [place.key, 5, etag]);
      expectThat(info.headers.contentType !== null, 'gives no content type');
    },
  },
  {
    group,
    operation: 'putSymlink',
    async run({ provider, bucket }) {
      const targetKey = 'target ü+';
      await provider.objects.putObject({ bucket, key: targetKey, body: Buffer.from('behind the link') });
      const link = { bucket, key: 'link' };
      await provider.objects.putSymlink({ ...link, targetKey });
      const content = await contentOf(provider, link).catch((thrown: unknown) => {
        if (toAppError(thrown).kind === 'not-found') return '';
        throw thrown;
      });
      if (content === '') throw new NotOffered('The server says yes and keeps no link.');
      expectEqual('content', content, 'behind the link');
    },
  },
  {
    group,
    operation: 'getSymlink',
    async run({ provider, bucket }) {
      const targetKey = 'target ü+ of another';
      await provider.objects.putSymlink({ bucket, key: 'link 2', targetKey });
      const { targetKey: found } = await provider.objects.getSymlink({ bucket, key: 'link 2' });
      expectEqual('target', found, targetKey);
      await expectFailure(provider.objects.getSymlink({ bucket, key: 'no such link' }), 'not-found');
    },
  },
  {
    group,
    operation: 'testCors',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      const page = { bucket, key: 'k', origin: 'https://a.test', method: 'PUT' } as const;
      const rule = { allowedOrigins: ['https://a.test'], allowedMethods: ['PUT'] };
      const rules = [{ ...rule, allowedHeaders: ['*'], exposeHeaders: ['ETag'], maxAgeSeconds: 60 }];
      await provider.configuration.put({ bucket, document: 'cors', value: { rules } });
      const verdict = await provider.objects.testCors(page);
      expectEqual('verdict', [verdict.isAllowed, verdict.maxAgeSeconds], [true, 60]);
      const other = await provider.objects.testCors({ ...page, origin: 'https://b.test' });
      expectEqual('verdict on another page', other.isAllowed, false);
    },
  },
  {
    group,
    operation: 'fetchAddress',
    async run({ provider, bucket }) {
      const source = { bucket, key: 'fetched from' };
      await provider.objects.putObject({ ...source, body: Buffer.from('x') });
      const link = { method: 'GET', ...source, expiresInSeconds: 600 } as const;
      const { url } = await provider.sharing.presign(link);
      const { taskId } = await provider.objects.fetchAddress({ bucket, key: 'fetched', url });
      expectThat(taskId !== '', 'gives the task no id');
    },
  },
];

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AppFailure } from '../../../../shared/model/app-error.ts';
import { type Check, NotOffered } from '../check.ts';
import {
  Collector,
  expectCondition,
  expectEqual,
  expectFailure,
  expectRefusal,
  expectThat,
  patternBytes,
} from '../expectations.ts';

const group = 'objects';
const body = patternBytes(100_000);
const write = {
  headers: {
    contentType: 'text/plain; charset=utf-8',
    cacheControl: 'no-cache',
    contentDisposition: 'attachment; filename="a b.txt"',
    contentLanguage: 'en',
  },
  userMetadata: { colour: 'dark  red', 'long-name': 'v 1' },
};

/** Single objects: write, read, conditions, copy, delete. */
export const objectChecks: readonly Check[] = [
  {
    group,
    operation: 'putObject',
    async run({ provider, bucket }) {
      const { etag } = await provider.objects.putObject({ bucket, key: 'plain', body, write });
      expectEqual('etag', etag.toLowerCase(), createHash('md5').update(body).digest('hex'));
    },
  },
  {
    group,
    operation: 'putObject',
    about: 'empty',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'empty/', body: new Uint8Array() });
      expectEqual('size', (await provider.objects.headObject({ bucket, key: 'empty/' })).sizeBytes, 0);
    },
  },
  {
    group,
    operation: 'progress',
    about: 'of a sliced body',
    async run({ provider, bucket }) {
      const large = patternBytes(3 * 1024 * 1024 + 17);
      const sent: number[] = [];
      const slices = function* () {
        for (let at = 0; at < large.length; at += 700_000) yield large.subarray(at, at + 700_000);
      };
      await provider.objects.putObject(
        { bucket, key: 'sliced', body: { sizeBytes: large.length, slices } },
        { onSentBytes: (bytes) => sent.push(bytes) },
      );
      expectEqual('last progress', sent.at(-1), large.length);
      expectThat(
        sent.every((bytes, at) => bytes >= (sent[at - 1] ?? 0)),
        'reports progress backwards',
      );
      const got = new Collector();
      await provider.objects.getObject({ bucket, key: 'sliced' }, got);
      expectThat(got.bytes.equals(large), 'returns other bytes');
    },
  },
  {
    group,
    operation: 'contentMd5',
    async run({ provider, bucket }) {
      const md5 = createHash('md5').update(body).digest('base64');
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(crc32(body));
      const checksums = { md5, crc32: checksum.toString('base64') };
      await provider.objects.putObject({ bucket, key: 'checked', body, checksums });
      const wrong = { md5: createHash('md5').update('else').digest('base64') };
      const call = provider.objects.putObject({ bucket, key: 'wrong', body, checksums: wrong });
      await expectRefusal(call, 'integrity', 'The server does not look at Content-MD5.');
    },
  },
  {
    group,
    operation: 'conditionalPut',
    async run({ provider, bucket }) {
      const conditions = { ifNoneMatch: '*' } as const;
      await provider.objects.putObject({ bucket, key: 'once', body: Buffer.from('first'), conditions });
      const again = { bucket, key: 'once', body: Buffer.from('second'), conditions };
      await expectCondition(provider.objects.putObject(again));
      const got = new Collector();
      await provider.objects.getObject({ bucket, key: 'once' }, got);
      expectEqual('content', got.text, 'first');
    },
  },
  {
    group,
    operation: 'statObject',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'headed', body, write });
      const info = await provider.objects.headObject({ bucket, key: 'headed' });
      expectEqual('size', info.sizeBytes, body.length);
      expectEqual('etag', info.etag.toLowerCase(), createHash('md5').update(body).digest('hex'));
      expectEqual('content type', info.headers.contentType, write.headers.contentType);
      expectEqual('cache control', info.headers.cacheControl, 'no-cache');
      expectEqual('content language', info.headers.contentLanguage, 'en');
      expectEqual('disposition', info.headers.contentDisposition, write.headers.contentDisposition);
      expectEqual('metadata', info.userMetadata['long-name'], 'v 1');
      expectThat(Math.abs((info.modifiedAtMs ?? 0) - Date.now()) < 86_400_000, 'gives no recent time');
    },
  },
  {
    group,
    operation: 'statObject',
    about: 'missing',
    async run({ provider, bucket, newBucketName }) {
      const noKey = await expectFailure(provider.objects.headObject({ bucket, key: 'none' }), 'not-found');
      expectEqual('code for a missing key', noKey.code, 'NoSuchKey');
      const elsewhere = { bucket: newBucketName(), key: 'none' };
      const noBucket = await expectFailure(provider.objects.headObject(elsewhere), 'not-found');
      expectEqual('code for a missing bucket', noBucket.code, 'NoSuchBucket');
    },
  },
  {
    group,
    operation: 'getObject',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'got', body });
      const got = new Collector();
      const result = await provider.objects.getObject({ bucket, key: 'got' }, got);
      expectEqual('received bytes', result.receivedBytes, body.length);
      expectEqual('announced bytes', got.announcedBytes, body.length);
      expectThat(got.bytes.equals(body), 'returns other bytes');
    },
  },
  {
    group,
    operation: 'ranges',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'ranged', body });
      const ranges = [
        { offsetBytes: 0, lengthBytes: 1 },
        { offsetBytes: 512, lengthBytes: 1_024 },
        { offsetBytes: body.length - 1, lengthBytes: null },
        { offsetBytes: 99_000, lengthBytes: 5_000 },
      ];
      for (const range of ranges) {
        const got = new Collector();
        const { info } = await provider.objects.getObject({ bucket, key: 'ranged', range }, got);
        const end = range.lengthBytes === null ? body.length : range.offsetBytes + range.lengthBytes;
        expectThat(got.bytes.equals(body.subarray(range.offsetBytes, end)), 'returns other bytes');
        expectEqual('size of the object', info.sizeBytes, body.length);
      }
      const past = { bucket, key: 'ranged', range: { offsetBytes: body.length + 1, lengthBytes: 1 } };
      const error = await expectFailure(provider.objects.getObject(past, new Collector()), 'invalid-input');
      expectEqual('status', error.status, 416);
    },
  },
  {
    group,
    operation: 'conditionalRead',
    async run({ provider, bucket }) {
      const { etag } = await provider.objects.putObject({ bucket, key: 'conditional', body });
      const read = (conditions: object) =>
        provider.objects.getObject({ bucket, key: 'conditional', conditions }, new Collector());
      expectEqual('if-match', (await read({ ifMatch: etag })).isModified, true);
      await expectCondition(read({ ifMatch: '0'.repeat(32) }));
      expectEqual('if-none-match', (await read({ ifNoneMatch: etag })).isModified, false);
      const later = Date.now() + 60_000;
      expectEqual('if-modified-since', (await read({ ifModifiedSinceMs: later })).isModified, false);
      const early = Date.UTC(2015, 0);
      await expectFailure(read({ ifUnmodifiedSinceMs: early }), 'precondition-failed');
    },
  },
  {
    group,
    operation: 'getObject',
    about: 'pause and resume',
    async run({ provider, bucket }) {
      const large = patternBytes(2 * 1024 * 1024);
      await provider.objects.putObject({ bucket, key: 'paused', body: large });
      const chunks: Buffer[] = [];
      let pauses = 0;
      let control: { pause(): void; resume(): void } | null = null;
      await provider.objects.getObject(
        { bucket, key: 'paused' },
        {
          start: (head) => {
            control = head.control;
          },
          data: (chunk) => {
            chunks.push(Buffer.from(chunk));
            if (pauses >= 5) return;
            pauses += 1;
            control?.pause();
            setTimeout(() => control?.resume(), 5);
          },
        },
      );
      expectThat(Buffer.concat(chunks).equals(large), 'returns other bytes');
    },
  },
  {
    group,
    operation: 'getObject',
    about: 'cancel',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'cancelled', body: patternBytes(4 * 1024 * 1024) });
      const abort = new AbortController();
      const receiver = { start: () => {}, data: () => abort.abort() };
      const call = provider.objects.getObject({ bucket, key: 'cancelled' }, receiver, {
        signal: abort.signal,
      });
      await expectFailure(call, 'cancelled');
    },
  },
  {
    group,
    operation: 'copyObject',
    async run({ provider, bucket }) {
      const { etag } = await provider.objects.putObject({ bucket, key: 'copy from +ü', body, write });
      const source = { bucket, key: 'copy from +ü', ifMatch: etag };
      const copied = await provider.objects.copyObject({ source, bucket, key: 'copy/to' });
      expectEqual('etag', copied.etag, etag);
      const info = await provider.objects.headObject({ bucket, key: 'copy/to' });
      expectEqual('content type', info.headers.contentType, write.headers.contentType);
      expectEqual('metadata', info.userMetadata['long-name'], 'v 1');
    },
  },
  {
    group,
    operation: 'copyObject',
    about: 'replace',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'replaced', body, write });
      const replace = { headers: { contentType: 'image/png' }, userMetadata: { fresh: 'yes' } };
      const source = { bucket, key: 'replaced' };
      await provider.objects.copyObject({ source, bucket, key: 'replaced', replace });
      const info = await provider.objects.headObject({ bucket, key: 'replaced' });
      expectEqual('content type', info.headers.contentType, 'image/png');
      expectEqual('metadata', info.userMetadata, { fresh: 'yes' });
    },
  },
  {
    group,
    operation: 'copyObject',
    about: 'condition, missing source',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'source', body });
      const stale = { bucket, key: 'source', ifMatch: '0'.repeat(32) };
      await expectCondition(provider.objects.copyObject({ source: stale, bucket, key: 'never' }));
      const missing = { bucket, key: 'no such source' };
      await expectFailure(
        provider.objects.copyObject({ source: missing, bucket, key: 'never' }),
        'not-found',
      );
    },
  },
  {
    group,
    operation: 'deleteObject',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'doomed', body });
      await provider.objects.deleteObject({ bucket, key: 'doomed' });
      await expectFailure(provider.objects.headObject({ bucket, key: 'doomed' }), 'not-found');
      await provider.objects.deleteObject({ bucket, key: 'doomed' });
    },
  },
  {
    group,
    operation: 'deleteObjects',
    async run({ provider, open, bucket }) {
      const methods = new Set<string>();
      const watched = open({ onRequest: ({ method }) => methods.add(method) });
      const keys = Array.from({ length: 1_001 }, (_, at) => `many/b&<${at}>.txt`);
      for (const key of keys.slice(0, 5))
        await provider.objects.putObject({ bucket, key, body: Buffer.from('x') });
      const targets = keys.map((key) => ({ key }));
      const outcomes = await watched.objects.deleteObjects({ bucket, targets });
      expectEqual('outcomes', outcomes.length, keys.length);
      const failed = outcomes.find(({ error }) => error !== null);
      if (failed?.error) throw new AppFailure(failed.error);
      expectEqual('order', outcomes.at(-1)?.key, keys.at(-1));
      if (methods.has('DELETE')) throw new NotOffered('The server takes no batch, so it is done one by one.');
      await expectFailure(provider.objects.headObject({ bucket, key: keys[0] ?? '' }), 'not-found');
    },
  },
];

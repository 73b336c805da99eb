import { createHash } from 'node:crypto';
import type { StorageProvider } from '../../storage-provider.ts';
import type { Check } from '../check.ts';
import {
  Collector,
  expectCondition,
  expectEqual,
  expectFailure,
  expectRefusal,
  expectThat,
  patternBytes,
} from '../expectations.ts';

const group = 'multipart';
const LAST_BYTES = 1_000;
const last = patternBytes(LAST_BYTES, 9);
/** The smallest upload in two parts that the provider takes. */
function twoParts({ limits: { minPartSizeBytes } }: StorageProvider) {
  const first = patternBytes(minPartSizeBytes, 7);
  return { first, whole: Buffer.concat([first, last]) };
}
const key = 'dir/big file.bin';

/** Uploads in parts. */
export const multipartChecks: readonly Check[] = [
  {
    group,
    operation: 'createMultipartUpload',
    async run({ provider, bucket }) {
      const { multipart } = provider;
      const one = await multipart.createMultipartUpload({ bucket, key });
      const two = await multipart.createMultipartUpload({ bucket, key });
      expectThat(one.uploadId !== '' && one.uploadId !== two.uploadId, 'gives no id of its own to each');
      expectEqual('parts of a new upload', await multipart.listParts(one), []);
      await multipart.abortMultipartUpload(one);
      await multipart.abortMultipartUpload(two);
    },
  },
  {
    group,
    operation: 'uploadPart',
    async run({ provider, bucket }) {
      const { multipart } = provider;
      const upload = await multipart.createMultipartUpload({ bucket, key });
      const sent: number[] = [];
      const part = await multipart.uploadPart(
        { ...upload, partNumber: 2, body: last },
        { onSentBytes: (bytes) => sent.push(bytes) },
      );
      expectEqual('part', [part.partNumber, part.sizeBytes], [2, LAST_BYTES]);
      expectThat(part.etag !== '', 'gives no ETag');
      expectEqual('last progress', sent.at(-1), LAST_BYTES);
      await multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'uploadPart',
    about: 'Content-MD5',
    async run({ provider, bucket }) {
      const { multipart } = provider;
      const upload = await multipart.createMultipartUpload({ bucket, key });
      const digest = createHash('md5').update('else').digest('base64');
      const wrong = multipart.uploadPart({
        ...upload,
        partNumber: 3,
        body: last,
        checksums: { md5: digest },
      });
      await expectRefusal(wrong, 'integrity', 'The server does not look at Content-MD5.');
      await multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'listParts',
    async run({ provider, bucket }) {
      const { multipart } = provider;
      const upload = await multipart.createMultipartUpload({ bucket, key });
      const two = await multipart.uploadPart({ ...upload, partNumber: 2, body: last });
      await multipart.uploadPart({ ...upload, partNumber: 1, body: Buffer.from('first try') });
      const one = await multipart.uploadPart({ ...upload, partNumber: 1, body: last });
      const expected = [one, two].map(({ partNumber, etag }) => [partNumber, etag, LAST_BYTES]);
      const parts = await multipart.listParts(upload);
      expectEqual(
        'parts',
        parts.map(({ partNumber, etag, sizeBytes }) => [partNumber, etag, sizeBytes]),
        expected,
      );
      const first = await multipart.listPartsPage({ ...upload, marker: null, maxParts: 1 });
      const second = await multipart.listPartsPage({ ...upload, marker: first.nextMarker, maxParts: 1 });
      const numbers = [first, second].map((page) => page.parts.map(({ partNumber }) => partNumber));
      expectEqual('pages', [numbers, second.nextMarker], [[[1], [2]], null]);
      await multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'completeMultipartUpload',
    async run({ provider, bucket }) {
      const { first, whole } = twoParts(provider);
      const write = { headers: { contentType: 'application/x-test' }, userMetadata: { made: 'in parts' } };
      const upload = await provider.multipart.createMultipartUpload({ bucket, key, write });
      const two = await provider.multipart.uploadPart({ ...upload, partNumber: 2, body: last });
      const one = await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: first });
      const { etag } = await provider.multipart.completeMultipartUpload({ ...upload, parts: [one, two] });
      const got = new Collector();
      const { info } = await provider.objects.getObject({ bucket, key }, got);
      expectThat(got.bytes.equals(whole), 'joins other bytes');
      expectEqual('etag', info.etag, etag);
      expectEqual('content type', info.headers.contentType, 'application/x-test');
      expectEqual('metadata', info.userMetadata.made, 'in parts');
    },
  },
  {
    group,
    operation: 'uploadPartCopy',
    async run({ provider, bucket }) {
      const { first, whole } = twoParts(provider);
      const source = { bucket, key: 'part source' };
      const { etag } = await provider.objects.putObject({ ...source, body: whole });
      const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'copied' });
      const copy = (partNumber: number, offsetBytes: number, lengthBytes: number) =>
        provider.multipart.copyPart({
          ...upload,
          partNumber,
          source: { ...source, ifMatch: etag, range: { offsetBytes, lengthBytes } },
        });
      const parts = [await copy(1, 0, first.length), await copy(2, first.length, LAST_BYTES)];
      await provider.multipart.completeMultipartUpload({ ...upload, parts });
      const got = new Collector();
      await provider.objects.getObject({ bucket, key: 'copied' }, got);
      expectThat(got.bytes.equals(whole), 'joins other bytes');
    },
  },
  {
    group,
    operation: 'completeMultipartUpload',
    about: 'If-None-Match: *',
    async run({ provider, bucket }) {
      await provider.objects.putObject({ bucket, key: 'taken', body: Buffer.from('here first') });
      const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'taken' });
      const part = await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: last });
      const conditions = { ifNoneMatch: '*' } as const;
      const call = provider.multipart.completeMultipartUpload({ ...upload, parts: [part], conditions });
      await expectCondition(call);
      expectEqual('size', (await provider.objects.headObject({ bucket, key: 'taken' })).sizeBytes, 10);
      await provider.multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'completeMultipartUpload',
    about: 'part too small, wrong part',
    async run({ provider, bucket }) {
      const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'small parts' });
      const parts = [
        await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: last }),
        await provider.multipart.uploadPart({ ...upload, partNumber: 2, body: last }),
      ];
      const small = provider.multipart.completeMultipartUpload({ ...upload, parts });
      await expectRefusal(small, 'invalid-input', 'The server takes parts of any size.');
      expectEqual('code', (await expectFailure(small, 'invalid-input')).code, 'EntityTooSmall');
      const wrong = [{ partNumber: 1, etag: '0'.repeat(32), sizeBytes: 1 }];
      await expectFailure(
        provider.multipart.completeMultipartUpload({ ...upload, parts: wrong }),
        'conflict',
      );
      await provider.multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'abortMultipartUpload',
    async run({ provider, bucket }) {
      const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'aborted' });
      await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: last });
      await provider.multipart.abortMultipartUpload(upload);
      await provider.multipart.abortMultipartUpload(upload);
      const error = await expectFailure(provider.multipart.listParts(upload), 'not-found');
      expectEqual('code', error.code, 'NoSuchUpload');
      const part = provider.multipart.uploadPart({ ...upload, partNumber: 1, body: last });
      expectEqual('code', (await expectFailure(part, 'not-found')).code, 'NoSuchUpload');
    },
  },
  {
    group,
    operation: 'listMultipartUploads',
    async run({ provider, bucket }) {
      const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'pending +é' });
      // The exact key as prefix is the one question that every server answers.
      const query = { bucket, prefix: 'pending +é', token: null, maxUploads: 100 };
      const { uploads } = await provider.multipart.listMultipartUploads(query);
      expectEqual(
        'uploads',
        uploads.map(({ key: name, uploadId }) => [name, uploadId]),
        [['pending +é', upload.uploadId]],
      );
      await provider.multipart.abortMultipartUpload(upload);
    },
  },
  {
    group,
    operation: 'removeIncompleteUpload',
    async run({ provider, bucket }) {
      const { multipart } = provider;
      const place = { bucket, key: 'left +é' };
      const other = await multipart.createMultipartUpload({ bucket, key: 'left +é, but another' });
      await multipart.createMultipartUpload(place);
      await multipart.createMultipartUpload(place);
      expectEqual('uploads', (await multipart.listUploadsOfKey(place)).length, 2);
      expectEqual('outcome', await multipart.removeIncompleteUpload(place), { removedCount: 2 });
      expectEqual('uploads left', await multipart.listUploadsOfKey(place), []);
      expectEqual('outcome with none', await multipart.removeIncompleteUpload(place), { removedCount: 0 });
      expectEqual('parts of the other', await multipart.listParts(other), []);
      await multipart.abortMultipartUpload(other);
    },
  },
];

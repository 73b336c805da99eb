import { hash } from 'node:crypto';
import type {
  ConfigurationDocuments,
  ConfigurationName,
} from '../../../shared/model/configuration/documents.ts';
import { lifecycleSchema } from '../../../shared/model/configuration/lifecycle.ts';
import type { ProviderId } from '../../../shared/model/connection.ts';
import type { ReportItemId } from '../../../shared/model/report-card.ts';
import { NotOffered } from '../conformance/check.ts';
import { Collector, expectCondition, patternBytes } from '../conformance/expectations.ts';
import { publicReadPolicy } from '../conformance/own-words.ts';
import { postForm, sendAsStranger } from '../conformance/stranger.ts';
import { CustomerKey } from '../customer-key.ts';
import { type Probe, type ScratchContext, Unclear } from './probe.ts';

type WriteProbe = Probe<ScratchContext>;

const write = (item: ReportItemId, run: WriteProbe['run']): WriteProbe => ({ item, side: 'write', run });

const text = (words: string): Buffer => Buffer.from(words);
/** Of "content", and of something else. */
const rightCrc32 = '/sUwqQ==';
const wrongCrc32 = 'AAAAAA==';

async function read({ provider, bucket }: ScratchContext, key: string): Promise<string> {
  const got = new Collector();
  await provider.objects.getObject({ bucket, key }, got);
  return got.text;
}

/** Keeps an object under this key, and finds it there and in the listing. */
function oddKey(item: ReportItemId, name: string): WriteProbe {
  return write(item, async (context) => {
    const { provider, bucket } = context;
    const key = item === 'key-leading-slash' ? `/${context.key(name)}` : context.key(name);
    try {
      await provider.objects.putObject({ bucket, key, body: text(item) });
    } catch (thrown) {
      const error = (thrown as { appError?: { kind: string; status?: number; message: string } }).appError;
      const isRefused = error?.kind === 'invalid-input' || error?.kind === 'not-found';
      throw isRefused && error.status !== undefined ? new NotOffered(error.message) : thrown;
    }
    if ((await read(context, key)) !== item)
      throw new NotOffered('The object comes back with other content.');
    const page = { bucket, prefix: key, delimiter: null, token: null, maxKeys: 2 };
    const { objects } = await provider.objects.listObjects(page);
    if (!objects.keys.includes(key)) throw new NotOffered('The listing shows another key.');
    await provider.objects.deleteObject({ bucket, key });
  });
}

/** Sets a document that is not there yet and takes it away again; what is there stays as it is. */
function setting<Name extends ConfigurationName>(
  item: ReportItemId,
  document: Name,
  valueFor: (provider: ProviderId) => ConfigurationDocuments[Name],
): WriteProbe {
  return write(item, async ({ provider: { configuration, id }, bucket, isRead }) => {
    if (!isRead(item)) throw new Unclear('not-tried');
    const value = valueFor(id);
    const isThere = async (): Promise<boolean> => {
      const found = await configuration.get({ bucket, document });
      return found !== null && JSON.stringify(found).length > 2 && !isHollow(found);
    };
    if (await isThere()) throw new Unclear('in-use');
    await configuration.put({ bucket, document, value });
    try {
      if (!(await isThere())) throw new NotOffered('The server says yes and keeps nothing.');
    } finally {
      await configuration.delete({ bucket, document });
    }
  });
}

/** True for a document in which nothing is set. */
function isHollow(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.every(isHollow);
  return typeof value === 'object' && Object.values(value).every(isHollow);
}

/** Questions that write, below a prefix of the run's own, and take away what they wrote. */
export const writeProbes: readonly WriteProbe[] = [
  write('put', async (context) => {
    const { provider, bucket } = context;
    const key = context.key('plain');
    await provider.objects.putObject({ bucket, key, body: text('content') });
    if ((await read(context, key)) !== 'content') {
      throw new NotOffered('The server says yes and keeps something else.');
    }
  }),
  write('put-if-absent', async ({ provider, bucket, key }) => {
    const place = { bucket, key: key('plain') };
    await expectCondition(
      provider.objects.putObject({ ...place, body: text('other'), conditions: { ifNoneMatch: '*' } }),
    );
  }),
  write('put-if-match', async ({ provider, bucket, key }) => {
    const conditions = { ifMatch: '0123456789abcdef0123456789abcdef' };
    await expectCondition(
      provider.objects.putObject({ bucket, key: key('plain'), body: text('other'), conditions }),
    );
  }),
  write('content-md5', async ({ provider, bucket, key }) => {
    const place = { bucket, key: key('md5') };
    const body = text('content');
    await provider.objects.putObject({ ...place, body, checksums: { md5: hash('md5', body, 'base64') } });
    const checksums = { md5: hash('md5', 'something else', 'base64') };
    await expectRefused(provider.objects.putObject({ ...place, body, checksums }));
  }),
  write('sent-checksums', async ({ client, provider, bucket, key }) => {
    if (!client.dialect.checksums.some(({ isSendable }) => isSendable)) {
      throw new NotOffered('The provider takes no checksum with a request but the MD5.');
    }
    const place = { bucket, key: key('crc') };
    const body = text('content');
    await provider.objects.putObject({ ...place, body, checksums: { crc32: rightCrc32 } });
    await expectRefused(provider.objects.putObject({ ...place, body, checksums: { crc32: wrongCrc32 } }));
  }),
  write('told-checksums', async ({ provider, bucket, key }) => {
    const place = { bucket, key: key('told') };
    const put = await provider.objects.putObject({ ...place, body: text('content') });
    const { checksums } = await provider.objects.headObject(place);
    if (Object.keys({ ...put.checksums, ...checksums }).length === 0) {
      throw new NotOffered('No answer holds a checksum that nobody sent.');
    }
  }),
  write('streaming-signature', async (context) => {
    const { client, bucket } = context;
    const { dialect } = client;
    if (dialect.id !== 's3') throw new NotOffered('The provider signs no bodies.');
    const key = context.key('streamed');
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
    const body = text(`7\r\ncontent\r\n0\r\nx-amz-checksum-crc32:${rightCrc32}\r\n\r\n`);
    await client.send({
      operation: 'putObject',
      method: 'PUT',
      place: { bucket, key },
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': '7',
        'x-amz-trailer': 'x-amz-checksum-crc32',
      },
      body,
      bodyType: 'data',
      bodySha256Hex: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    });
    if ((await read(context, key)) !== 'content')
      throw new NotOffered('The server keeps the chunks as they are.');
  }),
  write('copy', async (context) => {
    const { provider, bucket } = context;
    const key = context.key('copied');
    await provider.objects.copyObject({ source: { bucket, key: context.key('plain') }, bucket, key });
    if ((await read(context, key)) !== 'content') throw new NotOffered('The copy has other content.');
  }),
  write('presigned-put', async (context) => {
    const { provider, options, bucket } = context;
    const key = context.key('put by link');
    const { url } = await provider.sharing.presign({ method: 'PUT', bucket, key, expiresInSeconds: 60 });
    const { status } = await sendAsStranger(options, url, { method: 'PUT', body: text('content') });
    if (status !== 200) throw new NotOffered(`A link to write is answered with ${status}.`);
    if ((await read(context, key)) !== 'content') throw new NotOffered('Nothing was written by the link.');
  }),
  write('post-form', async (context) => {
    const { provider, options, bucket } = context;
    const key = context.key('put by form');
    const form = await provider.sharing.presignPostPolicy({
      bucket,
      key: { exact: key },
      minBytes: 1,
      maxBytes: 100,
      expiresInSeconds: 60,
    });
    const { status } = await postForm(options, form, 'content.txt', 'content');
    if (status < 200 || status > 299) throw new NotOffered(`A form to upload is answered with ${status}.`);
    if ((await read(context, key)) !== 'content') throw new NotOffered('Nothing was written by the form.');
  }),
  write('customer-keys', async ({ provider, options, bucket, key }) => {
    if (!options.endpoint.usesTls) throw new Unclear('needs-tls');
    const customerKey = new CustomerKey(patternBytes(32, 7));
    const place = { bucket, key: key('sealed') };
    await provider.objects.putObject({ ...place, body: text('content'), customerKey });
    const opened = await provider.objects.headObject(place).then(
      () => true,
      () => false,
    );
    if (opened) throw new NotOffered('The object can be read without its key.');
  }),
  write('select', async ({ provider, bucket, key }) => {
    const place = { bucket, key: key('table.csv') };
    await provider.objects.putObject({ ...place, body: text('a,1\nb,2\n') });
    const table = { s3: 'S3Object', cos: 'COSObject', oss: 'ossobject' }[provider.id];
    const got = new Collector();
    await provider.objects.selectObjectContent(
      {
        ...place,
        expression: `select _1 from ${table}`,
        source: { format: 'csv', header: 'none' },
        target: { format: 'csv' },
      },
      got,
    );
    if (!got.text.includes('a')) throw new NotOffered('The answer holds no record.');
  }),
  write('multipart', async (context) => {
    const { provider, bucket } = context;
    const key = context.key('in parts');
    const upload = await provider.multipart.createMultipartUpload({ bucket, key });
    const part = await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: text('content') });
    const parts = await provider.multipart.listParts(upload);
    if (parts.length !== 1) throw new NotOffered('The list of parts does not show the part.');
    await provider.multipart.completeMultipartUpload({ ...upload, parts: [part] });
    if ((await read(context, key)) !== 'content') throw new NotOffered('The object has other content.');
  }),
  write('part-copy', async (context) => {
    const { provider, bucket } = context;
    const key = context.key('copied in parts');
    const upload = await provider.multipart.createMultipartUpload({ bucket, key });
    const source = { bucket, key: context.key('plain') };
    const part = await provider.multipart.copyPart({ ...upload, partNumber: 1, source });
    await provider.multipart.completeMultipartUpload({ ...upload, parts: [part] });
    if ((await read(context, key)) !== 'content') throw new NotOffered('The object has other content.');
  }),
  write('upload-list-prefix', async ({ provider, bucket, key }) => {
    const upload = await provider.multipart.createMultipartUpload({ bucket, key: key('begun') });
    const page = { bucket, prefix: key(''), token: null, maxUploads: 100 };
    const { uploads } = await provider.multipart.listMultipartUploads(page);
    await provider.multipart.abortMultipartUpload(upload);
    if (!uploads.some(({ uploadId }) => uploadId === upload.uploadId)) {
      throw new NotOffered('An upload is listed by its exact key only.');
    }
  }),
  write('object-tags', async ({ provider, bucket, key, isRead }) => {
    if (!isRead('object-tags')) throw new Unclear('not-tried');
    const place = { bucket, key: key('plain') };
    await provider.tags.setObjectTags({ ...place, tags: { stowage: 'report card' } });
    if ((await provider.tags.getObjectTags(place)).stowage !== 'report card') {
      throw new NotOffered('The server says yes and keeps no tags.');
    }
    await provider.tags.deleteObjectTags(place);
  }),
  write('object-acl', async ({ provider, bucket, key, isRead }) => {
    if (!isRead('object-acl')) throw new Unclear('not-tried');
    await provider.objects.putObjectAcl({ bucket, key: key('plain'), canned: 'private' });
    // Private is what MinIO takes without keeping lists; any other word tells whether there are some.
    await provider.objects.putObjectAcl({ bucket, key: key('plain'), canned: 'public-read' });
    await provider.objects.putObjectAcl({ bucket, key: key('plain'), canned: 'private' });
  }),
  oddKey('key-double-slash', 'a//b'),
  oddKey('key-leading-slash', 'a'),
  oddKey('key-dot-segments', 'a/../b'),
  oddKey('key-control-characters', 'a\u0001\tb'),
  write('multi-delete', async ({ provider, bucket, key, sent }) => {
    const targets = ['one', 'two'].map((name) => ({ key: key(name) }));
    for (const target of targets) await provider.objects.putObject({ bucket, ...target, body: text('x') });
    const outcomes = await provider.objects.deleteObjects({ bucket, targets });
    const batch = sent().findLast(({ method, target }) => method === 'POST' && target.includes('delete'));
    if (batch === undefined || batch.status !== 200) {
      throw new NotOffered(`A batch of deletes is answered with ${batch?.status ?? 'nothing'}.`);
    }
    if (outcomes.some(({ error }) => error !== null)) throw new NotOffered('The batch deletes nothing.');
  }),
  setting('lifecycle', 'lifecycle', lifecycleRule),
  setting('cors', 'cors', () => ({
    rules: [
      {
        id: 'stowage-report-card',
        allowedOrigins: ['https://stowage.invalid'],
        allowedMethods: ['GET'],
        allowedHeaders: [],
        exposeHeaders: [],
        maxAgeSeconds: 60,
      },
    ],
  })),
  setting('encryption', 'encryption', (provider) =>
    provider === 'oss'
      ? { rules: [], byDefault: { algorithm: 'AES256' } }
      : { rules: [{ byDefault: { algorithm: 'AES256' } }] },
  ),
  setting('bucket-tags', 'tagging', () => ({
    tagSet: { tags: [{ key: 'stowage', value: 'report-card' }] },
  })),
  setting('website', 'website', () => ({ indexDocument: { suffix: 'index.html' } })),
  write('policy', async ({ provider: { configuration, id }, bucket, isRead, newBucket }) => {
    if (!isRead('policy')) throw new Unclear('not-tried');
    if (newBucket === null) throw new Unclear('needs-new-bucket');
    await configuration.putPolicy({ bucket, policy: publicReadPolicy(id, bucket) });
    const kept = await configuration.getPolicy({ bucket });
    await configuration.deletePolicy({ bucket });
    if (kept === null) throw new NotOffered('The server says yes and keeps no policy.');
  }),
  write('versioning', async ({ provider: { configuration }, bucket, isRead, newBucket }) => {
    if (!isRead('versioning')) throw new Unclear('not-tried');
    if (newBucket === null) throw new Unclear('needs-new-bucket');
    const value = { status: 'Enabled', excludedPrefixes: [] };
    await configuration.put({ bucket, document: 'versioning', value });
    const found = await configuration.get({ bucket, document: 'versioning' });
    if (found?.status !== 'Enabled') throw new NotOffered('The server says yes and keeps no versions.');
  }),
  write('lock', async ({ provider, newBucket }) => {
    if (newBucket === null) throw new Unclear('needs-new-bucket');
    const bucket = await newBucket({ hasObjectLock: true });
    const found = await provider.configuration.get({ bucket, document: 'object-lock' });
    if (found?.objectLockEnabled !== 'Enabled') {
      throw new NotOffered('The server makes the bucket without the lock that was asked for.');
    }
  }),
];

/** A rule that is switched off, about keys that nobody has. */
function lifecycleRule(provider: ProviderId): ConfigurationDocuments['lifecycle'] {
  const prefix = 'stowage-report-card/';
  const rule = {
    id: 'stowage-report-card',
    status: 'Disabled',
    ...(provider === 'oss' ? { prefix } : { filter: { prefix } }),
    tags: [],
    expiration: { days: 3_650 },
    transitions: [],
    noncurrentVersionTransitions: [],
  };
  return lifecycleSchema.parse({ rules: [rule] });
}

/** Says that the server does not compare, when it takes a body whose checksum is another. */
async function expectRefused(write: Promise<unknown>): Promise<void> {
  const error = await write.then(
    () => null,
    (thrown: { appError?: { kind: string } }) => thrown,
  );
  if (error === null) throw new NotOffered('The server takes a body whose checksum is another.');
  const kind = error.appError?.kind;
  if (kind !== 'integrity' && kind !== 'invalid-input') throw error;
}

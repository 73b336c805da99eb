import { type AppErrorKind, toAppError } from '../../../shared/model/app-error.ts';
import type { ConfigurationName } from '../../../shared/model/configuration/documents.ts';
import type { AddressingStyle } from '../../../shared/model/connection.ts';
import type { ReportItemId } from '../../../shared/model/report-card.ts';
import { queryOf } from '../client/request.ts';
import { NotOffered } from '../conformance/check.ts';
import { Collector } from '../conformance/expectations.ts';
import { sendAsStranger } from '../conformance/stranger.ts';
import { listObjectsV1 } from '../operations/listing.ts';
import { type BucketContext, type Probe, Unclear } from './probe.ts';

type ReadProbe = Probe<BucketContext>;

const read = (item: ReportItemId, run: ReadProbe['run']): ReadProbe => ({ item, side: 'read', run });

const setting = (item: ReportItemId, document: ConfigurationName): ReadProbe =>
  read(item, async ({ provider, bucket }) => {
    await provider.configuration.get({ bucket, document });
  });

const unreachable: ReadonlySet<AppErrorKind> = new Set(['dns', 'tls']);
const refusals: ReadonlySet<AppErrorKind> = new Set(['not-found', 'invalid-input', 'wrong-region']);
/** The largest object that is read for a question. */
const MAX_READ_BYTES = 16 * 1024 * 1024;
const LISTING = '<ListBucketResult';

/** Lists the bucket at the address of one style: what answers with something else is not that bucket. */
async function tryStyle({ client, options, bucket }: BucketContext, style: AddressingStyle): Promise<void> {
  const { host } = options.endpoint;
  const isAddress = /^[\d.]+$|^\[/.test(host);
  if (style === 'virtual-host' && isAddress) {
    throw new Unclear('needs-name', 'The host is an address, which takes no bucket name in front.');
  }
  const request = {
    operation: 'listObjects',
    method: 'GET',
    place: { bucket, key: null },
    query: queryOf([['max-keys', 1]]),
    addressing: style,
  } as const;
  let text: string;
  try {
    const { body } = await client.send(request, { isTriedOnce: true });
    text = Buffer.from(body.subarray(0, 1_000)).toString('utf8');
  } catch (thrown) {
    const error = toAppError(thrown);
    if (unreachable.has(error.kind)) throw new NotOffered(`${bucket}.${host} leads nowhere.`);
    if (!refusals.has(error.kind) || error.status === undefined) throw thrown;
    // By its other address the bucket was there.
    throw new NotOffered([error.status, error.code, error.message].filter(Boolean).join(' '));
  }
  if (text.includes(LISTING)) return;
  const root = /<([A-Za-z]\w*)/.exec(text.replace(/^\s*<\?[^>]*>/, ''))?.[1] ?? 'nothing';
  throw new NotOffered(`Answers with ${root} instead of the bucket.`);
}

function objectOf({ object, bucket }: BucketContext): { bucket: string; key: string; sizeBytes: number } {
  if (object === null) throw new Unclear('no-object');
  return { bucket, ...object };
}

/** Questions that change nothing, about one bucket and perhaps an object in it. */
export const readProbes: readonly ReadProbe[] = [
  read('path-style', (context) => tryStyle(context, 'path')),
  read('virtual-host-style', (context) => tryStyle(context, 'virtual-host')),
  read('list-v1', async ({ client, bucket }) => {
    await listObjectsV1(client, { bucket, prefix: '', delimiter: null, maxKeys: 1, marker: null });
  }),
  read('list-v2', async ({ client, bucket, sent }) => {
    const query = queryOf([
      ['list-type', 2],
      ['max-keys', 1],
    ]);
    await client.send({
      operation: 'listObjectsV2',
      method: 'GET',
      place: { bucket, key: null },
      query,
    });
    // The count is what version 1 does not have: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    if (!sent().at(-1)?.text.includes('<KeyCount>')) {
      throw new NotOffered('The answer is a listing of version 1.');
    }
  }),
  read('location', async ({ client, bucket }) => {
    await client.discoverRegion(bucket);
  }),
  read('ranges', async (context) => {
    const { sizeBytes, ...place } = objectOf(context);
    if (sizeBytes < 2) throw new Unclear('no-object');
    const got = new Collector();
    await context.provider.objects.getObject({ ...place, range: { offsetBytes: 0, lengthBytes: 1 } }, got);
    if (got.bytes.byteLength !== 1) throw new NotOffered('The server sends the whole object.');
  }),
  read('conditional-read', async (context) => {
    const place = objectOf(context);
    const { etag } = await context.provider.objects.headObject(place);
    if (etag === '') throw new Unclear('unclear', 'The object has no ETag.');
    const range = { offsetBytes: 0, lengthBytes: 1 };
    const conditions = { ifNoneMatch: etag };
    const input = place.sizeBytes === 0 ? { ...place, conditions } : { ...place, range, conditions };
    const { isModified } = await context.provider.objects.getObject(input, new Collector());
    if (isModified) throw new NotOffered('The server does not look at the condition.');
  }),
  read('response-overrides', async (context) => {
    const { provider, options } = context;
    const place = objectOf(context);
    const disposition = 'attachment; filename="report.txt"';
    const responseHeaders = { 'response-content-disposition': disposition };
    // A server that knows no ranges sends all of it.
    if (place.sizeBytes === 0 || place.sizeBytes > MAX_READ_BYTES) throw new Unclear('no-object');
    // Not every provider takes them with HEAD.
    const link = await provider.sharing.presign({
      method: 'GET',
      bucket: place.bucket,
      key: place.key,
      expiresInSeconds: 60,
      responseHeaders,
    });
    const request = { method: 'GET', headers: { range: 'bytes=0-0' } };
    const { status, headers } = await sendAsStranger(options, link.url, request);
    if (status !== 200 && status !== 206) {
      throw new Unclear('unclear', `A link with headers is answered with ${status}.`);
    }
    if (headers['content-disposition'] !== disposition)
      throw new NotOffered('The server keeps its own headers.');
  }),
  read('presigned-get', async (context) => {
    const { provider, options } = context;
    const { bucket, key } = objectOf(context);
    const link = await provider.sharing.presign({ method: 'HEAD', bucket, key, expiresInSeconds: 60 });
    const { status } = await sendAsStranger(options, link.url, { method: 'HEAD' });
    if (status !== 200) throw new NotOffered(`A link is answered with ${status}.`);
  }),
  read('upload-list', async ({ provider, bucket }) => {
    await provider.multipart.listMultipartUploads({ bucket, prefix: '', token: null, maxUploads: 1 });
  }),
  setting('lifecycle', 'lifecycle'),
  setting('cors', 'cors'),
  setting('encryption', 'encryption'),
  setting('bucket-tags', 'tagging'),
  setting('notification', 'notification'),
  setting('replication', 'replication'),
  setting('logging', 'logging'),
  setting('website', 'website'),
  setting('referer', 'referer'),
  setting('request-payment', 'request-payment'),
  setting('acceleration', 'acceleration'),
  read('policy', async ({ provider, bucket }) => {
    await provider.configuration.getPolicy({ bucket });
  }),
  setting('policy-status', 'policy-status'),
  setting('bucket-acl', 'acl'),
  read('object-acl', async (context) => {
    await context.provider.objects.getObjectAcl(objectOf(context));
  }),
  setting('public-access-block', 'public-access-block'),
  setting('ownership', 'ownership-controls'),
  read('object-tags', async (context) => {
    await context.provider.tags.getObjectTags(objectOf(context));
  }),
  setting('versioning', 'versioning'),
  read('version-list', async ({ provider, bucket }) => {
    const page = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1 };
    await provider.versions.listObjectVersions(page);
  }),
  setting('lock', 'object-lock'),
];

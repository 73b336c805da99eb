import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { findMinio } from '../../../e2e/servers/minio-binary.ts';
import { type MinioServer, startMinio } from '../../../e2e/servers/start-minio.ts';
import type { ReportCard, ReportFinding, ReportScratch } from '../../../shared/model/report-card.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import { makeReportCard } from './make-report-card.ts';

const kmsKey = `my-minio-key:${randomBytes(32).toString('base64')}`;

let server: MinioServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(
  kind: 'as-released' | 'streaming',
  usesTls: boolean,
  env: Record<string, string> = {},
): Promise<ProviderOptions> {
  const binary = await findMinio(kind);
  if ('missing' in binary) throw new Error(binary.missing);
  server = await startMinio({
    binaryPath: binary.path,
    port: 0,
    usesTls,
    env: { MINIO_KMS_SECRET_KEY: kmsKey, ...env },
  });
  const { endpoint, accessKeyId, secretAccessKey, certificate } = server;
  return localOptions(endpoint.port, {
    endpoint,
    region: null,
    now: Date.now,
    idleTimeoutMs: 30_000,
    credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
    ...(certificate === null ? {} : { tls: { mode: 'custom-ca', caPem: certificate.certificatePem } }),
  });
}

function report(provider: ProviderOptions, scratch: ReportScratch): Promise<ReportCard> {
  return makeReportCard({ provider, bucket: null, scratch, signal: new AbortController().signal });
}

function named(card: ReportCard, verdict: ReportFinding['verdict']): string[] {
  return card.findings.filter((one) => one.verdict === verdict).map(({ item, side }) => `${item} ${side}`);
}

/** What this server is known not to have; anything else is news. */
const missing = [
  'told-checksums write',
  'upload-list-prefix write',
  'key-double-slash write',
  'key-leading-slash write',
  'key-dot-segments write',
  'cors write',
  'website write',
  'referer read',
  'object-acl write',
  'public-access-block read',
  'ownership read',
];

test('real MinIO, as it is released: what it offers, who it is, and its faults', async () => {
  const options = await start('as-released', true);
  const card = await report(options, { type: 'new-bucket' });
  expect(card.vendor).toMatchObject({ id: 'minio', certainty: 'sure' });
  expect(named(card, 'not-offered').toSorted()).toEqual([...missing, 'listen read'].toSorted());
  expect(named(card, 'unknown')).toEqual(['virtual-host-style read']);
  expect(card.faults.map(({ id }) => id).toSorted()).toEqual([
    'acl-fixed',
    'keys-refused',
    'listen-silent',
    'setting-read-only',
    'unknown-answered-as-known',
    'upload-list-exact-key',
  ]);
  expect(card.leftBehind).toEqual([]);
  const provider = openProvider(options);
  expect(await provider.service.listBuckets()).toEqual([]);
  await provider.close();
}, 60_000);

test('one that streams, in a bucket that stays and keeps versions', async () => {
  const options = await start('streaming', false, { MINIO_DOMAIN: 's3.localhost' });
  const provider = openProvider(options);
  const bucket = 'kept-bucket';
  await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  const value = { status: 'Enabled', excludedPrefixes: [] };
  await provider.configuration.put({ bucket, document: 'versioning', value });
  await provider.objects.putObject({ bucket, key: 'own', body: Buffer.from('own content') });
  const named = { ...options, endpoint: { ...options.endpoint, host: 's3.localhost' } };
  const card = await report(named, { type: 'bucket', bucket });
  const page = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 100 };
  const { versions } = await provider.versions.listObjectVersions(page);
  expect(versions.map(({ key }) => key)).toEqual(['own']);
  const uploads = { bucket, prefix: '', token: null, maxUploads: 100 };
  expect((await provider.multipart.listMultipartUploads(uploads)).uploads).toEqual([]);
  await provider.close();
  const offered = card.findings.filter(({ verdict }) => verdict === 'offered').map(({ item }) => item);
  expect(offered).toEqual(expect.arrayContaining(['listen', 'virtual-host-style', 'path-style', 'select']));
  expect(card.leftBehind).toEqual([]);
}, 60_000);

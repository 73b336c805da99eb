import { afterEach, expect, test } from 'vitest';
import { realOptions, startRealMinio } from '../../../e2e/servers/real-minio.ts';
import type { MinioServer } from '../../../e2e/servers/start-minio.ts';
import type { OperationId } from '../../../shared/model/operations.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { nameOf } from './results.ts';
import { runConformance } from './suite.ts';

/** What this server is known not to take; anything else that is not offered is news. */
const knownGaps = [
  'inventory',
  'bucketExists (of somebody else)',
  'putBucketPolicy (for another user)',
  'putBucketAcl (for another user)',
  'putObjectAcl (for another user)',
  'testCors',
  'ownershipControls (new bucket)',
  'ownershipControls (and read)',
  'ownershipControls (delete, and read)',
  'customDomain',
  'endpointVariants',
  'sessionToken',
  'putBucketReplication (and read)',
  'putObject (key with double slash)',
  'putObject (key with leading slash)',
  'putObject (key with dot segments)',
  'putObject (key with two dots alone)',
  'putObject (key with trailing slash)',
  'putBucketCors (and read)',
  'deleteBucketCors (delete, and read)',
  'putBucketWebsite (and read)',
  'deleteBucketWebsite (delete, and read)',
  'publicAccessBlock (new bucket)',
  'publicAccessBlock (and read)',
  'publicAccessBlock (delete, and read)',
  'requestPayment (and read)',
  'acceleration (and read)',
  'putBucketAcl (a list)',
  'putBucketAcl (a word)',
  'putObjectAcl (canned)',
  'putBucketLogging (and read)',
  'deleteBucketLogging (and read)',
];

/** What only a server with TLS has. */
const plainGaps = ['customerKeys', 'tls'];
/** The stream of a MinIO as it is released says nothing. */
const silentGaps = ['listenBucketNotification'];
/** A server that was told no region takes any. */
const regionGaps = ['discoverRegion (wrong region)'];
/** An address has no names below it. */
const addressGaps = ['addressingStyle'];

let server: MinioServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(...options: Parameters<typeof startRealMinio>): Promise<MinioServer> {
  server = await startRealMinio(...options);
  return server;
}

async function expectConformance(
  started: MinioServer,
  changes: Partial<ProviderOptions>,
  moreGaps: readonly string[],
): Promise<void> {
  const provider = realOptions(started, undefined, changes);
  const results = await runConformance({ provider, bucketPrefix: 'stowage-check' });
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const { capabilities, close } = openProvider(provider);
  const known = capabilities();
  await close();
  const gaps = results.filter(
    ({ outcome, operation }) =>
      outcome === 'not-offered' && known[operation as OperationId].status !== 'not-offered',
  );
  expect(gaps.map(nameOf).toSorted()).toEqual([...knownGaps, ...moreGaps].toSorted());
}

test('real MinIO passes every operation that it offers', { timeout: 180_000 }, async () => {
  await expectConformance(await start(), {}, [...plainGaps, ...silentGaps, ...regionGaps, ...addressGaps]);
});

test('and over TLS with a private authority, in a region nobody was told', { timeout: 180_000 }, async () => {
  const started = await start({ usesTls: true, env: { MINIO_SITE_REGION: 'eu-test-1' } });
  await expectConformance(started, {}, [...silentGaps, ...addressGaps]);
});

test('and by virtual-host names under localhost', { timeout: 180_000 }, async () => {
  const started = await start({ env: { MINIO_DOMAIN: 's3.localhost' } });
  const endpoint = { ...started.endpoint, host: 's3.localhost' };
  const gaps = [...plainGaps, ...silentGaps, ...regionGaps];
  await expectConformance(started, { endpoint, addressing: 'virtual-host' }, gaps);
});

test.each([
  ['streaming', 'passed'],
  ['as-released', 'not-offered'],
] as const)('the stream of the build %s is %s', async (variant, outcome) => {
  const provider = realOptions(await start({ variant }));
  const results = await runConformance({ provider, bucketPrefix: 'stowage-check', only: ['live'] });
  const listening = results.find(({ operation }) => operation === 'listenBucketNotification');
  expect(listening).toMatchObject({ outcome });
});

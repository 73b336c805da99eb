import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationId } from '../../../shared/model/operations.ts';
import { sandboxFaces } from '../../sandbox/faces.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import {
  type LocalServer,
  localOptions,
  makeCertificate,
  serveTlsInFront,
} from '../testing/local-servers.ts';
import type { CheckGroup } from './check.ts';
import { nameOf } from './results.ts';
import { runConformance } from './suite.ts';

let folder = '';
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let tlsFront: LocalServer;
let caPem = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-conformance-'));
  sandbox = await startSandbox({
    dataDir: folder,
    port: 0,
    faces: [...sandboxFaces],
    credentials: [
      { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret', name: 'test' },
      { accessKeyId: 'SECOND', secretAccessKey: 'second-secret', name: 'second' },
    ],
    region: 'eu-test-1',
    now: Date.now,
    fillSample: false,
    // It is asked through TLS as well, of which it knows nothing.
    allowsCustomerKeys: true,
  });
  const certificate = await makeCertificate({ host: 's3.localhost' });
  caPem = certificate.cert;
  tlsFront = await serveTlsInFront(certificate, sandbox.endpoint.port);
});

afterAll(async () => {
  await tlsFront.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function options(changes: Partial<ProviderOptions> = {}, host = '127.0.0.1'): ProviderOptions {
  return localOptions(sandbox.endpoint.port, {
    now: Date.now,
    region: null,
    idleTimeoutMs: 20_000,
    endpoint: { ...sandbox.endpoint, host },
    ...changes,
  });
}

async function secondCredentials() {
  return {
    accessKeyId: 'SECOND',
    secretAccessKey: 'second-secret',
    sessionToken: null,
    expiresAtMs: null,
  };
}

async function bucketNames(opened: ProviderOptions): Promise<string[]> {
  const provider = openProvider(opened);
  try {
    return (await provider.service.listBuckets()).map(({ name }) => name);
  } finally {
    await provider.close();
  }
}

/** A way to the sandbox. */
interface Way {
  readonly name: string;
  open(): ProviderOptions;
  readonly account?: string;
  /** All of them when absent. */
  readonly only?: readonly CheckGroup[];
  /** What the sandbox says itself that it does not have; anything else that is not offered is news. */
  readonly gaps: readonly OperationId[];
  /** What fails and is known to. */
  readonly faults?: readonly OperationId[];
}

/** What such a run has not: a token, a domain, and more than one host. */
const ownGaps: readonly OperationId[] = ['sessionToken', 'customDomain', 'endpointVariants'];
const plainGaps: readonly OperationId[] = [...ownGaps, 'tls'];
const s3Gaps: readonly OperationId[] = ['forceDeleteBucket', 'deletePrefix'];
// Nothing in a request of COS names the region but its host, and nothing but the host names the bucket.
const cosGaps: readonly OperationId[] = ['discoverRegion', 'addressingStyle'];
/** The sandbox's COS takes no live video. */
const liveChannels: readonly OperationId[] = [
  'createLiveChannel',
  'getLiveChannel',
  'listLiveChannels',
  'getLiveChannelStat',
  'putLiveChannelStatus',
  'getLiveChannelHistory',
  'deleteLiveChannel',
  'postVodPlaylist',
  'getVodPlaylist',
];
const account = '1250000000';
/** Where an address makes a difference. */
const addressed: readonly CheckGroup[] = ['client', 'service', 'buckets', 'objects', 'multipart', 'sharing'];

const ways: readonly Way[] = [
  {
    name: 'S3 by paths',
    open: () => options(),
    gaps: [...plainGaps, ...s3Gaps, 'addressingStyle'],
  },
  {
    name: 'S3 by names, over TLS',
    open: () =>
      options({
        endpoint: { host: 's3.localhost', port: tlsFront.port, usesTls: true },
        tls: { mode: 'custom-ca', caPem },
        addressing: 'virtual-host',
      }),
    only: addressed,
    gaps: [...ownGaps, ...s3Gaps],
  },
  {
    name: 'COS',
    open: () => options({ provider: 'cos', region: 'eu-test-1' }, 'cos.localhost'),
    account,
    gaps: [...plainGaps, ...cosGaps, ...liveChannels, 'processImage', 'saveProcessed'],
  },
  {
    name: 'COS at the hosts of Tencent',
    open: () =>
      options({
        provider: 'cos',
        endpoint: { host: 'cos.eu-test-1.myqcloud.com', port: null, usesTls: false },
        proxy: { url: `http://127.0.0.1:${sandbox.endpoint.port}` },
      }),
    account,
    only: ['client', 'service', 'buckets', 'sharing'],
    gaps: ['sessionToken', 'customDomain', 'tls', 'discoverRegion', 'connectionPool'],
  },
  {
    name: 'OSS',
    open: () => options({ provider: 'oss', region: 'eu-test-1' }, 'oss.localhost'),
    gaps: [
      ...plainGaps,
      'discoverRegion',
      'fetchAddress',
      'processImage',
      'saveProcessed',
      'selectObjectContent',
      // By a word, not by a list.
      'putObjectAcl',
    ],
  },
];

describe.each(ways)('the sandbox as $name', ({ open, account: number = null, only, gaps, faults = [] }) => {
  test('passes every operation that the dialect has', { timeout: 120_000 }, async () => {
    const provider = open();
    const results = await runConformance({
      provider,
      bucketPrefix: 'check',
      account: number,
      secondCredentials,
      ...(only ? { only } : {}),
    });
    const failed = results.filter(({ outcome }) => outcome === 'failed');
    expect(failed.filter(({ operation }) => !faults.some((fault) => fault === operation))).toEqual([]);
    const { capabilities, close } = openProvider(provider);
    const known = capabilities();
    await close();
    const news = results.filter(
      ({ outcome, operation }) =>
        outcome === 'not-offered' && known[operation as OperationId].status !== 'not-offered',
    );
    const isGap = (operation: string): boolean => gaps.some((gap) => gap === operation);
    expect(news.filter(({ operation }) => !isGap(operation)).map(nameOf)).toEqual([]);
    // What it has by now is no gap any more.
    expect(gaps.filter((gap) => !news.some(({ operation }) => operation === gap))).toEqual([]);
    expect(await bucketNames(provider)).toEqual([]);
  });
});

describe('a run', () => {
  test('that was stopped leaves nothing, and keeps what was there', { timeout: 60_000 }, async () => {
    const provider = openProvider(options());
    const bystander = { bucket: 'check-bystander', region: null, hasObjectLock: false };
    await provider.buckets.createBucket(bystander);
    await provider.objects.putObject({ bucket: bystander.bucket, key: 'k', body: Buffer.from('x') });
    const stop = new AbortController();
    const seen: string[] = [];
    const results = await runConformance({
      provider: options(),
      bucketPrefix: 'check',
      signal: stop.signal,
      onResult(result) {
        seen.push(nameOf(result));
        if (seen.length === 20) stop.abort();
      },
    });
    expect(results.map(nameOf)).toEqual(seen);
    expect(seen).toHaveLength(20);
    expect(await bucketNames(options())).toEqual([bystander.bucket]);
    expect(await provider.objects.headObject({ bucket: bystander.bucket, key: 'k' })).toMatchObject({
      sizeBytes: 1,
    });
    await provider.objects.deleteObject({ bucket: bystander.bucket, key: 'k' });
    await provider.buckets.deleteBucket(bystander);
    await provider.close();
  });

  test('of one group has that group alone', { timeout: 60_000 }, async () => {
    const results = await runConformance({ provider: options(), bucketPrefix: 'check', only: ['tags'] });
    expect(new Set(results.map(({ group }) => group))).toEqual(new Set(['tags']));
  });
});

test('a suite that cannot fail proves nothing: a wrong secret fails it', { timeout: 60_000 }, async () => {
  const credentials = async () => ({
    accessKeyId: 'TESTKEY',
    secretAccessKey: 'wrong',
    sessionToken: null,
    expiresAtMs: null,
  });
  const run = runConformance({ provider: options({ credentials }), bucketPrefix: 'check' });
  await expect(run).rejects.toMatchObject({ appError: { reason: 'wrong-secret' } });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import {
  type ReportCard,
  type ReportScratch,
  reportCardSchema,
  reportItem,
  reportItemIds,
} from '../../../shared/model/report-card.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import { makeReportCard } from './make-report-card.ts';

let folder = '';
let sandbox: Awaited<ReturnType<typeof startSandbox>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-report-card-'));
  sandbox = await startSandbox({
    dataDir: folder,
    port: 0,
    faces: ['s3', 'cos', 'oss'],
    credentials: [{ accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret', name: 'test' }],
    region: 'eu-test-1',
    now: Date.now,
    fillSample: false,
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function optionsOf(changes: Partial<ProviderOptions> = {}): ProviderOptions {
  return localOptions(sandbox.endpoint.port, {
    now: Date.now,
    region: null,
    endpoint: { ...sandbox.endpoint, host: '127.0.0.1' },
    ...changes,
  });
}

async function report(
  provider: ProviderOptions,
  scratch: ReportScratch = { type: 'none' },
  others: {
    bucket?: string | null;
    signal?: AbortSignal;
    onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<ReportCard> {
  const { bucket = null, signal = new AbortController().signal, onProgress } = others;
  const input = { provider, bucket, scratch, signal, ...(onProgress ? { onProgress } : {}) };
  return reportCardSchema.parse(await makeReportCard(input));
}

function verdicts(card: ReportCard, side: 'read' | 'write', verdict: string): string[] {
  return card.findings.filter((one) => one.side === side && one.verdict === verdict).map(({ item }) => item);
}

/** Everything of a bucket that a guest could leave or change. */
async function stateOf(provider: ProviderOptions, bucket: string): Promise<unknown> {
  const client = openProvider(provider);
  try {
    const page = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1_000 };
    const { versions } = await client.versions.listObjectVersions(page);
    const { uploads } = await client.multipart.listMultipartUploads({
      bucket,
      prefix: '',
      token: null,
      maxUploads: 100,
    });
    const documents = await Promise.all(
      (['cors', 'lifecycle', 'encryption', 'tagging', 'website', 'versioning'] as const).map((document) =>
        client.configuration.get({ bucket, document }),
      ),
    );
    return {
      keys: versions.map(({ key }) => key),
      uploads,
      documents,
      policy: await client.configuration.getPolicy({ bucket }),
    };
  } finally {
    await client.close();
  }
}

describe('a report card of the sandbox', () => {
  const bucket = 'reported';
  beforeAll(async () => {
    const provider = openProvider(optionsOf());
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
    await provider.objects.putObject({ bucket, key: 'there', body: Buffer.from('some content') });
    await provider.configuration.put({
      bucket,
      document: 'tagging',
      value: { tagSet: { tags: [{ key: 'own', value: 'kept' }] } },
    });
    await provider.close();
  });

  test('only reads by default, and says of the rest that it was not tried', async () => {
    const methods = new Set<string>();
    const progress: number[] = [];
    const card = await report(
      optionsOf({ onRequest: ({ method }) => void methods.add(method) }),
      { type: 'none' },
      { onProgress: (done, total) => void progress.push(done / total) },
    );
    expect([...methods].toSorted()).toEqual(['GET', 'HEAD']);
    expect(card.wroteIn).toBeNull();
    expect(card.vendor).toMatchObject({ id: 'sandbox', certainty: 'sure' });
    expect(card.bucket).toBe(bucket);
    const unclear = card.findings.filter(({ verdict, side }) => verdict === 'unknown' && side === 'read');
    expect(unclear.map(({ item, why }) => [item, why])).toEqual([['virtual-host-style', 'needs-name']]);
    expect(
      new Set(card.findings.filter(({ side }) => side === 'write').map(({ verdict }) => verdict)),
    ).toEqual(new Set(['unknown']));
    expect(verdicts(card, 'read', 'not-offered')).toEqual(['referer']);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(card.problem).toBeNull();
  });

  test('has a finding for every side of every item', async () => {
    const card = await report(optionsOf());
    for (const item of reportItemIds) {
      const { reads, writes } = reportItem(item);
      const sides = card.findings.filter((one) => one.item === item).map(({ side }) => side);
      expect.soft([item, ...sides]).toEqual([item, ...(reads ? ['read'] : []), ...(writes ? ['write'] : [])]);
    }
  });

  test('writes in a bucket that stays, and leaves it as it was', async () => {
    const before = await stateOf(optionsOf(), bucket);
    const card = await report(optionsOf(), { type: 'bucket', bucket });
    expect(await stateOf(optionsOf(), bucket)).toEqual(before);
    expect(card.leftBehind).toEqual([]);
    const missing = card.findings.filter(({ side, verdict }) => side === 'write' && verdict !== 'offered');
    expect(missing.map(({ item, verdict, why }) => [item, verdict, why])).toEqual([
      ['told-checksums', 'not-offered', null],
      ['customer-keys', 'unknown', 'needs-tls'],
      ['bucket-tags', 'unknown', 'in-use'],
      ['policy', 'unknown', 'needs-new-bucket'],
      ['versioning', 'unknown', 'needs-new-bucket'],
      ['lock', 'unknown', 'needs-new-bucket'],
    ]);
  });

  test('tries everything in a bucket of its own, which is gone afterwards', async () => {
    const card = await report(optionsOf(), { type: 'new-bucket' });
    const missing = card.findings.filter(({ side, verdict }) => side === 'write' && verdict !== 'offered');
    expect(missing.map(({ item, verdict, why }) => [item, verdict, why])).toEqual([
      ['told-checksums', 'not-offered', null],
      ['customer-keys', 'unknown', 'needs-tls'],
    ]);
    const provider = openProvider(optionsOf());
    expect((await provider.service.listBuckets()).map(({ name }) => name)).toEqual([bucket]);
    await provider.close();
    expect(card.faults.map(({ id }) => id)).toEqual([]);
  });

  test('cleans up after a cancel', async () => {
    const before = await stateOf(optionsOf(), bucket);
    const controller = new AbortController();
    let writes = 0;
    const options = optionsOf({
      onRequest({ method }) {
        if (method === 'PUT') writes += 1;
        if (writes === 8) controller.abort();
      },
    });
    const run = report(options, { type: 'bucket', bucket }, { signal: controller.signal });
    expect(toAppError(await run.catch((thrown: unknown) => thrown)).kind).toBe('cancelled');
    expect(writes).toBeGreaterThanOrEqual(8);
    expect(await stateOf(optionsOf(), bucket)).toEqual(before);
  });

  test('does not write where objects would be locked', async () => {
    const provider = openProvider(optionsOf());
    const locked = 'report-locked';
    await provider.buckets.createBucket({ bucket: locked, region: null, hasObjectLock: true });
    const value = {
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: 'GOVERNANCE', days: 1 } },
    };
    await provider.configuration.put({ bucket: locked, document: 'object-lock', value });
    const error = await report(optionsOf(), { type: 'bucket', bucket: locked }).catch(
      (thrown: unknown) => thrown,
    );
    expect(toAppError(error)).toMatchObject({ kind: 'conflict', reason: 'scratch-locked' });
    const { objects } = await provider.objects.listObjects({
      bucket: locked,
      prefix: '',
      delimiter: null,
      token: null,
      maxKeys: 1,
    });
    expect(objects.keys).toEqual([]);
    await provider.buckets.deleteBucket({ bucket: locked });
    await provider.close();
  });

  test('refuses to write through a read-only connection, before anything is sent', async () => {
    const sent: number[] = [];
    const options = optionsOf({ isReadOnly: true, onRequest: () => sent.push(1) });
    const error = await report(options, { type: 'bucket', bucket }).catch((thrown: unknown) => thrown);
    expect(toAppError(error).kind).toBe('read-only');
    expect(sent).toEqual([]);
    expect((await report(options)).problem).toBeNull();
  });

  test('tells refused keys instead of a card', async () => {
    const wrong = optionsOf({
      credentials: async () => ({
        accessKeyId: 'TESTKEY',
        secretAccessKey: 'wrong',
        sessionToken: null,
        expiresAtMs: null,
      }),
    });
    const error = await report(wrong).catch((thrown: unknown) => thrown);
    expect(toAppError(error)).toMatchObject({ kind: 'authentication' });
  });

  test('holds no key', async () => {
    const card = await report(optionsOf(), { type: 'bucket', bucket });
    expect(JSON.stringify(card)).not.toMatch(/TESTKEY|test-secret|signature=/i);
  });
});

/** What a face says that it does not have, or what cannot be asked of it in a bucket that stays and without TLS. */
const faces = [
  {
    provider: 'cos',
    host: 'cos.localhost',
    bucket: 'cos-reported-1250000000',
    said: [
      'path-style read not-offered',
      'list-v2 read not-offered',
      'put-if-match write not-offered',
      'sent-checksums write not-offered',
      'streaming-signature write not-offered',
      'customer-keys write needs-tls',
      'notification read not-offered',
      'request-payment read not-offered',
      'policy write needs-new-bucket',
      'policy-status read not-offered',
      'public-access-block read not-offered',
      'ownership read not-offered',
      'versioning write needs-new-bucket',
      'lock write not-offered',
      'listen read not-offered',
    ],
  },
  {
    provider: 'oss',
    host: 'oss.localhost',
    bucket: 'oss-reported',
    said: [
      // The question is signed for the vendor's own first region, which the sandbox is not in.
      'location read unclear',
      'put-if-match write not-offered',
      'sent-checksums write not-offered',
      'streaming-signature write not-offered',
      'customer-keys write not-offered',
      'select write not-offered',
      'notification read not-offered',
      'policy write needs-new-bucket',
      'policy-status read not-offered',
      'ownership read not-offered',
      'versioning write needs-new-bucket',
      'lock read not-offered',
      'lock write not-offered',
      'listen read not-offered',
    ],
  },
] as const;

describe.each(faces)('a report card of the sandbox as $provider', ({ provider: id, host, bucket, said }) => {
  const options = () =>
    optionsOf({ provider: id, region: 'eu-test-1', endpoint: { ...sandbox.endpoint, host } });

  test('reads, writes in a bucket that stays, and leaves it as it was', async () => {
    const provider = openProvider(options());
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
    const card = await report(options(), { type: 'bucket', bucket });
    expect(card.leftBehind).toEqual([]);
    const page = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
    expect((await provider.objects.listObjects(page)).objects.keys).toEqual([]);
    const all = { bucket, prefix: '', token: null, maxUploads: 10 };
    expect((await provider.multipart.listMultipartUploads(all)).uploads).toEqual([]);
    await provider.buckets.deleteBucket({ bucket });
    await provider.close();
    const missing = card.findings.filter(({ verdict }) => verdict !== 'offered');
    expect(missing.map(({ item, side, verdict, why }) => `${item} ${side} ${why ?? verdict}`)).toEqual(said);
  });
});

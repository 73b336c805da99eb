import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../../shared/model/connection.ts';
import type { ReportCard } from '../../../shared/model/report-card.ts';
import { openProvider } from '../../providers/open-provider.ts';
import { localOptions } from '../../providers/testing/local-servers.ts';
import { sampleSettings } from '../testing/sample-settings.ts';
import { withReportCard } from './card-capabilities.ts';
import { openCardStore } from './card-store.ts';
import { cardFileName, describeCard } from './describe-card.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-card-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const connection: Connection = {
  ...sampleSettings({ endpoint: { host: 'store.example', port: 9000, usesTls: true } }),
  id: 'one',
  isSandbox: false,
  accessKeyHint: 'AKIA',
  hasSessionToken: false,
  hasCredential: true,
};

const card: ReportCard = {
  madeAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  durationMs: 900,
  requestCount: 42,
  provider: 's3',
  host: 'store.example:9000',
  usesTls: true,
  region: null,
  bucket: 'pictures',
  wroteIn: { bucket: 'scratch', isNew: false },
  vendor: {
    id: 'minio',
    certainty: 'sure',
    evidence: [{ sign: 'server-header', vendor: 'minio', value: 'MinIO' }],
  },
  findings: [
    { item: 'cors', side: 'read', verdict: 'offered', why: null, words: '', requestId: null },
    {
      item: 'cors',
      side: 'write',
      verdict: 'not-offered',
      why: null,
      words: '501 NotImplemented | of pictures at store.example\nand more',
      requestId: 'ID1',
    },
    { item: 'lock', side: 'read', verdict: 'unknown', why: 'denied', words: '403', requestId: null },
    { item: 'put-if-absent', side: 'write', verdict: 'offered', why: null, words: '', requestId: null },
  ],
  faults: [{ id: 'setting-read-only', seen: 'cors' }],
  problem: null,
  leftBehind: [],
};

describe('the store', () => {
  const path = () => join(folder, 'report-cards.json');

  test('keeps a card over a restart', async () => {
    await (await openCardStore(path(), Date.now)).keep(connection, card);
    const opened = await openCardStore(path(), Date.now);
    expect(opened.find(connection)).toEqual(card);
    expect(opened.find({ ...connection, id: 'two' })).toBeNull();
  });

  test.each<[string, Partial<Connection>]>([
    ['host', { endpoint: { host: 'other.example', port: 9000, usesTls: true } }],
    ['key', { accessKeyHint: 'ASIA' }],
    ['source of keys', { credentialSource: { type: 'anonymous' } }],
    ['region', { region: 'eu-west-1' }],
    ['addressing', { addressing: 'virtual-host' }],
  ])('does not show the card of another %s', async (_what, changes) => {
    const store = await openCardStore(path(), Date.now);
    await store.keep(connection, card);
    expect(store.find({ ...connection, ...changes })).toBeNull();
    expect(store.find({ ...connection, name: 'Renamed', colour: 'red' })).toEqual(card);
  });

  test('forgets', async () => {
    const store = await openCardStore(path(), Date.now);
    await store.keep(connection, card);
    await store.forget(connection.id);
    expect(store.find(connection)).toBeNull();
    expect(await readFile(path(), 'utf8')).not.toContain('store.example');
  });

  test('keeps one card for a connection', async () => {
    const store = await openCardStore(path(), Date.now);
    await store.keep(connection, card);
    await store.keep(connection, { ...card, requestCount: 7 });
    expect(JSON.parse(await readFile(path(), 'utf8')).data.cards).toHaveLength(1);
    expect(store.find(connection)?.requestCount).toBe(7);
  });
});

test('capabilities follow the card, in the words of the server', async () => {
  const provider = openProvider(localOptions(1));
  const before = provider.capabilities();
  await provider.close();
  expect(before.putBucketCors.status).toBe('unknown');
  const after = withReportCard(before, card);
  expect(after.putBucketCors).toMatchObject({ status: 'not-offered', reason: 'report-card' });
  expect(after.deleteBucketCors.status).toBe('not-offered');
  expect(after.getBucketCors).toEqual({ status: 'offered' });
  expect(after.conditionalPut).toEqual({ status: 'offered' });
  expect(after.getObjectLockConfig).toEqual(before.getObjectLockConfig);
  expect(withReportCard(before, null)).toBe(before);
});

test('what is known from a refusal since stays', async () => {
  const provider = openProvider(localOptions(1));
  const refused = { status: 'not-offered', reason: 'refused-by-server', message: 'no' } as const;
  const before = { ...provider.capabilities(), getBucketCors: refused };
  await provider.close();
  expect(withReportCard(before, card).getBucketCors).toEqual(refused);
});

describe('the export', () => {
  const plain = { format: 'markdown', hidesNames: false, version: '1.2.3' } as const;

  test('as Markdown has every finding in an unbroken table', () => {
    const text = describeCard(card, plain);
    expect(text).toContain('# Report card of store.example:9000');
    expect(text).toContain('- seems to be: minio (sure)');
    expect(text).toContain(
      '| cors | yes | **no** | 501 NotImplemented \\| of pictures at store.example and more |',
    );
    expect(text).toContain('| lock | ? (denied) |  | 403 |');
    expect(text).toContain('- **setting-read-only**: cors');
    expect(cardFileName(card, plain)).toBe('report-card-store.example_9000-2026-01-02.md');
  });

  test.each(['markdown', 'json'] as const)(
    'as %s leaves names out, where they are not to be seen',
    (format) => {
      const how = { ...plain, format, hidesNames: true };
      expect(describeCard(card, how) + cardFileName(card, how)).not.toMatch(
        /store\.example|pictures|scratch/,
      );
    },
  );

  test('as JSON is the card', () => {
    const read = JSON.parse(describeCard(card, { ...plain, format: 'json' }));
    expect(read).toMatchObject({ stowage: '1.2.3', madeAt: '2026-01-02T03:04:05.000Z', host: card.host });
    expect(read.findings).toEqual(card.findings);
  });
});

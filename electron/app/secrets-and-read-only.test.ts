import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MethodInput, type MethodName, methods } from '../../shared/contract/contract.ts';
import { toAppError } from '../../shared/model/app-error.ts';
import type { ConnectionSettings } from '../../shared/model/connection.ts';
import { everything } from '../../shared/model/listing-index.ts';
import { createKeyFileVault } from '../connections/key-file-vault.ts';
import { sampleSettings } from '../connections/testing/sample-settings.ts';
import { makeDataFolder, startTestBackend, type TestBackend } from './testing/start-test-backend.ts';

const credential = {
  accessKeyId: 'AKIAWALKEDTHROUGH',
  secretAccessKey: 'walked-secret-key-value',
  sessionToken: 'walked-session-token-value',
};
const proxyPassword = 'walked-proxy-password';

let backend: TestBackend;
let remove: () => Promise<unknown>;
let sandboxSettings: ConnectionSettings;
let sandboxKeys: { accessKeyId: string; secretAccessKey: string; sessionToken: null };
beforeAll(async () => {
  const folder = await makeDataFolder();
  remove = folder.remove;
  backend = await startTestBackend(folder.dataDir);
  const { connections } = await backend.call('connections.list', {});
  const { id, isSandbox, accessKeyHint, hasSessionToken, hasCredential, ...settings } = connections[0] ?? {
    ...sampleSettings(),
    id: '',
    isSandbox: false,
    accessKeyHint: null,
    hasSessionToken: false,
    hasCredential: false,
  };
  expect([id, isSandbox, hasSessionToken, hasCredential]).toEqual(['sandbox', true, false, true]);
  expect(accessKeyHint).toBe('SAND');
  sandboxSettings = settings;
  const secret = await createKeyFileVault(folder.dataDir).read('sandbox');
  sandboxKeys = JSON.parse(secret ?? '').keys;
  const bucket = { connectionId: 'sandbox', bucket: 'walked', region: null, hasObjectLock: false };
  await backend.call('buckets.create', bucket);
  await backend.call('objects.createFolder', {
    connectionId: 'sandbox',
    bucket: 'walked',
    prefix: 'folder/',
  });
  await mkdir(join(folder.dataDir, 'upload'));
  await writeFile(join(folder.dataDir, 'upload', 'file.txt'), 'content');
});
afterAll(async () => {
  await backend.close();
  await remove();
});

type Inputs = { readonly [M in MethodName]: MethodInput<M>[] };

/** Calls that reach every handler: some succeed, some fail, because errors cross the contract too. */
function everyCall(connectionId: string, jobId: string, refId: string): Inputs {
  const byId = { connectionId };
  const place = { connectionId: 'sandbox', bucket: 'walked' };
  const settings = sampleSettings({
    endpoint: { host: '127.0.0.1', port: 9, usesTls: false },
    proxy: { mode: 'url', host: '127.0.0.1', port: 9, username: 'me' },
  });
  const selection = { keys: ['folder/'], prefixes: [] };
  const byJob = { jobId };
  const list = { prefix: '', token: null, maxKeys: 10 };
  const link = { key: 'folder/', versionId: null, expiresInSeconds: 60, disposition: 'attachment' as const };
  const byPlan = { planId: 'none' };
  const sync = {
    ...{ direction: 'up' as const, prefix: '', folderRefId: refId, compareBy: 'checksum' as const },
    ...{ isMirror: false, include: [], exclude: [] },
  };
  return {
    'connections.list': [{}],
    'connections.create': [{ settings, credential, proxyPassword }],
    'connections.update': [{ ...byId, settings, credential, proxyPassword }],
    'connections.forgetCredential': [{ connectionId: 'nobody' }],
    'connections.test': [
      { connectionId, settings, credential: null },
      { connectionId, settings: sandboxSettings, credential: null },
      { connectionId: null, settings: sandboxSettings, credential, proxyPassword },
      { connectionId: 'sandbox', settings: sandboxSettings, credential: null },
    ],
    'connections.capabilities': [{ connectionId: 'sandbox' }, byId],
    'connections.listAwsProfiles': [{}],
    'connections.makeReportCard': [
      { connectionId: 'sandbox', scratch: { type: 'bucket', bucket: 'walked' } },
      { ...byId, scratch: { type: 'none' } },
    ],
    'connections.reportCard': [{ connectionId: 'sandbox' }, byId],
    'connections.exportReportCard': [
      { connectionId: 'sandbox', format: 'json', hidesNames: false },
      { connectionId: 'sandbox', format: 'markdown', hidesNames: true },
    ],
    'buckets.list': [{ connectionId: 'sandbox' }, byId],
    'buckets.create': [{ ...byId, bucket: 'other', region: null, hasObjectLock: false }],
    'buckets.delete': [place, { ...byId, bucket: 'other' }],
    'buckets.location': [place, { ...byId, bucket: 'other' }],
    'buckets.getConfiguration': [
      { ...place, document: 'versioning' },
      { ...byId, bucket: 'b', document: 'policy' },
    ],
    'buckets.saveConfiguration': [
      { ...byId, bucket: 'b', document: 'versioning', value: { status: 'Enabled' }, revision: null },
    ],
    'buckets.parseConfiguration': [{ ...byId, document: 'cors', source: '<CORSConfiguration/>' }],
    'buckets.printConfiguration': [{ ...byId, document: 'cors', value: { rules: [] } }],
    'buckets.configurationHistory': [{ ...place, document: 'cors' }],
    'buckets.testCors': [
      { ...place, key: '', origin: 'https://a.example', method: 'GET' as const, headers: [] },
    ],
    'objects.listPage': [
      { ...place, ...list, delimiter: '/' },
      { ...byId, bucket: 'b', ...list, delimiter: null },
    ],
    'objects.listVersions': [
      { ...place, ...list },
      { ...byId, bucket: 'b', ...list },
    ],
    'objects.head': [
      { ...place, key: 'folder/', versionId: null },
      { ...byId, bucket: 'b', key: 'k', versionId: null },
    ],
    'objects.createFolder': [{ ...byId, bucket: 'b', prefix: 'x/' }],
    'objects.indexState': [place],
    'objects.buildIndex': [place, { ...byId, bucket: 'b' }],
    'objects.openView': [{ ...place, sort: { column: 'size', direction: 'descending' }, filter: everything }],
    'objects.readView': [{ ...place, viewId: 1, offset: 0, limit: 10 }],
    'objects.census': [{ ...place, prefix: '' }],
    'sharing.issueLink': [{ ...place, ...link }],
    'settings.hostInfo': [{}],
    'settings.get': [{}],
    'settings.update': [{ theme: 'dark' }],
    'transfers.chooseLocal': [{ what: 'files' }],
    'transfers.registerHostPath': [{ path: join(backend.dataDir, 'upload') }],
    'transfers.registerDroppedPaths': [{ paths: [join(backend.dataDir, 'upload')] }],
    'transfers.openDrop': [{ name: 'drop' }],
    'transfers.addToDrop': [{ refId, files: [], folders: [], isLast: true }],
    'transfers.replaceSources': [{ jobId, sourceRefIds: [refId] }],
    'transfers.replaceTarget': [{ jobId, targetRefId: refId }],
    'transfers.create': [
      { request: { kind: 'delete', ...place, selection }, isReviewed: true },
      { request: { kind: 'delete', ...byId, bucket: 'b', selection }, isReviewed: false },
    ],
    'transfers.run': [byJob],
    'transfers.pause': [byJob],
    'transfers.resume': [byJob],
    'transfers.retryFailed': [byJob],
    'transfers.setPriority': [{ jobId, priority: 'high' }],
    'transfers.move': [{ jobId, beforeJobId: null }],
    'transfers.pauseAll': [{}],
    'transfers.resumeAll': [{}],
    'transfers.list': [{}],
    'transfers.listItems': [{ jobId, state: null, afterId: 0, limit: 10 }],
    'transfers.resolveConflict': [{ jobId, itemId: 1, decision: 'skip', appliesToAll: true }],
    'transfers.planSync': [
      { ...place, ...sync },
      { ...byId, bucket: 'b', ...sync },
    ],
    'transfers.getSyncPlan': [byPlan],
    'transfers.listSyncPlan': [{ ...byPlan, change: null, offset: 0, limit: 10 }],
    'transfers.exportSyncPlan': [{ ...byPlan, form: 'json' }],
    'transfers.runSync': [byPlan],
    'transfers.exportPlan': [{ jobId, form: 'aws', afterId: 0, limit: 10 }],
    'transfers.repeat': [{ jobId, isReviewed: true }],
    'transfers.receipt': [{ jobId, afterId: 0, limit: 10 }],
    'transfers.listLeftovers': [
      { ...place, prefix: '', token: null },
      { ...byId, bucket: 'b', prefix: '', token: null },
    ],
    'transfers.removeLeftovers': [{ ...place, uploads: [{ key: 'k', uploadId: 'none' }] }],
    'transfers.revealLocal': [byJob],
    'transfers.cancel': [byJob],
    'transfers.remove': [byJob],
    'transfers.removeEnded': [{}],
    'connections.remove': [byId],
  };
}

describe('secrets', () => {
  it('come out of no method, event, error or request record, and are on disk only encrypted', async () => {
    const made = await backend.call('connections.create', {
      settings: sampleSettings({
        endpoint: { host: '127.0.0.1', port: 9, usesTls: false },
        connectTimeoutMs: 1_000,
      }),
      credential,
      proxyPassword,
    });
    const { refId } = await backend.call('transfers.registerHostPath', {
      path: join(backend.dataDir, 'upload'),
    });
    const upload: MethodInput<'transfers.create'>['request'] = {
      kind: 'upload',
      connectionId: 'sandbox',
      bucket: 'walked',
      prefix: '',
      sourceRefIds: [refId],
      conflict: 'skip',
    };
    const job = await backend.call('transfers.create', { request: upload, isReviewed: false });
    const inputs = everyCall(made.id, job.id, refId);
    expect(Object.keys(inputs).sort()).toEqual([...methods.keys()].sort());

    const seen: unknown[] = [made, job];
    const links: string[] = [];
    for (const [method, calls] of Object.entries(inputs) as [MethodName, MethodInput<MethodName>[]][]) {
      for (const input of calls) {
        const answer = await backend.call(method, input).catch((thrown) => toAppError(thrown));
        expect(answer, method).not.toMatchObject({ kind: 'internal' });
        if (method === 'sharing.issueLink') links.push(JSON.stringify(answer));
        else seen.push(answer);
      }
    }
    seen.push(backend.emitted, backend.requests);
    expect(backend.requests.length).toBeGreaterThan(0);

    const { secretAccessKey, sessionToken } = credential;
    const secrets = [secretAccessKey, sessionToken, proxyPassword, sandboxKeys.secretAccessKey];
    const keys = [credential.accessKeyId, sandboxKeys.accessKeyId];
    const text = JSON.stringify(seen);
    for (const secret of [...secrets, ...keys, 'X-Amz-Signature']) expect(text).not.toContain(secret);
    expect(links).toHaveLength(1);
    for (const secret of secrets) expect(links.join()).not.toContain(secret);

    const files = await readdir(backend.dataDir, { withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const onDisk = await readFile(join(backend.dataDir, file.name), 'latin1');
      for (const secret of [...secrets, ...keys]) expect(onDisk, file.name).not.toContain(secret);
    }
  });
});

describe('a read-only connection', () => {
  it('refuses every changing method below the UI, before anything is sent', async () => {
    const { id: connectionId } = await backend.call('connections.create', {
      settings: { ...sandboxSettings, isReadOnly: true },
      credential: sandboxKeys,
    });
    const { refId } = await backend.call('transfers.registerHostPath', {
      path: join(backend.dataDir, 'upload'),
    });
    const place = { connectionId, bucket: 'walked' };
    const selection = { keys: ['folder/'], prefixes: [] };
    const target = { ...place, prefix: 'to/', newName: null };
    const conflict = 'overwrite' as const;
    const base = { ...place, basePrefix: '', selection, conflict };
    await backend.call('buckets.list', { connectionId });
    const sentBefore = backend.requests.length;
    const create = (request: MethodInput<'transfers.create'>['request']) =>
      backend.call('transfers.create', { request, isReviewed: false });
    const attempts = [
      () =>
        backend.call('buckets.create', {
          connectionId,
          bucket: 'new-bucket',
          region: null,
          hasObjectLock: false,
        }),
      () => backend.call('buckets.delete', place),
      () => create({ kind: 'upload', ...place, prefix: '', sourceRefIds: [refId], conflict }),
      () => create({ kind: 'delete', ...place, selection }),
      () => create({ kind: 'copy', ...base, target }),
      () => create({ kind: 'move', ...base, target }),
      () => create({ kind: 'move', ...base, target: { ...target, connectionId: 'sandbox' } }),
    ];
    for (const [index, attempt] of attempts.entries()) {
      const error = toAppError(await attempt().catch((thrown) => thrown));
      expect(error, `attempt ${index}`).toMatchObject({ kind: 'read-only' });
    }
    expect(backend.requests.length).toBe(sentBefore);
    const { refId: folderRefId } = await backend.call('transfers.registerHostPath', {
      path: backend.dataDir,
    });
    const rule = { compareBy: 'checksum', isMirror: true, include: ['none'], exclude: [] } as const;
    const { planId } = await backend.call('transfers.planSync', {
      ...{ ...place, prefix: '', folderRefId, direction: 'up' },
      ...{ ...rule, include: [...rule.include], exclude: [] },
    });
    const sync = await backend.call('transfers.runSync', { planId }).catch((thrown) => toAppError(thrown));
    expect(sync).toMatchObject({ kind: 'read-only' });
    const folder = await backend
      .call('objects.createFolder', { ...place, prefix: 'new/' })
      .catch((thrown) => toAppError(thrown));
    expect(folder).toMatchObject({ kind: 'read-only' });
    expect(backend.requests.slice(sentBefore).every(({ method }) => method === 'GET')).toBe(true);
    expect((await backend.call('transfers.list', {})).jobs).not.toContainEqual(
      expect.objectContaining({ connectionId }),
    );
  });
});

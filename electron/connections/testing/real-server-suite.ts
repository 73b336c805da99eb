import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ConnectionSettings, Endpoint } from '../../../shared/model/connection.ts';
import type { StorageProvider } from '../../providers/storage-provider.ts';
import { createMemoryVault } from '../memory-vault.ts';
import { type ConnectionPool, createConnectionPool } from '../open-connection.ts';
import { openProfileStore, type ProfileStore, type SecretsInput } from '../profile-store.ts';
import { closeLocalServers, startProxy } from './local-servers.ts';
import { sampleSettings } from './sample-settings.ts';

/** A running S3 server with one account that may do everything. */
export interface RealServer {
  readonly endpoint: Endpoint;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

/** Profiles and a pool in a folder of their own, as the app has them. */
export async function openTestPool(now: () => number = Date.now) {
  const folder = await mkdtemp(join(tmpdir(), 'stowage-pool-'));
  const vault = createMemoryVault();
  const profiles = await openProfileStore({
    path: join(folder, 'connections.json'),
    vault,
    now,
    sandbox: null,
  });
  const surroundings = { environment: {}, homeFolder: folder };
  const pool = createConnectionPool({ profiles, surroundings, userAgent: 'Stowage/test', now });
  const close = async () => {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { profiles, pool, close };
}

/** The failure of a promise that must fail. */
export async function rejection(promise: Promise<unknown>): Promise<AppError> {
  return toAppError(
    await promise.then(
      () => new Error('it did not fail'),
      (error) => error,
    ),
  );
}

/** Every changing method of a provider, each with arguments that would work on a bucket `bucket`. */
function changingCalls({
  buckets,
  objects,
  multipart,
  sharing,
}: StorageProvider): Record<string, () => Promise<unknown>> {
  const object = { bucket: 'bucket', key: 'key' };
  const upload = { ...object, uploadId: 'upload' };
  const source = { ...object, range: { offsetBytes: 0, lengthBytes: 1 } };
  return {
    createBucket: () => buckets.createBucket({ bucket: 'other-bucket', region: null, hasObjectLock: false }),
    deleteBucket: () => buckets.deleteBucket({ bucket: 'bucket' }),
    putObject: () => objects.putObject({ ...object, body: new Uint8Array(1) }),
    copyObject: () => objects.copyObject({ ...object, source: object }),
    deleteObject: () => objects.deleteObject(object),
    deleteObjects: () => objects.deleteObjects({ bucket: 'bucket', targets: [{ key: 'key' }] }),
    createMultipartUpload: () => multipart.createMultipartUpload(object),
    uploadPart: () => multipart.uploadPart({ ...upload, partNumber: 1, body: new Uint8Array(1) }),
    copyPart: () => multipart.copyPart({ ...upload, partNumber: 1, source }),
    completeMultipartUpload: () => multipart.completeMultipartUpload({ ...upload, parts: [] }),
    abortMultipartUpload: () => multipart.abortMultipartUpload(upload),
    presignPut: () => sharing.presign({ method: 'PUT', ...object, expiresInSeconds: 60 }),
    presignDelete: () => sharing.presign({ method: 'DELETE', ...object, expiresInSeconds: 60 }),
  };
}

/** What must hold for connections to any real server over plain HTTP. */
export function judgeConnections(serverName: string, startServer: () => Promise<RealServer>): void {
  describe(`connections to ${serverName}`, () => {
    let server: RealServer;
    let profiles: ProfileStore;
    let pool: ConnectionPool;
    let closePool: () => Promise<void>;
    const offsetMs = { value: 0 };

    beforeAll(async () => {
      server = await startServer();
      const opened = await openTestPool(() => Date.now() + offsetMs.value);
      ({ profiles, pool } = opened);
      closePool = opened.close;
      const { id } = await profiles.create(settings(), keys());
      await (await pool.open(id)).buckets.createBucket({
        bucket: 'bucket',
        region: null,
        hasObjectLock: false,
      });
    });
    afterEach(async () => {
      offsetMs.value = 0;
      await closeLocalServers();
    });
    afterAll(async () => {
      await closePool();
      await server.close();
    });

    const settings = (changes: Partial<ConnectionSettings> = {}) =>
      sampleSettings({ endpoint: server.endpoint, ...changes });
    const keys = (changes: Partial<NonNullable<SecretsInput['credential']>> = {}): SecretsInput => {
      const { accessKeyId, secretAccessKey } = server;
      return { credential: { accessKeyId, secretAccessKey, sessionToken: null, ...changes } };
    };
    const test = async (changes: Partial<ConnectionSettings>, secrets: SecretsInput = keys()) => {
      const input = { connectionId: null, settings: settings(changes), secrets };
      const { steps } = await pool.test(input, new AbortController().signal);
      const failed = steps.find(({ outcome }) => outcome === 'failed');
      return {
        steps: steps.map(({ step, outcome }) => `${step}:${outcome}`).join(' '),
        failedAt: failed?.step,
        error: failed?.error,
        permission: steps.at(-1),
      };
    };

    it('pass the test with the right keys, by address and by name', async () => {
      const allPassed = 'tcp:passed tls:skipped clock:passed signature:passed permission:passed';
      expect((await test({})).steps).toBe(`dns:skipped ${allPassed}`);
      const named = { ...server.endpoint, host: 'localhost' };
      expect((await test({ endpoint: named })).steps).toBe(`dns:passed ${allPassed}`);
    });

    it('say which of the keys is wrong', async () => {
      const wrongKey = await test({}, keys({ accessKeyId: 'AKIANOBODY0000000000' }));
      expect(wrongKey).toMatchObject({
        failedAt: 'signature',
        error: { kind: 'authentication', reason: 'unknown-access-key', code: 'InvalidAccessKeyId' },
      });
      const wrongSecret = await test({}, keys({ secretAccessKey: 'not-the-secret-key' }));
      expect(wrongSecret).toMatchObject({
        failedAt: 'signature',
        error: { kind: 'authentication', reason: 'wrong-secret', code: 'SignatureDoesNotMatch' },
      });
      expect(JSON.stringify(wrongSecret)).not.toContain('not-the-secret-key');
      expect(await test({}, { credential: null })).toMatchObject({
        failedAt: 'signature',
        error: { kind: 'authentication', reason: 'no-credential' },
      });
    });

    it('stop at a clock that is an hour off', async () => {
      offsetMs.value = 3_600_000;
      expect(await test({})).toMatchObject({
        failedAt: 'clock',
        error: { kind: 'clock-skew', values: { minutes: 60, direction: 'ahead' } },
      });
    });

    it('open a bucket by name, and say when it is not there', async () => {
      const opened = await test({ startAt: { bucket: 'bucket', prefix: 'a/' } });
      expect(opened.permission).toMatchObject({
        outcome: 'passed',
        facts: { fact: 'start-listed', values: { place: 'bucket/a/' } },
        detail: 'bucket/a/ can be listed.',
      });
      expect(await test({ startAt: { bucket: 'no-such-bucket', prefix: '' } })).toMatchObject({
        failedAt: 'permission',
        error: { kind: 'not-found', reason: 'start-bucket-missing', code: 'NoSuchBucket' },
      });
    });

    it('advise somebody who may not list buckets, and refuse a bucket that may not be listed', async () => {
      const anonymous = { credentialSource: { type: 'anonymous' } } as const;
      const seen = await test(anonymous, { credential: null });
      expect(seen.steps).toContain('signature:skipped permission:warning');
      expect(seen.permission?.error).toMatchObject({
        kind: 'access-denied',
        reason: 'bucket-listing-denied',
      });
      const closed = await test(
        { ...anonymous, startAt: { bucket: 'bucket', prefix: '' } },
        { credential: null },
      );
      expect(closed).toMatchObject({
        failedAt: 'permission',
        error: { kind: 'access-denied', reason: 'start-listing-denied' },
      });
    });

    it('work through a proxy with a password, which is in the vault alone', async () => {
      const proxy = await startProxy('me:proxy-secret');
      const through = { mode: 'url', host: '127.0.0.1', port: proxy.port, username: 'me' } as const;
      const created = await profiles.create(settings({ proxy: through }), {
        ...keys(),
        proxyPassword: 'proxy-secret',
      });
      expect(JSON.stringify(created)).not.toContain('proxy-secret');
      const buckets = await (await pool.open(created.id)).service.listBuckets();
      expect(buckets.map(({ name }) => name)).toContain('bucket');
      expect(proxy.seen.length).toBeGreaterThan(0);
      expect(
        (await test({ proxy: through }, { ...keys(), proxyPassword: 'proxy-secret' })).failedAt,
      ).toBeUndefined();
      expect(await test({ proxy: through }, { ...keys(), proxyPassword: 'wrong' })).toMatchObject({
        error: { reason: 'proxy-authentication' },
      });
      await profiles.remove(created.id);
      await pool.reopen(created.id);
    });

    it('use new keys as soon as the connection is changed, and none after they are forgotten', async () => {
      const { id } = await profiles.create(settings(), keys({ secretAccessKey: 'wrong' }));
      const list = async () => (await pool.open(id)).service.listBuckets();
      expect(await rejection(list())).toMatchObject({ kind: 'authentication' });
      await profiles.update(id, settings(), keys());
      await pool.reopen(id);
      expect((await list()).length).toBeGreaterThan(0);
      await profiles.forgetCredential(id);
      await pool.reopen(id);
      expect(await rejection(list())).toMatchObject({ kind: 'authentication', reason: 'no-credential' });
      await profiles.remove(id);
      await pool.reopen(id);
      expect(await rejection(list())).toMatchObject({ kind: 'not-found', reason: 'connection-missing' });
    });

    it('that are read-only refuse every change before anything is sent, and still read', async () => {
      const proxy = await startProxy(null);
      const through = { mode: 'url', host: '127.0.0.1', port: proxy.port, username: null } as const;
      const { id } = await profiles.create(settings({ isReadOnly: true, proxy: through }), keys());
      const provider = await pool.open(id);
      for (const [name, call] of Object.entries(changingCalls(provider))) {
        expect(await rejection(call()), name).toMatchObject({ kind: 'read-only' });
      }
      expect(proxy.seen).toEqual([]);
      expect((await provider.service.listBuckets()).length).toBeGreaterThan(0);
      expect((await test({ isReadOnly: true })).failedAt).toBeUndefined();
    });
  });
}

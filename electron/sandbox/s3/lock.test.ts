import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Client, RETENTION_MODES, RETENTION_VALIDITY_UNITS } from 'minio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { createForger } from '../testing/forger.ts';
import { type RunningSandbox, runSandbox, testKeys } from '../testing/running-sandbox.ts';

const dayMs = 86_400_000;
const Bucket = 'locked';
let aheadMs = 0;
let sandbox: RunningSandbox;
let client: S3Client;

beforeAll(async () => {
  sandbox = await runSandbox({ now: () => Date.now() + aheadMs });
  client = connectAws(sandbox);
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await client.send(new CreateBucketCommand({ Bucket: 'open' }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: Error) => error.name,
  );
// One start for all, so that a second that ends in between changes nothing.
const startMs = Math.floor(Date.now() / 1_000) * 1_000;
const inDays = (days: number) => new Date(startMs + days * dayMs);
const put = async (Key: string, more: object = {}) => {
  const { VersionId = '' } = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
  return { Key, VersionId };
};
const remove = (version: { Key: string; VersionId?: string }, more: object = {}) =>
  outcome(client.send(new DeleteObjectCommand({ Bucket, ...version, ...more })));
const retain = (version: object, Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number, more: object = {}) =>
  outcome(
    client.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key: '',
        ...version,
        ...more,
        Retention: { Mode, RetainUntilDate: inDays(days) },
      }),
    ),
  );
const bypass = { BypassGovernanceRetention: true };

describe('retention', () => {
  test('GOVERNANCE keeps a version from all but those who step over it', async () => {
    const version = await put('governed', {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: inDays(2),
    });
    expect(await remove(version)).toBe('AccessDenied');
    const head = await client.send(new HeadObjectCommand({ Bucket, ...version }));
    expect(head).toMatchObject({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(2) });
    // A delete without a version only hides it.
    expect(await remove({ Key: version.Key })).toBe('ok');
    expect(await retain(version, 'GOVERNANCE', 1)).toBe('AccessDenied');
    expect(await retain(version, 'GOVERNANCE', 3)).toBe('ok');
    expect(await retain(version, 'GOVERNANCE', 1, bypass)).toBe('ok');
    expect(await remove(version, bypass)).toBe('ok');
  });

  test('COMPLIANCE yields to nobody until its time is over', async () => {
    const version = await put('complied');
    expect(await retain(version, 'COMPLIANCE', 2)).toBe('ok');
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket, ...version }));
    expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: inDays(2) });
    expect(await remove(version, bypass)).toBe('AccessDenied');
    expect(await retain(version, 'COMPLIANCE', 1, bypass)).toBe('AccessDenied');
    expect(await retain(version, 'GOVERNANCE', 5, bypass)).toBe('AccessDenied');
    const many = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [version] }, ...bypass }),
    );
    expect(many.Errors).toMatchObject([{ Key: 'complied', Code: 'AccessDenied' }]);
    aheadMs = 3 * dayMs;
    // The SDK would sign with the clock of this machine.
    const forger = createForger(() => ({ port: sandbox.endpoint.port, nowMs: Date.now() + aheadMs }));
    const query: [string, string][] = [['versionId', version.VersionId]];
    const answer = await forger.send(
      forger.signed({ method: 'DELETE', path: `/${Bucket}/${version.Key}`, query }),
    );
    expect(answer.status).toBe(204);
    aheadMs = 0;
  });

  test('comes from the bucket where the request names none', async () => {
    const minio = connectMinio();
    expect(await minio.getObjectLockConfig(Bucket)).toMatchObject({ objectLockEnabled: 'Enabled' });
    await minio.setObjectLockConfig(Bucket, {
      mode: RETENTION_MODES.GOVERNANCE,
      unit: RETENTION_VALIDITY_UNITS.DAYS,
      validity: 4,
    });
    const version = await put('by default');
    expect(await remove(version)).toBe('AccessDenied');
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket, ...version }));
    expect(Retention?.Mode).toBe('GOVERNANCE');
    await minio.setObjectLockConfig(Bucket, {} as Parameters<Client['setObjectLockConfig']>[1]);
    expect(await remove(await put('free'))).toBe('ok');
  });
});

test('a legal hold keeps a version until it is taken off', async () => {
  const version = await put('held', { ObjectLockLegalHoldStatus: 'ON' });
  expect(await remove(version, bypass)).toBe('AccessDenied');
  const get = () => client.send(new GetObjectLegalHoldCommand({ Bucket, ...version }));
  expect((await get()).LegalHold).toEqual({ Status: 'ON' });
  await client.send(new PutObjectLegalHoldCommand({ Bucket, ...version, LegalHold: { Status: 'OFF' } }));
  expect((await get()).LegalHold).toEqual({ Status: 'OFF' });
  expect(await remove(version)).toBe('ok');
});

test('what is wrong, or has no lock to go with, is refused', async () => {
  const version = await put('plain');
  const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const;
  expect(await outcome(put('a', { ...lock, ObjectLockRetainUntilDate: inDays(-1) }))).toBe('InvalidArgument');
  expect(await outcome(put('a', { ObjectLockMode: 'GOVERNANCE' }))).toBe('InvalidArgument');
  expect(await outcome(put('a', { ...lock, ObjectLockMode: 'STRICT' }))).toBe('InvalidArgument');
  expect(await outcome(put('a', { ObjectLockLegalHoldStatus: 'MAYBE' }))).toBe('InvalidArgument');
  expect(await outcome(client.send(new PutObjectCommand({ Bucket: 'open', Key: 'a', ...lock })))).toBe(
    'InvalidRequest',
  );
  expect(await retain(version, 'GOVERNANCE', -1)).toBe('InvalidArgument');
  const none = 'NoSuchObjectLockConfiguration';
  expect(await outcome(client.send(new GetObjectRetentionCommand({ Bucket, ...version })))).toBe(none);
  expect(await outcome(client.send(new GetObjectLegalHoldCommand({ Bucket, ...version })))).toBe(none);
  const getConfiguration = (name: string) =>
    outcome(client.send(new GetObjectLockConfigurationCommand({ Bucket: name })));
  expect(await getConfiguration('open')).toBe('ObjectLockConfigurationNotFoundError');
  const configure = (name: string, DefaultRetention: object) =>
    outcome(
      client.send(
        new PutObjectLockConfigurationCommand({
          Bucket: name,
          ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
        }),
      ),
    );
  expect(await configure(Bucket, { Mode: 'GOVERNANCE', Days: 1, Years: 1 })).toBe('MalformedXML');
  expect(await configure(Bucket, { Mode: 'GOVERNANCE', Days: 0 })).toBe('InvalidArgument');
  expect(await configure('open', { Mode: 'GOVERNANCE', Days: 1 })).toBe('InvalidBucketState');
  const suspend = new PutBucketVersioningCommand({
    Bucket,
    VersioningConfiguration: { Status: 'Suspended' },
  });
  expect(await outcome(client.send(suspend))).toBe('InvalidBucketState');
});

function connectMinio(): Client {
  return new Client({
    endPoint: '127.0.0.1',
    port: sandbox.endpoint.port,
    useSSL: false,
    accessKey: testKeys.accessKeyId,
    secretKey: testKeys.secretAccessKey,
  });
}

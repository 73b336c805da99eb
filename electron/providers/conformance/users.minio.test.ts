import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agedKeys, assumeRole, type TemporaryKeys } from '../../../e2e/servers/assume-role.ts';
import { alias, runMc } from '../../../e2e/servers/mc.ts';
import { openReal, realOptions, startRealMinio } from '../../../e2e/servers/real-minio.ts';
import type { MinioServer } from '../../../e2e/servers/start-minio.ts';
import { toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import { Collector } from './expectations.ts';
import { nameOf } from './results.ts';
import { runConformance } from './suite.ts';

let server: MinioServer;
let keys: TemporaryKeys;
const second = { accessKeyId: 'second-user', secretAccessKey: 'second-users-secret' };
const bucket = 'shared';

const policy = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: ['arn:aws:s3:::*'] }],
});

beforeAll(async () => {
  server = await startRealMinio();
  keys = await assumeRole(server);
  await runMc(server, 'admin', 'user', 'add', alias, second.accessKeyId, second.secretAccessKey);
  const root = openReal(server);
  await root.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  await root.objects.putObject({ bucket, key: 'k', body: Buffer.from('content') });
  await root.close();
});
afterAll(() => server.close());

/** What a call comes to: `success`, or the kind of its failure. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'success',
    (thrown) => toAppError(thrown).kind,
  );
}

const read = (provider: ReturnType<typeof openReal>) =>
  outcome(provider.objects.getObject({ bucket, key: 'k' }, new Collector()));
const write = (provider: ReturnType<typeof openReal>) =>
  outcome(provider.objects.putObject({ bucket, key: 'written', body: Buffer.from('x') }));

describe('keys that end', () => {
  test('pass every group of the suite as lasting ones do', { timeout: 300_000 }, async () => {
    const asRoot = await runConformance({ provider: realOptions(server), bucketPrefix: 'lasting' });
    const withToken = await runConformance({ provider: realOptions(server, keys), bucketPrefix: 'ending' });
    expect(withToken.filter(({ outcome: came }) => came === 'failed')).toEqual([]);
    const passed = (results: typeof asRoot) =>
      results.filter(({ outcome: came }) => came === 'passed').map(nameOf);
    expect(passed(withToken).toSorted()).toEqual([...passed(asRoot), 'sessionToken'].toSorted());
    expect(new Set(withToken.map(({ group }) => group))).toEqual(new Set(asRoot.map(({ group }) => group)));
  });

  test('are told so once they have ended, and replaced where others are to be had', async () => {
    const ended = agedKeys(keys, server.secretAccessKey);
    const late = openReal(server, ended);
    expect(await read(late)).toBe('authentication');
    await late.close();
    const given: string[] = [];
    const renewed = openProvider(
      realOptions(server, keys, {
        credentials: async (refused) => {
          const next = refused === undefined && given.length === 0 ? ended : keys;
          given.push(next === ended ? 'ended' : 'fresh');
          return { ...next, expiresAtMs: null };
        },
      }),
    );
    expect(await read(renewed)).toBe('success');
    expect(given.slice(0, 2)).toEqual(['ended', 'fresh']);
    await renewed.close();
  });

  test('may be narrowed to reading', async () => {
    const narrow = openReal(server, await assumeRole(server, policy('s3:GetObject')));
    expect([await read(narrow), await write(narrow)]).toEqual(['success', 'access-denied']);
    await narrow.close();
  });
});

describe('a second user', () => {
  test('may nothing before a policy says so, and then that', async () => {
    const provider = openReal(server, second);
    expect([await read(provider), await write(provider)]).toEqual(['access-denied', 'access-denied']);
    await runMc(server, 'admin', 'policy', 'attach', alias, 'readonly', '--user', second.accessKeyId);
    expect([await read(provider), await write(provider)]).toEqual(['success', 'access-denied']);
    await runMc(server, 'admin', 'policy', 'detach', alias, 'readonly', '--user', second.accessKeyId);
    expect(await read(provider)).toBe('access-denied');
    await provider.close();
  });

  test('is not given anything by a bucket policy, which the suite says', async () => {
    const results = await runConformance({
      provider: realOptions(server),
      bucketPrefix: 'second',
      secondCredentials: async () => ({ ...second, sessionToken: null, expiresAtMs: null }),
      only: ['buckets', 'configuration'],
    });
    expect(results.filter(({ outcome: came }) => came === 'failed')).toEqual([]);
    const of = (name: string) => results.find((result) => nameOf(result) === name);
    expect(of('bucketExists (of somebody else)')?.outcome).toBe('passed');
    expect(of('putBucketPolicy (for another user)')).toMatchObject({
      outcome: 'not-offered',
      detail: 'A policy decides for people without keys only.',
    });
  });
});

test('nobody may what a policy lets nobody do, and may what it lets everybody do', async () => {
  const root = openReal(server);
  const nobody = openReal(server, null);
  expect([await read(nobody), await write(nobody)]).toEqual(['access-denied', 'access-denied']);
  await root.configuration.setPrefixPolicy({ bucket, prefix: '', policy: 'READ_ONLY' });
  expect([await read(nobody), await write(nobody)]).toEqual(['success', 'access-denied']);
  await root.configuration.setPrefixPolicy({ bucket, prefix: '', policy: 'WRITE_ONLY' });
  expect([await read(nobody), await write(nobody)]).toEqual(['access-denied', 'success']);
  await root.configuration.setPrefixPolicy({ bucket, prefix: '', policy: 'NONE' });
  expect([await read(nobody), await write(nobody)]).toEqual(['access-denied', 'access-denied']);
  await Promise.all([root.close(), nobody.close()]);
});

import { expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const none = { status: 404, body: errorXml('NoSuchWORMConfiguration') };

test('a retention is begun, read, locked, made longer and ended', async () => {
  const { retention, sent, body } = openScripted('oss', [
    none,
    { status: 200, headers: { 'x-oss-worm-id': 'W1' } },
    {
      status: 200,
      body: '<WormConfiguration><WormId>W1</WormId><State>Locked</State><RetentionPeriodInDays>30</RetentionPeriodInDays><CreationDate>2025-10-10T08:09:10.000Z</CreationDate></WormConfiguration>',
    },
    { status: 200 },
    { status: 200 },
    { status: 204 },
  ]);
  expect(await retention.initiateBucketWorm({ bucket: 'b', days: 30 })).toEqual({ retentionId: 'W1' });
  expect(await retention.getBucketWorm({ bucket: 'b' })).toEqual({
    retentionId: 'W1',
    state: 'locked',
    days: 30,
    createdAtMs: 1_760_083_750_000,
  });
  await retention.completeBucketWorm({ bucket: 'b', retentionId: 'W1' });
  await retention.extendBucketWorm({ bucket: 'b', retentionId: 'W1', days: 60 });
  await retention.abortBucketWorm({ bucket: 'b' });
  expect(sent().map((line) => line.replace(/ [^/]*/, ' '))).toEqual([
    'GET /?worm',
    'POST /?worm',
    'GET /?worm',
    'POST /?wormId=W1',
    'POST /?wormExtend&wormId=W1',
    'DELETE /?worm',
  ]);
  expect(body(1)).toContain('<RetentionPeriodInDays>30</RetentionPeriodInDays>');
});

test('no retention is null, and days are counted before anything is sent', async () => {
  const { retention } = openScripted('oss', [none, none]);
  expect(await retention.getBucketWorm({ bucket: 'b' })).toBeNull();
  for (const days of [0, 1.5, 25_551])
    expect(await errorOf(retention.initiateBucketWorm({ bucket: 'b', days }))).toMatchObject({
      reason: 'retention-days',
    });
});

test('a server that does not know it is told apart, and other providers have none', async () => {
  const ignorant = openScripted('oss', [{ status: 200, body: '<ListBucketResult></ListBucketResult>' }]);
  expect((await errorOf(ignorant.retention.getBucketWorm({ bucket: 'b' }))).kind).toBe('not-offered');
  for (const provider of ['s3', 'cos'] as const)
    expect(
      await errorOf(openScripted(provider, []).retention.abortBucketWorm({ bucket: 'b' })),
    ).toMatchObject({
      kind: 'not-offered',
      reason: 'no-bucket-retention',
    });
});

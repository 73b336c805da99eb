import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import { localOptions } from '../testing/local-servers.ts';
import {
  errorXml,
  instantPace,
  type ScriptedAnswer,
  ScriptedTransport,
} from '../testing/scripted-transport.ts';

function open(...answers: ScriptedAnswer[]) {
  const transport = new ScriptedTransport(...answers);
  const provider = openProvider(localOptions(9_000), { transport, pace: instantPace() });
  const sent = () => transport.requests.map(({ method, target }) => `${method} ${target}`);
  return { ...provider, transport, sent };
}

async function errorOf(call: Promise<unknown>) {
  return await call.then(
    () => {
      throw new Error('did not reject');
    },
    (thrown) => toAppError(thrown),
  );
}

const listing: ScriptedAnswer = { status: 200, body: '<ListBucketResult></ListBucketResult>' };
const none = (code: string) => ({ status: 404, body: errorXml(code) });
const done: ScriptedAnswer = { status: 200 };
const object = { bucket: 'b', key: 'k', versionId: 'v/1' };

describe('documents of a bucket', () => {
  test.each([
    ['cors', 'NoSuchCORSConfiguration'],
    ['lifecycle', 'NoSuchLifecycleConfiguration'],
    ['replication', 'ReplicationConfigurationNotFoundError'],
    ['replication', 'ReplicationConfigurationnotFoundError'],
    ['tagging', 'NoSuchTagSet'],
    ['encryption', 'ServerSideEncryptionConfigurationNotFoundError'],
    ['object-lock', 'ObjectLockConfigurationNotFoundError'],
    ['website', 'NoSuchWebsiteConfiguration'],
    ['public-access-block', 'NoSuchPublicAccessBlockConfiguration'],
  ] as const)('no %s is null', async (document, code) => {
    expect(await open(none(code)).configuration.get({ bucket: 'b', document })).toBeNull();
  });

  test('no bucket is not no document', async () => {
    const error = await errorOf(
      open(none('NoSuchBucket')).configuration.get({ bucket: 'b', document: 'cors' }),
    );
    expect(error).toMatchObject({ kind: 'not-found', reason: 'no-such-bucket' });
  });

  test('an answer to another question, and a refusal, say that it is not offered', async () => {
    const get = (answer: ScriptedAnswer) =>
      errorOf(open(answer).configuration.get({ bucket: 'b', document: 'cors' }));
    expect(await get(listing)).toMatchObject({ kind: 'not-offered', reason: 'other-answer' });
    const refused = await get({ status: 501, body: errorXml('NotImplemented', 'Not in this release.') });
    expect(refused).toMatchObject({ kind: 'not-offered', code: 'NotImplemented' });
    expect(refused.message).toContain('Not in this release.');
  });

  test('are written with their digest, once it is known that the server has them', async () => {
    const { configuration, transport, sent } = open(none('NoSuchTagSet'), done, done);
    const put = () =>
      configuration.put({ bucket: 'b', document: 'tagging', value: { tagSet: { tags: [] } } });
    await put();
    await put();
    expect(sent()).toEqual(['GET /b?tagging', 'PUT /b?tagging', 'PUT /b?tagging']);
    const [, request] = transport.requests;
    const body = request?.body as Uint8Array;
    expect(Buffer.from(body).toString()).toBe(
      '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet></TagSet></Tagging>',
    );
    expect(request?.headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
  });

  test('a server that would delete the bucket instead is sent no DELETE', async () => {
    const { configuration, sent } = open(listing);
    const error = await errorOf(configuration.delete({ bucket: 'b', document: 'public-access-block' }));
    expect(error.kind).toBe('not-offered');
    expect(sent()).toEqual(['GET /b?publicAccessBlock']);
  });

  test('are taken away by DELETE, by an empty document, or not at all', async () => {
    const empty: ScriptedAnswer = { status: 200, body: '<BucketLoggingStatus/>' };
    const { configuration, transport, sent } = open(
      none('NoSuchCORSConfiguration'),
      { status: 204 },
      empty,
      done,
      { status: 200, body: '<VersioningConfiguration/>' },
    );
    await configuration.delete({ bucket: 'b', document: 'cors' });
    await configuration.delete({ bucket: 'b', document: 'logging' });
    expect(sent()).toEqual(['GET /b?cors', 'DELETE /b?cors', 'GET /b?logging', 'PUT /b?logging']);
    expect(String(transport.requests[3]?.body)).toMatch(/^<BucketLoggingStatus xmlns="[^"]+"><\/Bucket/);
    const stays = await errorOf(configuration.delete({ bucket: 'b', document: 'versioning' }));
    expect(stays).toMatchObject({ kind: 'not-offered', reason: 'no-removal' });
  });

  test('a setting that the provider does not know is not asked for', async () => {
    const { configuration, sent } = open();
    const error = await errorOf(configuration.get({ bucket: 'b', document: 'referer' }));
    expect(error).toMatchObject({ kind: 'not-offered', reason: 'no-such-setting' });
    expect(sent()).toEqual([]);
  });

  test('a document that a server can only misunderstand is not offered, in its own words', async () => {
    const headers = { server: 'MinIO' };
    const malformed = { status: 400, headers, body: errorXml('MalformedXML', 'Not well-formed.') };
    const { configuration } = open({ ...none('NoSuchWebsiteConfiguration'), headers }, malformed);
    const value = { indexDocument: { suffix: 'index.html' } };
    const error = await errorOf(configuration.put({ bucket: 'b', document: 'website', value }));
    expect(error).toMatchObject({ kind: 'not-offered', code: 'MalformedXML', requestId: 'REQ1' });
    expect(error.message).toContain('Not well-formed.');
  });
});

describe('policies', () => {
  test('none is null, and so is an empty answer', async () => {
    expect(await open(none('NoSuchBucketPolicy')).configuration.getPolicy({ bucket: 'b' })).toBeNull();
    expect(await open(done).configuration.getPolicy({ bucket: 'b' })).toBeNull();
  });

  test('a listing is no policy, and neither is a text', async () => {
    const get = (answer: ScriptedAnswer) => errorOf(open(answer).configuration.getPolicy({ bucket: 'b' }));
    expect((await get(listing)).kind).toBe('not-offered');
    expect((await get({ status: 200, body: '[]' })).kind).toBe('malformed-response');
  });

  test('what is not a JSON object is not sent', async () => {
    const { configuration, sent } = open(none('NoSuchBucketPolicy'));
    const error = await errorOf(configuration.putPolicy({ bucket: 'b', policy: '{' }));
    expect(error).toMatchObject({ kind: 'invalid-input', reason: 'policy-not-json' });
    expect(sent()).toEqual(['GET /b?policy']);
  });

  test('the last word taken away deletes the policy; none there needs nothing', async () => {
    const policy = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::b' },
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:ListBucket',
          Resource: 'arn:aws:s3:::b',
          Condition: { StringEquals: { 's3:prefix': 'p/' } },
        },
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/p/*' },
      ],
    });
    const input = { bucket: 'b', prefix: 'p/', policy: 'NONE' } as const;
    const { configuration, sent } = open({ status: 200, body: policy }, { status: 204 });
    await configuration.setPrefixPolicy(input);
    expect(sent()).toEqual(['GET /b?policy', 'DELETE /b?policy']);
    const bare = open(none('NoSuchBucketPolicy'));
    await bare.configuration.setPrefixPolicy(input);
    expect(bare.sent()).toEqual(['GET /b?policy']);
  });
});

describe('settings of an object', () => {
  test('a server that would take the document for the content is sent none', async () => {
    const { tags, lock, sent } = open(
      { status: 200, body: 'the object itself' },
      { status: 200, body: 'the object itself' },
      { status: 200, body: '<html>the object</html>' },
    );
    expect((await errorOf(tags.setObjectTags({ ...object, tags: {} }))).kind).toBe('not-offered');
    expect((await errorOf(tags.deleteObjectTags(object))).kind).toBe('not-offered');
    expect((await errorOf(lock.setLegalHold({ ...object, isOn: true }))).kind).toBe('not-offered');
    expect(sent().every((line) => line.startsWith('GET '))).toBe(true);
  });

  test('tags are read and written by version', async () => {
    const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>1 &amp; 2</Value></Tag></TagSet></Tagging>';
    const { tags, sent } = open({ status: 200, body }, { status: 200, body }, done);
    expect(await tags.getObjectTags(object)).toEqual({ a: '1 & 2' });
    await tags.setObjectTags({ ...object, tags: { b: '' } });
    expect(sent().at(-1)).toBe('PUT /b/k?tagging&versionId=v%2F1');
  });

  test('a bucket without lock locks nothing', async () => {
    const missing = { status: 400, body: errorXml('InvalidRequest') };
    const { lock } = open(missing, none('NoSuchObjectLockConfiguration'));
    expect(await lock.getRetention(object)).toBeNull();
    expect(await lock.hasLegalHold(object)).toBe(false);
  });

  test('a lock is weakened only with the right to', async () => {
    const refused = {
      status: 400,
      body: errorXml('InvalidRequest', 'Object is WORM protected and cannot be overwritten'),
    };
    const retention = { mode: 'GOVERNANCE', retainUntil: '2030-01-01T00:00:00Z' };
    const { lock, transport } = open(none('NoSuchObjectLockConfiguration'), refused, done);
    const error = await errorOf(lock.setRetention({ ...object, retention }));
    expect(error).toMatchObject({ kind: 'access-denied', reason: 'object-locked' });
    await lock.setRetention({ ...object, retention, bypassesGovernance: true });
    const header = 'x-amz-bypass-governance-retention';
    expect(transport.requests.map(({ headers }) => headers[header])).toEqual([undefined, undefined, 'true']);
  });

  test('a restore tells whether it is done, and that there is nothing to do', async () => {
    const restore = (answer: ScriptedAnswer) => open(answer).objects.restoreObject({ ...object, days: 2 });
    expect(await restore({ status: 202 })).toEqual({ isReadable: false });
    expect(await restore({ status: 200 })).toEqual({ isReadable: true });
    expect(await restore({ status: 409, body: errorXml('RestoreAlreadyInProgress') })).toEqual({
      isReadable: false,
    });
    const error = await errorOf(restore({ status: 403, body: errorXml('InvalidObjectState') }));
    expect(error).toMatchObject({ kind: 'conflict', reason: 'not-archived' });
    const none = open().objects.restoreObject({ ...object, days: 0 });
    expect((await errorOf(none)).kind).toBe('invalid-input');
  });
});

import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const list = { status: 200, body: '<AccessControlPolicy><Owner><ID>1</ID></Owner></AccessControlPolicy>' };
const done = { status: 200 };
const acl = {
  owner: { id: '1' },
  accessControlList: { grants: [{ grantee: { id: '2' }, permission: 'READ' }] },
};
const bucket = 'photos-1250000000';

describe('access', () => {
  test('is a word, grants, or the whole list', async () => {
    const { configuration, sent, transport, body } = openScripted('s3', [list, done, done, done]);
    await configuration.putAcl({ bucket, canned: 'public-read' });
    await configuration.putAcl({ bucket, grants: { read: 'id="2"', 'write-acp': 'uri="u"' } });
    await configuration.putAcl({ bucket, acl });
    expect(sent().slice(1)).toEqual(Array(3).fill(`PUT ${bucket}.s3.us-east-1.amazonaws.com/?acl`));
    expect(transport.requests[1]?.headers).toMatchObject({ 'x-amz-acl': 'public-read' });
    expect(transport.requests[2]?.headers).toMatchObject({
      'x-amz-grant-read': 'id="2"',
      'x-amz-grant-write-acp': 'uri="u"',
    });
    expect(transport.requests[3]?.headers).not.toHaveProperty('x-amz-acl');
    expect(body(3)).toContain('<Grant><Grantee><ID>2</ID></Grantee><Permission>READ</Permission></Grant>');
  });

  test.each([{}, { canned: 'private', acl }, { canned: 'private', grants: {} }])(
    'in no form or in several is refused before anything is changed: %j',
    async (access) => {
      const { configuration, objects, transport } = openScripted('cos', [list, list]);
      const error = { kind: 'invalid-input', reason: 'access-forms' };
      expect(await errorOf(configuration.putAcl({ bucket, ...access }))).toMatchObject(error);
      expect(await errorOf(objects.putObjectAcl({ bucket, key: 'k', ...access }))).toMatchObject(error);
      expect(transport.requests.every(({ method }) => method === 'GET')).toBe(true);
    },
  );

  test('on OSS is a word, both ways', async () => {
    const word =
      '<AccessControlPolicy><AccessControlList><Grant>default</Grant></AccessControlList></AccessControlPolicy>';
    const { configuration, objects, transport, sent } = openScripted('oss', [
      { status: 200, body: word },
      { status: 200, body: word },
      done,
      { status: 200, body: word },
      done,
    ]);
    const read = await objects.getObjectAcl({ bucket, key: 'k' });
    expect(read.accessControlList?.grants).toEqual([{ word: 'default' }]);
    await objects.putObjectAcl({ bucket, key: 'k', canned: 'public-read' });
    await configuration.putAcl({ bucket, canned: 'private' });
    expect(transport.requests[2]?.headers).toMatchObject({ 'x-oss-object-acl': 'public-read' });
    expect(transport.requests[4]?.headers).toMatchObject({ 'x-oss-acl': 'private' });
    for (const access of [{ acl }, { grants: { read: 'id="2"' } }]) {
      expect(await errorOf(configuration.putAcl({ bucket, ...access }))).toMatchObject({
        kind: 'not-offered',
        reason: 'no-access-lists',
      });
    }
    const put = configuration.put({ bucket, document: 'acl', value: acl });
    expect(await errorOf(put)).toMatchObject({ kind: 'not-offered', reason: 'no-access-lists' });
    // The last three asked once more at most, and changed nothing.
    expect(
      sent()
        .slice(5)
        .every((line) => line.startsWith('GET ')),
    ).toBe(true);
  });

  test('that ownership has switched off is explained', async () => {
    const refused = { status: 400, body: errorXml('AccessControlListNotSupported') };
    const { configuration } = openScripted('s3', [list, refused]);
    expect(await errorOf(configuration.putAcl({ bucket, canned: 'public-read' }))).toMatchObject({
      kind: 'not-offered',
      reason: 'acl-disabled',
      requestId: 'REQ1',
    });
  });
});

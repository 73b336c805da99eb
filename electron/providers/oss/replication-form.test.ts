import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const bucket = 'photos';
const rule = (id: string) =>
  `<Rule><ID>${id}</ID><Destination><Bucket>copy</Bucket><Location>oss-cn-beijing</Location></Destination><Status>doing</Status></Rule>`;
const rules = (...ids: string[]) => ({
  status: 200,
  body: `<ReplicationConfiguration>${ids.map(rule).join('')}</ReplicationConfiguration>`,
});
const done = { status: 200 };
const none = { status: 404, body: errorXml('NoSuchReplicationConfiguration') };

describe('replication rules of OSS', () => {
  test('are added one by one', async () => {
    const { configuration, sent, body } = openScripted('oss', [none, none, done, done]);
    const destination = { bucket: 'copy', location: 'oss-cn-beijing' };
    const value = {
      rules: [
        { action: 'ALL', destination },
        { action: 'PUT', destination },
      ],
    };
    await configuration.put({ bucket, document: 'replication', value });
    const add = 'POST photos.oss-cn-hangzhou.aliyuncs.com/?replication&comp=add';
    expect(sent().slice(2)).toEqual([add, add]);
    expect(body(3)).toBe(
      '<ReplicationConfiguration><Rule><Destination><Bucket>copy</Bucket><Location>oss-cn-beijing</Location></Destination><Action>PUT</Action></Rule></ReplicationConfiguration>',
    );
  });

  test('that are left out end, the others stay as they are', async () => {
    const before = rules('a', 'b');
    const { configuration, sent, body } = openScripted('oss', [before, before, before, done]);
    const value = await configuration.get({ bucket, document: 'replication' });
    if (value === null) throw new Error('no rules');
    const left = { ...value, rules: value.rules.filter(({ id }) => id === 'b') };
    await configuration.put({ bucket, document: 'replication', value: left });
    expect(sent().slice(3)).toEqual(['POST photos.oss-cn-hangzhou.aliyuncs.com/?replication&comp=delete']);
    expect(body(3)).toBe('<ReplicationRules><ID>a</ID></ReplicationRules>');
  });

  test('all end when the document is taken away', async () => {
    const { configuration, body } = openScripted('oss', [rules('a', 'b'), rules('a', 'b'), done, done]);
    await configuration.delete({ bucket, document: 'replication' });
    expect([body(2), body(3)]).toEqual([
      '<ReplicationRules><ID>a</ID></ReplicationRules>',
      '<ReplicationRules><ID>b</ID></ReplicationRules>',
    ]);
  });

  test('cannot be changed', async () => {
    const { configuration, sent } = openScripted('oss', [rules('a'), rules('a')]);
    const value = { rules: [{ id: 'a', action: 'PUT' }] };
    const error = await errorOf(configuration.put({ bucket, document: 'replication', value }));
    expect(error).toMatchObject({ kind: 'not-offered', reason: 'replication-rule-change' });
    expect(sent().every((line) => line.startsWith('GET'))).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

test('conditions of a lifecycle rule that stand beside each other are joined', async () => {
  const none = { status: 404, body: errorXml('NoSuchLifecycleConfiguration') };
  const { configuration, body } = openScripted('cos', [none, { status: 200 }]);
  const rest = { tags: [], transitions: [], noncurrentVersionTransitions: [] };
  const tag = { key: 'k', value: 'v' };
  await configuration.put({
    bucket: 'photos-1250000000',
    document: 'lifecycle',
    value: {
      rules: [
        { ...rest, filter: { prefix: 'a/', tag } },
        { ...rest, filter: { prefix: 'b/' } },
        { ...rest, filter: { prefix: '', and: { prefix: 'c/', tags: [tag] } } },
      ],
    },
  });
  const filters = [...body(1).matchAll(/<Filter>(.*?)<\/Filter>/g)].map(([, inside]) => inside);
  const pair = '<Tag><Key>k</Key><Value>v</Value></Tag>';
  expect(filters).toEqual([
    `<And><Prefix>a/</Prefix>${pair}</And>`,
    '<Prefix>b/</Prefix>',
    `<Prefix></Prefix><And><Prefix>c/</Prefix>${pair}</And>`,
  ]);
});

test('a referer rule of COS is taken away by a document of nothing', async () => {
  const referer = {
    status: 200,
    body: '<RefererConfiguration><Status>Enabled</Status></RefererConfiguration>',
  };
  const { configuration, transport, body } = openScripted('cos', [referer, { status: 200 }]);
  await configuration.delete({ bucket: 'photos-1250000000', document: 'referer' });
  expect(transport.requests[1]).toMatchObject({
    method: 'PUT',
    target: '/?referer',
    headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' },
  });
  expect(body(1)).toBe('');
});

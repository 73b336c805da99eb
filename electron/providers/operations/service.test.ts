import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const bucket = (name: string, more = '') =>
  `<Bucket><Name>${name}</Name><CreationDate>2025-01-02T03:04:05.000Z</CreationDate>${more}</Bucket>`;
const page = (buckets: string, more = '') => ({
  status: 200,
  body: `<ListAllMyBucketsResult><Owner><ID>o</ID><DisplayName>Olga</DisplayName></Owner>${more}<Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`,
});
const more = '<NextMarker>m&amp;1</NextMarker><ContinuationToken>t/1</ContinuationToken>';

describe('listing buckets', () => {
  test.each([
    ['s3', ['/', '/?continuation-token=t%2F1']],
    ['cos', ['/', '/?marker=m%261']],
    ['oss', ['/', '/?marker=m%261']],
  ] as const)('%s: page by page, each asked for when it is wanted', async (provider, targets) => {
    const { service, transport } = openScripted(provider, [page(bucket('a'), more), page(bucket('b'))]);
    const pages = service.listBucketPages();
    const first = await pages.next();
    expect(transport.requests).toHaveLength(1);
    expect(first.value).toMatchObject({
      owner: { id: 'o', displayName: 'Olga' },
      nextToken: expect.any(String),
    });
    expect(await pages.next()).toMatchObject({ value: { buckets: [{ name: 'b' }], nextToken: null } });
    expect(await pages.next()).toEqual({ done: true, value: undefined });
    expect(transport.requests.map(({ target }) => target)).toEqual(targets);
  });

  test('goes on at a token, and ends with a server that repeats it', async () => {
    const { service, transport } = openScripted('oss', [page(bucket('a'), more), page(bucket('b'), more)]);
    const names: string[] = [];
    for await (const { buckets } of service.listBucketPages({ token: 'm&0', maxBuckets: 1 })) {
      names.push(...buckets.map(({ name }) => name));
    }
    expect(names).toEqual(['a', 'b']);
    expect(transport.requests.map(({ target }) => target)).toEqual([
      '/?marker=m%260&max-keys=1',
      '/?marker=m%261&max-keys=1',
    ]);
  });

  test.each([
    ['s3', '/?bucket-region=eu-1&prefix=a'],
    ['cos', '/?create-time=1735787045&range=gte'],
    ['oss', '/?prefix=a'],
  ] as const)(
    '%s: is narrowed as far as the service does it, and by us for the rest',
    async (provider, target) => {
      const region = (name: string) => `<BucketRegion>${name}</BucketRegion><Location>${name}</Location>`;
      const all =
        bucket('a1', region('eu-1')) +
        bucket('b1', region('eu-1')) +
        bucket('a2', region('us-1')) +
        bucket('a3');
      const { service, transport } = openScripted(provider, [page(all), page(all), page(all)]);
      const created = { relation: 'gte', atSeconds: Date.UTC(2025, 0, 2, 3, 4, 5) / 1_000 } as const;
      const found = await service.listBuckets({ prefix: 'a', region: 'eu-1', created });
      expect(found.map(({ name }) => name)).toEqual(['a1', 'a3']);
      expect(transport.requests[0]?.target).toBe(target);
      expect(await service.listBuckets({ created: { ...created, relation: 'gt' } })).toEqual([]);
      const before = await service.listBuckets({
        created: { relation: 'lt', atSeconds: created.atSeconds + 1 },
      });
      expect(before).toHaveLength(4);
    },
  );

  test('by tag is for COS alone', async () => {
    const tag = { key: 'k', value: 'v' };
    const cos = openScripted('cos', [page('')]);
    await cos.service.listBuckets({ tag });
    expect(cos.transport.requests[0]?.target).toBe('/?tagkey=k&tagvalue=v');
    const s3 = openScripted('s3', []);
    expect(await errorOf(s3.service.listBuckets({ tag }))).toMatchObject({
      kind: 'not-offered',
      reason: 'no-tag-filter',
    });
  });

  test.each([0, 1_001, 1.5])('%j are no page of OSS', async (maxBuckets) => {
    const { service } = openScripted('oss', []);
    expect(await errorOf(service.listBucketPages({ maxBuckets }).next())).toMatchObject({
      kind: 'invalid-input',
      reason: 'bucket-page-size',
    });
  });

  test('OSS tells class and hosts of each', async () => {
    const told =
      '<StorageClass>IA</StorageClass><ExtranetEndpoint>oss-cn-x.aliyuncs.com</ExtranetEndpoint><IntranetEndpoint>oss-cn-x-internal.aliyuncs.com</IntranetEndpoint>';
    const { service } = openScripted('oss', [page(bucket('a', told))]);
    expect(await service.listBuckets()).toMatchObject([
      {
        storageClass: 'IA',
        endpoints: { public: 'oss-cn-x.aliyuncs.com', internal: 'oss-cn-x-internal.aliyuncs.com' },
      },
    ]);
  });

  test.each([
    ['another document', { status: 200, body: '<ListBucketResult/>' }, 'malformed-response'],
    ['nothing', { status: 200 }, 'malformed-response'],
    ['an error in a success', { status: 200, body: errorXml('AccessDenied') }, 'access-denied'],
    ['a refusal', { status: 403, body: errorXml('AccessDenied') }, 'access-denied'],
  ])('%s is a failure', async (_name, answer, kind) => {
    expect((await errorOf(openScripted('s3', [answer]).service.listBuckets())).kind).toBe(kind);
  });
});

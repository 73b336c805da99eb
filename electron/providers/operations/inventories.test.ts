import { expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const inventory = {
  id: 'daily',
  isEnabled: true,
  destination: { bucket: { bucket: 'b', format: 'CSV', encryption: { byProvider: {} } } },
  schedule: { frequency: 'Daily' },
  includedObjectVersions: 'All',
};
const list = (root: string, inside: string) => ({ status: 200, body: `<${root}>${inside}</${root}>` });
const entry = '<InventoryConfiguration><Id>daily</Id><Vendor>v</Vendor></InventoryConfiguration>';

test.each([
  ['s3', 'id', 'S3BucketDestination', 'SSE-S3'],
  ['cos', 'id', 'COSBucketDestination', 'SSE-COS'],
  ['oss', 'inventoryId', 'OSSBucketDestination', 'SSE-OSS'],
] as const)(
  '%s names an inventory and its parts in its own way',
  async (provider, parameter, element, key) => {
    const bucket = provider === 'cos' ? 'b-1250000000' : 'b';
    const { inventories, sent, body } = openScripted(provider, [
      list('ListInventoryConfigurationsResult', ''),
      { status: 200 },
      { status: 204 },
    ]);
    await inventories.putInventory({ bucket, inventory });
    await inventories.deleteInventory({ bucket, id: 'daily' });
    expect(sent().map((line) => line.replace(/ [^/]*/, ' '))).toEqual([
      'GET /?inventory',
      `PUT /?inventory&${parameter}=daily`,
      `DELETE /?inventory&${parameter}=daily`,
    ]);
    expect(body(1)).toContain(
      `<${element}><Bucket>b</Bucket><Format>CSV</Format><Encryption><${key}></${key}>`,
    );
  },
);

test('they are listed page by page, with what the model does not know', async () => {
  const next = '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>';
  const { inventories } = openScripted('cos', [
    list('ListInventoryConfigurationResult', entry + next),
    list('ListInventoryConfigurationResult', '<IsTruncated>false</IsTruncated>'),
  ]);
  const first = await inventories.listInventories({ bucket: 'b-1250000000' });
  expect(first.nextToken).toBe('t');
  expect(first.inventories[0]).toMatchObject({ id: 'daily' });
  expect(JSON.stringify(first.inventories[0]?.kept)).toContain('Vendor');
  const rest = await inventories.listInventories({ bucket: 'b-1250000000', token: 't' });
  expect(rest).toEqual({ inventories: [], nextToken: null });
});

test('none of an id is null, one without an id is refused, another answer is not offered', async () => {
  const { inventories } = openScripted('oss', [
    { status: 404, body: errorXml('NoSuchInventory') },
    list('ListBucketResult', ''),
  ]);
  expect(await inventories.getInventory({ bucket: 'b', id: 'x' })).toBeNull();
  expect((await errorOf(inventories.listInventories({ bucket: 'b' }))).kind).toBe('not-offered');
  const nameless = openScripted('s3', [list('ListInventoryConfigurationsResult', '')]).inventories;
  expect(await errorOf(nameless.putInventory({ bucket: 'b', inventory: {} }))).toMatchObject({
    reason: 'inventory-id',
  });
});

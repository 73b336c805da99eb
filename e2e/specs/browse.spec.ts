import { goTo, openBucket } from '../actions/browse.ts';
import { addConnection, inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { expect, test } from '../fixtures/test.ts';

test('the first start shows the sandbox with a sample', async ({ page, host, complaints }) => {
  const app = await openApp(page, host);
  await openBucket(app, 'Sandbox', 'samples');
  for (const name of ['data', 'documents', 'pictures', '文档', 'README.md'])
    await expect(app.row(name)).toBeVisible();
  await app.row('documents').dblclick();
  await expect(app.row('with spaces in its name.txt')).toBeVisible();
  await expect(app.objects).toContainText('(empty name)');
  await goTo(app, 's3://samples/large/');
  await expect(app.row('100-mib.bin')).toContainText('100.0 MiB', { timeout: 20_000 });
  await expect(page).toHaveURL(`http://127.0.0.1:${host.port}/`);
  expect(host.output().split('\n')).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('a reload keeps the session, and the link of before opens nothing more', async ({
  page,
  host,
  browser,
}) => {
  const app = await openApp(page, host);
  await page.reload();
  await expect(app.treeRow('Sandbox')).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(host.url);
  await expect(stranger.getByText('This page has lost its link to Stowage')).toBeVisible();
});

test('folders are browsed by presses, steps, history and address', async ({ page, host, store }) => {
  await fillBucket(store, 'library', {
    'docs/guide.txt': 'guide',
    'docs/deep/er/leaf.txt': 'leaf',
    'docs/deep/stone.txt': 'stone',
    'top.txt': 'top',
  });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'library');
  await expect(app.row('docs')).toBeVisible();
  expect(await app.rowNames()).toEqual(['docs', 'top.txt']);

  await app.row('docs').dblclick();
  await expect(app.row('guide.txt')).toBeVisible();
  await app.row('deep').dblclick();
  await app.row('er').dblclick();
  await expect(app.row('leaf.txt')).toBeVisible();
  await expect(app.address.getByRole('button', { name: 'er' })).toHaveAttribute('aria-current', 'page');

  await app.address.getByRole('button', { name: 'docs' }).click();
  await expect(app.row('guide.txt')).toBeVisible();
  await app.button('Back').click();
  await expect(app.row('leaf.txt')).toBeVisible();
  await app.button('Up one level').click();
  await expect(app.row('stone.txt')).toBeVisible();

  await goTo(app, 's3://library/docs/deep/er/');
  await expect(app.row('leaf.txt')).toBeVisible();
  await goTo(app, `http://127.0.0.1:${store.port}/library/top.txt`);
  await expect(app.row('top.txt')).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('ControlOrMeta+l');
  await app.addressField.fill('not an address at all');
  await app.addressField.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This is not an address');
});

test('odd keys are shown as they are, and opened', async ({ page, host, store }) => {
  const keys = [
    '0012',
    '1e5',
    'a b.txt',
    'true',
    'день.txt',
    '日本語/ファイル.txt',
    'two//slashes.txt',
    'plus+&=%20.txt',
  ];
  await fillBucket(store, 'odd', Object.fromEntries(keys.map((key) => [key, key])));
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'odd');
  for (const name of ['0012', '1e5', 'a b.txt', 'true', 'день.txt', 'plus+&=%20.txt', '日本語', 'two']) {
    await expect(app.row(name)).toBeVisible();
  }
  await app.row('日本語').dblclick();
  await expect(app.row('ファイル.txt')).toBeVisible();
  await app.button('Back').click();
  await app.row('two').dblclick();
  // The folder between the two slashes has an empty name, and says so.
  await expect(app.objects).toContainText('(empty name)');
  await app.objects.getByRole('row').nth(1).dblclick();
  await expect(app.row('slashes.txt')).toBeVisible();
});

test('a long list says what a sort and a filter cover, and loads all on demand', async ({
  page,
  host,
  store,
}) => {
  const names = Array.from({ length: 3_500 }, (_, index) => `object-${String(index).padStart(5, '0')}.txt`);
  await fillBucket(
    store,
    'long',
    Object.fromEntries(names.map((name, index) => [name, 'x'.repeat(index % 97)])),
  );
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'long');
  await expect(app.row('object-00000.txt')).toBeVisible();
  expect((await app.rowNames()).length).toBeLessThan(120);

  await app.objects.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  await expect(page.getByText(/^Sorted among the [\d,]+ loaded; there are more\./)).toBeVisible();
  await app.button('Load all').click();
  await expect(page.getByText(/there are more/)).toBeHidden();
  await expect(app.objects).toHaveAttribute('aria-rowcount', '3501');
  await expect(app.objects.getByRole('columnheader', { name: 'Size' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );

  await app.filter.fill('object-0349');
  await expect(app.objects).toHaveAttribute('aria-rowcount', '11');
});

import { serveIgnorance } from '../../electron/providers/testing/ignorant-server.ts';
import { addConnection, inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { askServer, openReport } from '../actions/report-card.ts';
import { expect, test } from '../fixtures/test.ts';

test('a server is asked by reading; its card is kept, and can be taken out without names', async ({
  page,
  host,
  complaints,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const app = await openApp(page, host);
  const dialog = await openReport(app, 'Sandbox');
  await expect(dialog).toContainText('questions that only read');
  await askServer(dialog);
  await expect(dialog).toContainText('Stowage’s own sandbox (several signs agree)');
  await expect(dialog.getByRole('row', { name: /^Lifecycle/ })).toContainText('not tried');
  await expect(dialog.getByRole('row', { name: /^Referer/ })).toContainText('no');

  await dialog.getByRole('button', { name: 'For a bug report' }).click();
  await app.menuItem('Copy as Markdown').click();
  await expect(dialog).toContainText('Copied.');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain('# Report card of <host>');
  expect(text).toContain('| list-v2 | yes |');
  expect(text).not.toContain('127.0.0.1');

  await page.keyboard.press('Escape');
  await page.reload();
  await openReport(app, 'Sandbox');
  await expect(dialog).toContainText('Stowage’s own sandbox');
  expect(complaints).toEqual([]);
});

test('writing is tried in a bucket of the user’s choice, and nothing is left there', async ({
  page,
  host,
  store,
}) => {
  await fillBucket(store, 'scratch', { 'own.txt': Buffer.from('my own') });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Store', store));
  const dialog = await openReport(app, 'Store');
  await dialog.getByRole('radio', { name: 'In a bucket' }).click();
  await askServer(dialog);
  await expect(dialog.getByRole('row', { name: /^Batches of deletes/ })).toContainText('yes');
  await expect(dialog.getByRole('row', { name: /^Object lock/ })).toContainText('needs a new bucket');
  expect(await store.keys('scratch')).toEqual(['own.txt']);
});

test('a run shows how far it is and can be stopped; the card of before stays', async ({
  page,
  host,
  store,
}) => {
  await fillBucket(store, 'scratch', { 'own.txt': Buffer.from('my own') });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Store', store));
  const dialog = await openReport(app, 'Store');
  await askServer(dialog);
  await dialog.getByRole('radio', { name: 'In a bucket' }).click();
  store.proxy.setRate(6_000);
  await dialog.getByRole('button', { name: 'Ask again' }).click();
  await expect(dialog.getByRole('status').first()).toContainText(/of \d+ questions answered/);
  await dialog.getByRole('button', { name: 'Stop' }).click();
  store.proxy.setRate(Number.POSITIVE_INFINITY);
  await expect(dialog.getByRole('button', { name: 'Ask again' })).toBeVisible({ timeout: 20_000 });
  await expect(dialog.getByRole('row', { name: /^Lifecycle/ })).toContainText('not tried');
  await expect.poll(() => store.keys('scratch'), { timeout: 20_000 }).toEqual(['own.txt']);
});

test('a server that is gone is told, and the card of before stays', async ({ page, host, store }) => {
  await fillBucket(store, 'scratch', {});
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Store', store));
  const dialog = await openReport(app, 'Store');
  await askServer(dialog);
  await store.close();
  await dialog.getByRole('button', { name: 'Ask again' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The server could not be asked.', {
    timeout: 30_000,
  });
  await expect(dialog.getByRole('alert')).toContainText('The card below is from');
});

test('what the card finds absent is switched off, in the server’s own words', async ({ page, host }) => {
  const server = await serveIgnorance(501);
  server.buckets.set('plain-bucket', new Map());
  try {
    const app = await openApp(page, host);
    await addConnection(app, {
      name: 'Plain',
      host: '127.0.0.1',
      port: server.port,
      accessKeyId: 'TESTKEY',
      secretAccessKey: 'test-secret',
    });
    const dialog = await openReport(app, 'Plain');
    await askServer(dialog);
    await expect(dialog.getByRole('row', { name: /^Lifecycle/ })).toContainText('no');
    await page.keyboard.press('Escape');
    await app.treeRow('plain-bucket').click();
    await page.getByRole('button', { name: 'Bucket settings' }).click();
    await page.getByRole('option', { name: 'Lifecycle', exact: false }).first().click();
    await expect(page.locator('main')).toContainText(
      'The report card found that this server does not have it: 501',
    );
  } finally {
    await server.close();
  }
});

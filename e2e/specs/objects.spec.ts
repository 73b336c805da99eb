import { chooseFromMenu, openBucket, select } from '../actions/browse.ts';
import { addConnection, inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { expect, test } from '../fixtures/test.ts';

test('a folder is made, filled by copy and by cut, renamed and deleted', async ({ page, host, store }) => {
  await fillBucket(store, 'desk', { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'desk');

  await page.keyboard.press('ControlOrMeta+Shift+n');
  await app.dialog.getByRole('textbox', { name: 'Name' }).fill('drawer');
  await app.dialog.getByRole('button', { name: 'Create' }).click();
  await expect(app.row('drawer')).toBeVisible();

  await select(app, 'a.txt');
  await page.keyboard.press('ControlOrMeta+c');
  await app.row('drawer').dblclick();
  await expect(app.row('drawer')).toBeHidden();
  await chooseInEmptyPlace(app.page, 'Paste');
  await expect(app.row('a.txt')).toBeVisible({ timeout: 20_000 });

  await app.button('Up one level').click();
  await select(app, 'b.txt', 'c.txt');
  await page.keyboard.press('ControlOrMeta+x');
  await app.row('drawer').dblclick();
  await app.objects.focus();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(app.row('c.txt')).toBeVisible({ timeout: 20_000 });
  await expect
    .poll(() => store.keys('desk'))
    .toEqual(['a.txt', 'drawer/', 'drawer/a.txt', 'drawer/b.txt', 'drawer/c.txt']);

  await select(app, 'a.txt');
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New name' }).fill('renamed ✓.txt');
  await page.keyboard.press('Enter');
  await expect(app.row('renamed ✓.txt')).toBeVisible({ timeout: 20_000 });
  await expect(app.row('a.txt')).toBeHidden();

  await app.button('Up one level').click();
  await chooseFromMenu(app, 'drawer', 'Delete…');
  await expect(app.dialog).toContainText('4 objects');
  await app.dialog.getByRole('button', { name: 'Delete 4 objects' }).click();
  await expect(app.row('drawer')).toBeHidden({ timeout: 20_000 });
  expect(await store.keys('desk')).toEqual(['a.txt']);
});

test('a delete that was thought better of deletes nothing', async ({ page, host, store }) => {
  await fillBucket(store, 'kept', { 'a.txt': 'a' });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'kept');
  await select(app, 'a.txt');
  await page.keyboard.press('Delete');
  await app.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.dialog).toBeHidden();
  await expect(app.row('a.txt')).toBeVisible();
  expect(await store.keys('kept')).toEqual(['a.txt']);
});

test('the inspector tells what the server tells', async ({ page, host, store }) => {
  await store.client.makeBucket('facts');
  const metadata = { 'Content-Type': 'text/csv', 'Cache-Control': 'max-age=60', 'x-amz-meta-author': 'Ada' };
  await store.client.putObject('facts', 'table.csv', 'a,b\n1,2\n', 8, metadata);
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'facts');
  await select(app, 'table.csv');
  if (!(await app.inspector.isVisible())) await page.keyboard.press('ControlOrMeta+i');
  await expect(app.inspector).toContainText('8 B');
  await expect(app.inspector).toContainText('text/csv');
  await app.inspector.getByRole('tab', { name: 'Metadata' }).click();
  await expect(app.inspector).toContainText('max-age=60');
  await expect(app.inspector).toContainText('Ada');
});

test('a link opens for somebody without an account, and ends when it says', async ({ page, host, store }) => {
  await fillBucket(store, 'shared', { 'plan.txt': 'the plan' });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'shared');
  await chooseFromMenu(app, 'plan.txt', 'Share…');
  const field = app.dialog.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/X-Amz-Expires=86400/);
  await app.dialog.getByRole('radio', { name: '1 h', exact: true }).click();
  await expect(field).toHaveValue(/X-Amz-Expires=3600/);
  const link = await field.inputValue();
  const answer = await fetch(link);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('the plan');
  expect((await fetch(link.replace('plan.txt', 'other.txt'))).status).toBe(403);
  expect((await fetch(link.split('?')[0] ?? '')).status).toBe(403);
  await app.dialog.getByRole('button', { name: 'QR' }).click();
  await expect(app.dialog.getByRole('img', { name: 'QR code of the link to plan.txt' })).toBeVisible();
});

/** Chooses from the menu of a place that shows no objects. */
async function chooseInEmptyPlace(page: import('@playwright/test').Page, entry: string): Promise<void> {
  await page.getByText('This folder is empty').click({ button: 'right' });
  await page.getByRole('menuitem').filter({ hasText: entry }).click();
}

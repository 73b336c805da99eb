import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openBucket, select } from '../actions/browse.ts';
import { addConnection, createBucket, inputFor } from '../actions/connect.ts';
import { dragIn } from '../actions/drag-in.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import { waitForDone, waitForProgress } from '../actions/transfer.ts';
import { digestFile, digestFolder, seededBytes, writeFolder } from '../fixtures/files.ts';
import { expect, test } from '../fixtures/test.ts';

const mebibyte = 1024 * 1024;

test('a folder dropped on a folder row goes into it', async ({ page, host, store, folder }) => {
  await fillBucket(store, 'target', { 'inbox/first.txt': 'first', 'z.txt': 'z' });
  const dropped = await writeFolder(path.join(folder, 'trip'), { 'a.txt': 'a', 'b/c.txt': 'c' });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'target');
  await dragIn(page, app.row('inbox'), [dropped, path.join(dropped, 'a.txt')]);
  await expect(app.jobs.getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await store.keys('target')).toEqual([
    'inbox/a.txt',
    'inbox/first.txt',
    'inbox/trip/a.txt',
    'inbox/trip/b/c.txt',
    'z.txt',
  ]);
});

test('files are chosen with the browser’s own dialog', async ({ page, host, store, folder }) => {
  const files = await writeFolder(path.join(folder, 'files'), {
    'one.bin': seededBytes(2 * mebibyte, 4),
    'two.txt': 'two',
  });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await createBucket(app, 'chosen');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('ControlOrMeta+u');
  await (await chooser).setFiles([path.join(files, 'one.bin'), path.join(files, 'two.txt')]);
  await expect(app.row('two.txt')).toBeVisible({ timeout: 30_000 });
  await expect(app.jobs.getByText('Done', { exact: true })).toBeVisible();
  expect(await store.digest('chosen', 'one.bin')).toBe(await digestFile(path.join(files, 'one.bin')));
});

test('a transfer is paused and goes on where it was', async ({ page, host, store }) => {
  const content = seededBytes(48 * mebibyte, 5);
  await fillBucket(store, 'pausing', { 'film.bin': content });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'pausing');
  store.proxy.setRate(12 * mebibyte);
  await select(app, 'film.bin');
  await page.keyboard.press('ControlOrMeta+d');
  const job = app.job('film.bin');
  await waitForProgress(job, 0.2);
  await job.getByRole('button', { name: 'Pause film.bin' }).click();
  await expect(job).toContainText('Paused');
  const pausedAtBytes = store.proxy.receivedBytes();
  // What was already on its way may still arrive; more is not asked for.
  await expect
    .poll(() => store.proxy.receivedBytes() - pausedAtBytes, { timeout: 3_000 })
    .toBeLessThan(8 * mebibyte);
  store.proxy.setRate(Number.POSITIVE_INFINITY);
  await job.getByRole('button', { name: 'Resume film.bin' }).click();
  await waitForDone(app, 'film.bin');
  expect((await readFile(path.join(host.downloadFolder, 'film.bin'))).equals(content)).toBe(true);
});

test('a cancelled upload leaves nothing behind on the server', async ({ page, host, store, folder }) => {
  await writeFolder(folder, { 'big.bin': seededBytes(64 * mebibyte, 6) });
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await createBucket(app, 'cancelled');
  store.proxy.setRate(12 * mebibyte);
  await dragIn(page, page.getByText('Drop files or folders here'), [path.join(folder, 'big.bin')]);
  const job = app.job('big.bin');
  await waitForProgress(job, 0.2);
  await job.getByRole('button', { name: 'Cancel big.bin' }).click();
  store.proxy.setRate(Number.POSITIVE_INFINITY);
  await expect(job).toContainText('Cancelled');
  expect(await store.keys('cancelled')).toEqual([]);
  const uploads = async () => {
    const found: string[] = [];
    for await (const { key } of store.client.listIncompleteUploads('cancelled', '', true)) found.push(key);
    return found;
  };
  // An upload may end between its own listing and that of its parts: that is an answer to wait on, not a failure.
  await expect.poll(() => uploads().catch((error: unknown) => String(error))).toEqual([]);
});

test('a taken name is asked about, and both are kept', async ({ page, host, store }) => {
  await fillBucket(store, 'taken', { 'report.txt': 'from the server' });
  const app = await openApp(page, host);
  await writeFolder(host.downloadFolder, { 'report.txt': 'from before' });
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'taken');
  await select(app, 'report.txt');
  await page.keyboard.press('ControlOrMeta+d');
  await app.job('report.txt').getByRole('button', { name: 'Decide…' }).click();
  await app.dialog.getByRole('button', { name: 'What to do' }).click();
  await page.getByRole('option', { name: 'Keep both' }).click();
  await app.dialog.getByRole('button', { name: 'Keep both', exact: true }).click();
  await waitForDone(app, 'report.txt');
  const names = Object.keys(await digestFolder(host.downloadFolder));
  expect(names).toHaveLength(2);
  expect(await readFile(path.join(host.downloadFolder, 'report.txt'), 'utf8')).toBe('from before');
});

import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { openBucket, select } from '../actions/browse.ts';
import { addConnection, createBucket, inputFor } from '../actions/connect.ts';
import { dragIn } from '../actions/drag-in.ts';
import { openApp } from '../actions/open-app.ts';
import { waitForDone, waitForProgress } from '../actions/transfer.ts';
import { digestFolder, seededBytes, writeFolder } from '../fixtures/files.ts';
import type { Host } from '../fixtures/host.ts';
import type { Store } from '../fixtures/store.ts';

const mebibyte = 1024 * 1024;
/** Slow enough that a crash comes in the middle, fast enough to wait for. */
const slowBytesPerSecond = 24 * mebibyte;
/** What may be on the way when the app is killed, and so be sent twice: parts in flight and what buffers hold. */
const mostSentTwiceBytes = 96 * mebibyte;

/**
 * The main job, end to end: connect, make a bucket, drop a folder, crash in the middle of the upload, go on, download,
 * crash in the middle of that, go on, compare every byte, share, delete. The store outlives the app, and counts the
 * bytes that pass.
 */
export async function runFirstLight(page: Page, host: Host, store: Store, folder: string): Promise<void> {
  const bucket = 'first-light';
  const dropped = await writeFolder(path.join(folder, 'holiday'), {
    'large.bin': seededBytes(160 * mebibyte, 1),
    'notes.txt': 'A note about the holiday.\n',
    'empty.dat': '',
    'pictures/one.png': seededBytes(300_000, 2),
    'pictures/deep/er/две картинки & more.png': seededBytes(70_000, 3),
  });
  const digests = await digestFolder(dropped);
  const totalBytes = 160 * mebibyte + 370_026;
  const app = await openApp(page, host);

  await test.step('connect and make a bucket', async () => {
    await addConnection(app, inputFor('Archive', store));
    await createBucket(app, bucket);
  });

  const sentBeforeBytes = store.proxy.sentBytes();
  await test.step('drop a folder and crash in the middle of the upload', async () => {
    store.proxy.setRate(slowBytesPerSecond);
    await dragIn(page, page.getByText('Drop files or folders here'), [dropped]);
    await waitForProgress(app.job('holiday'), 0.35);
    await host.kill();
    await expect(app.offlineBanner).toBeVisible();
  });

  await test.step('start again: the page reconnects and the upload goes on by itself', async () => {
    store.proxy.setRate(Number.POSITIVE_INFINITY);
    await host.start();
    await expect(app.offlineBanner).toBeHidden({ timeout: 30_000 });
    await waitForDone(app, 'holiday');
  });

  await test.step('every byte is in the store, and few were sent twice', async () => {
    const names = Object.keys(digests).sort();
    expect((await store.keys(bucket)).filter((key) => !key.endsWith('/')).sort()).toEqual(
      names.map((name) => `holiday/${name}`),
    );
    for (const name of names) expect(await store.digest(bucket, `holiday/${name}`)).toBe(digests[name]);
    const sentBytes = store.proxy.sentBytes() - sentBeforeBytes;
    test.info().annotations.push({
      type: 'bytes',
      description: `uploaded ${totalBytes}, sent in all ${sentBytes}, sent twice at most ${sentBytes - totalBytes}`,
    });
    expect(sentBytes).toBeGreaterThan(totalBytes);
    expect(sentBytes).toBeLessThan(totalBytes + mostSentTwiceBytes);
  });

  const receivedBeforeBytes = store.proxy.receivedBytes();
  await test.step('download it and crash in the middle', async () => {
    await openBucket(app, 'Archive', bucket);
    store.proxy.setRate(slowBytesPerSecond);
    await select(app, 'holiday');
    await page.keyboard.press('ControlOrMeta+d');
    await waitForProgress(app.job('holiday').first(), 0.35);
    await host.kill();
    await expect(app.offlineBanner).toBeVisible();
  });

  await test.step('start again: the download goes on by itself, and every byte is the same', async () => {
    store.proxy.setRate(Number.POSITIVE_INFINITY);
    await host.start();
    await expect(app.offlineBanner).toBeHidden({ timeout: 30_000 });
    await waitForDone(app, 'holiday');
    expect(await digestFolder(path.join(host.downloadFolder, 'holiday'))).toEqual(digests);
    expect(Object.keys(await digestFolder(host.downloadFolder))).toHaveLength(Object.keys(digests).length);
    const receivedBytes = store.proxy.receivedBytes() - receivedBeforeBytes;
    test.info().annotations.push({
      type: 'bytes',
      description: `downloaded ${totalBytes}, received in all ${receivedBytes}`,
    });
    expect(receivedBytes).toBeLessThan(totalBytes + mostSentTwiceBytes);
  });

  await test.step('share one object with somebody who has no account', async () => {
    await app.row('holiday').dblclick();
    await select(app, 'notes.txt');
    await page.keyboard.press('ControlOrMeta+Shift+l');
    const link = await app.dialog.getByRole('textbox', { name: 'Link' }).inputValue();
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('A note about the holiday.\n');
    await app.dialog.getByRole('button', { name: 'Close' }).click();
    await expect(app.dialog).toBeHidden();
  });

  await test.step('delete it all', async () => {
    await page.keyboard.press('Alt+ArrowUp');
    await select(app, 'holiday');
    await page.keyboard.press('Delete');
    const confirm = app.dialog.getByRole('button', { name: /^Delete \d+ objects$/ });
    await confirm.click();
    await expect(app.dialog).toBeHidden();
    await expect(page.getByText('This bucket is empty')).toBeVisible({ timeout: 30_000 });
    expect(await store.keys(bucket)).toEqual([]);
  });
}

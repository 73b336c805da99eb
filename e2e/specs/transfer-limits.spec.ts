import type { Locator, Page } from '@playwright/test';
import { openBucket, select } from '../actions/browse.ts';
import { addConnection, inputFor } from '../actions/connect.ts';
import { fillBucket } from '../actions/fill-store.ts';
import { openApp } from '../actions/open-app.ts';
import type { Host } from '../fixtures/host.ts';
import type { Store } from '../fixtures/store.ts';
import { expect, test } from '../fixtures/test.ts';
import type { AppPage } from '../pages/app-page.ts';

const mebibyte = 1024 * 1024;

async function openFilled(page: Page, host: Host, store: Store, names: readonly string[]): Promise<AppPage> {
  await fillBucket(
    store,
    'films',
    Object.fromEntries(names.map((name) => [name, Buffer.alloc(24 * mebibyte, 7)])),
  );
  const app = await openApp(page, host);
  await addConnection(app, inputFor('Archive', store));
  await openBucket(app, 'Archive', 'films');
  return app;
}

async function inSettings(app: AppPage, change: () => Promise<void>): Promise<void> {
  await app.page.keyboard.press('ControlOrMeta+,');
  await change();
  await app.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(app.dialog).toBeHidden();
}

async function setLimit(app: AppPage, mib: string): Promise<void> {
  await inSettings(app, async () => {
    const field = app.dialog.getByRole('textbox', { name: 'Download limit' });
    await field.fill(mib);
    await field.press('Tab');
  });
}

/** How far the bar of a job is, 0 to 1. */
async function shownProgress(job: Locator): Promise<number> {
  const bar = job.getByRole('progressbar');
  return Number(await bar.getAttribute('aria-valuenow')) / Number(await bar.getAttribute('aria-valuemax'));
}

/** Titles of the jobs as they stand. */
async function jobTitles(app: AppPage): Promise<string[]> {
  const titles = await app.jobs.getByRole('listitem').evaluateAll((items) =>
    items.map((item) => ({
      top: item.getBoundingClientRect().top,
      title: item.querySelector('[title$=".bin"]')?.getAttribute('title') ?? '',
    })),
  );
  return titles.toSorted((a, b) => a.top - b.top).map(({ title }) => title);
}

test('a limit of speed holds for what is under way, and is lifted again', async ({ page, host, store }) => {
  const app = await openFilled(page, host, store, ['film.bin']);
  await setLimit(app, '1');
  await select(app, 'film.bin');
  await page.keyboard.press('ControlOrMeta+d');
  // Without a limit it takes less than a second. What was read ahead waits in the sockets and is not counted.
  await page.waitForTimeout(4_000);
  await expect(app.job('film.bin')).toContainText(/(?:0\.[89]|1\.[012]) MiB\/s/);
  expect(await shownProgress(app.job('film.bin'))).toBeLessThan(0.6);
  await setLimit(app, '');
  await expect(app.job('film.bin')).toContainText('Done', { timeout: 15_000 });
});

test('outside the transfer hours jobs wait, and say until when', async ({ page, host, store }) => {
  const app = await openFilled(page, host, store, ['film.bin']);
  // The hour after the next one, by the clock of the host.
  const hour = (new Date().getHours() + 2) % 24;
  const at = (hours: number) => `${String(hours % 24).padStart(2, '0')}:00`;
  await inSettings(app, async () => {
    await app.dialog.getByText('Transfer only at certain hours').click();
    for (const [name, value] of [
      ['From', at(hour)],
      ['To', at(hour + 1)],
    ] as const) {
      const field = app.dialog.getByRole('textbox', { name, exact: true });
      await field.fill(value);
      await field.press('Enter');
    }
    await app.dialog.getByRole('textbox', { name: 'From' }).fill('25:00');
    await expect(app.dialog).toContainText('A time such as 22:00.');
    await app.dialog.getByRole('textbox', { name: 'From' }).fill(at(hour));
  });
  await select(app, 'film.bin');
  await page.keyboard.press('ControlOrMeta+d');
  await expect(app.job('film.bin')).toContainText('Waiting');
  await expect(app.jobs).toContainText(/Outside the transfer hours: waiting until (today|tomorrow) \d\d:00/);
  await inSettings(app, () => app.dialog.getByText('Transfer only at certain hours').click());
  await expect(app.job('film.bin')).toContainText('Done', { timeout: 20_000 });
  await expect(app.jobs).not.toContainText('Outside the transfer hours');
});

test('jobs are put before others and given a priority, by menu and by keyboard', async ({
  page,
  host,
  store,
}) => {
  const names = ['a.bin', 'b.bin', 'c.bin'];
  const app = await openFilled(page, host, store, names);
  store.proxy.setRate(200_000);
  for (const name of names) {
    await select(app, name);
    await page.keyboard.press('ControlOrMeta+d');
    await expect(app.job(name)).toBeVisible();
  }
  await expect.poll(() => jobTitles(app)).toEqual(names);

  await app.job('c.bin').click({ button: 'right' });
  await app.menuItem('Move to the top').click();
  await expect.poll(() => jobTitles(app)).toEqual(['c.bin', 'a.bin', 'b.bin']);

  await app.job('c.bin').getByRole('button', { name: 'Show items of c.bin' }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => jobTitles(app)).toEqual(['a.bin', 'c.bin', 'b.bin']);
  await expect(app.address).toContainText('films');
  await page.keyboard.press('Alt+End');
  await expect.poll(() => jobTitles(app)).toEqual(names);

  await app.job('b.bin').getByRole('button', { name: 'More for b.bin' }).click();
  await expect(app.menu.getByRole('menuitem', { name: 'Move up' })).toBeEnabled();
  await app.menuItem('High priority').click();
  await expect(app.job('b.bin')).toContainText('High priority');
  await page.reload();
  await expect(app.job('b.bin')).toContainText('High priority');

  await app.jobs.getByRole('button', { name: 'Pause all' }).click();
  await expect(app.job('a.bin')).toContainText('Paused');
  store.proxy.setRate(Number.POSITIVE_INFINITY);
  await app.jobs.getByRole('button', { name: 'Resume all' }).click();
  for (const name of names) await expect(app.job(name)).toContainText('Done', { timeout: 30_000 });
});

test('a limit of one connection is kept with it', async ({ page, host, store }) => {
  const app = await openFilled(page, host, store, ['film.bin']);
  await app.treeRow('Archive').click({ button: 'right' });
  await app.menuItem('Edit connection…').click();
  await app.dialog.getByRole('button', { name: 'Proxy, certificates and start' }).click();
  const field = app.dialog.getByRole('textbox', { name: 'Download limit' });
  await field.fill('0.5');
  await field.press('Tab');
  await app.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(app.dialog).toBeHidden();
  await page.reload();
  await openBucket(app, 'Archive', 'films');
  await select(app, 'film.bin');
  await page.keyboard.press('ControlOrMeta+d');
  await page.waitForTimeout(4_000);
  expect(await shownProgress(app.job('film.bin'))).toBeLessThan(0.4);
  await app.treeRow('Archive').click({ button: 'right' });
  await app.menuItem('Edit connection…').click();
  await app.dialog.getByRole('button', { name: 'Proxy, certificates and start' }).click();
  await expect(field).toHaveValue('0.5');
});

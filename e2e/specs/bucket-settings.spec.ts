import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { showSample } from '../journeys/screens.ts';

/** Opens a page of the sample bucket's settings. */
async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('option', { name, exact: false }).first().click();
  await expect(page.locator('main h2').first()).toHaveText(name);
}

async function saveReviewed(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('As the server has it')).toBeVisible();
}

/** The source as the editor shows it. */
async function sourceText(page: Page): Promise<string> {
  return (await page.locator('main .cm-content').allInnerTexts()).join('\n');
}

test.beforeEach(async ({ page, host }) => {
  await page.goto(host.url);
  await showSample(page);
  await page.getByRole('button', { name: 'Bucket settings' }).click();
});

test('a cross-origin rule is made in the form, saved, tried out and taken away', async ({ page }) => {
  await openPage(page, 'Cross-origin (CORS)');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('textbox', { name: 'Origins, one to a line' }).fill('https://app.example');
  await page.getByRole('checkbox', { name: 'PUT' }).check({ force: true });
  expect(await sourceText(page)).toContain('<AllowedOrigin>https://app.example</AllowedOrigin>');
  await saveReviewed(page);

  await page.getByRole('button', { name: 'Ask the server' }).click();
  await expect(page.getByText('A page of https://app.example may send GET.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Origin of the page' }).fill('https://elsewhere.example');
  await page.getByRole('button', { name: 'Ask the server' }).click();
  await expect(page.getByText('A page of https://elsewhere.example may not send GET.')).toBeVisible();

  await page.getByRole('button', { name: 'Take away…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take away' }).click();
  await expect(page.getByText('Nothing is set')).toBeVisible();

  await page.getByRole('button', { name: 'Earlier versions' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Version/ })
    .click();
  await page
    .getByRole('option')
    .filter({ hasText: 'saved by Stowage', hasNotText: 'nothing was set' })
    .first()
    .click();
  await page.getByRole('button', { name: 'Take as draft' }).click();
  await expect(page.getByRole('textbox', { name: 'Origins, one to a line' })).toHaveValue(
    'https://app.example',
  );
});

test('a lifecycle is written as source, with what is wrong said in place', async ({ page }) => {
  await openPage(page, 'Lifecycle');
  const source = page.locator('main .cm-content');
  await source.click();
  await page.keyboard.insertText(
    '<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter><Prefix>tmp/</Prefix></Filter></Rule>',
  );
  await expect(page.getByText(/Line 1 of the source is not right yet/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review and save…' })).toBeDisabled();
  await page.keyboard.insertText('</LifecycleConfiguration>');
  await expect(page.getByText('Rule 1 does nothing yet: say what becomes of the objects.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Only keys that begin with' })).toHaveValue('tmp/');
  await page.getByText('Clean up unfinished uploads').click();
  await saveReviewed(page);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Load again, without my changes' }).click();
  await expect(page.getByRole('heading', { name: 'old' })).toBeVisible();
  expect(await sourceText(page)).toContain('<DaysAfterInitiation>7</DaysAfterInitiation>');
});

test('a change by somebody else is noticed, and either version can be kept', async ({ page, context }) => {
  await openPage(page, 'Tags');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('mine');

  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open another window' }).click();
  const other = await opened;
  await showSample(other);
  await other.getByRole('button', { name: 'Bucket settings' }).click();
  await openPage(other, 'Tags');
  await other.getByRole('button', { name: 'Set it up' }).click();
  await other.getByRole('button', { name: 'Add', exact: true }).click();
  await other.getByRole('textbox', { name: 'Name' }).fill('theirs');
  await saveReviewed(other);

  await page.getByRole('button', { name: 'Review and save…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    dialog.getByText('Somebody else changed this since it was loaded. Nothing was saved yet.'),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Overwrite theirs' }).click();
  await expect(page.getByText('As the server has it')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('mine');
});

test('what the server lacks is said, and the rest works', async ({ page }) => {
  await openPage(page, 'Referer protection');
  await expect(page.getByText('Referer protection is not to be had here')).toBeVisible();
  await openPage(page, 'Versioning');
  await page.getByRole('button', { name: /State/ }).click();
  await page.getByRole('option', { name: 'On', exact: true }).click();
  await saveReviewed(page);
  await page.getByRole('button', { name: 'Back to the objects' }).click();
  await expect(page.locator('main').getByRole('grid')).toBeVisible();
});

test('a bucket is counted, and the map leads to where the bytes are', async ({ page }) => {
  await page.getByRole('option', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Count this bucket' }).click();
  await expect(page.getByText(/^Counted today .* with 1 request\.$/)).toBeVisible();
  await expect(page.getByText('21 objects', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^large\/: 100.0 MiB/ }).click();
  await expect(page.getByRole('navigation', { name: 'Place in the map' })).toContainText('large');
  await page.getByRole('button', { name: 'Show the objects' }).click();
  await expect(page.locator('main').getByRole('grid')).toContainText('100-mib.bin');
});

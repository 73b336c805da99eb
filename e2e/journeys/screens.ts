import { expect, type Page } from '@playwright/test';
import { askServer, openReport } from '../actions/report-card.ts';
import { AppPage } from '../pages/app-page.ts';
import { type Language, word } from '../pages/words.ts';

/** One state of the window that is worth looking at. */
export interface Screen {
  readonly name: string;
  /** Leads from the objects of the sample to this screen; by keyboard where words would differ between languages. */
  readonly show: (page: Page, language: Language) => Promise<void>;
}

/** Opens the sample's bucket by its address, in any language. */
export async function showSample(page: Page): Promise<void> {
  const app = new AppPage(page);
  await expect(app.treeRow('Sandbox')).toBeVisible();
  await app.treeRow('Sandbox').click();
  await app.treeRow('samples').click();
  await expect(app.row('README.md')).toBeVisible();
}

/** Selects the nth row of the table, the first being 0. */
async function selectRow(page: Page, index: number): Promise<void> {
  await new AppPage(page).objects
    .getByRole('row')
    .nth(index + 1)
    .click();
}

/** Index of the first row that is an object and not a folder. */
async function firstObject(page: Page): Promise<number> {
  const app = new AppPage(page);
  const names = await app.rowNames();
  const index = names.findIndex((name) => name.includes('.'));
  return Math.max(index, 0);
}

/** Opens the dialog of a new connection for a provider with hosts of its own, with something typed as its region. */
async function openProviderForm(
  page: Page,
  language: Language,
  provider: 'cos' | 'oss',
  region: string,
): Promise<void> {
  await page
    .getByRole('button', { name: word(language, 'shell.commands.addConnection') })
    .first()
    .click();
  const { dialog } = new AppPage(page);
  await dialog.getByRole('radio', { name: word(language, `connections.form.providers.${provider}`) }).click();
  await dialog.getByRole('combobox', { name: word(language, 'connections.form.region') }).fill(region);
}

/** Opens the settings of the sample's bucket at a page of theirs. */
async function openSettings(page: Page, language: Language, document: string): Promise<void> {
  await page.getByRole('button', { name: word(language, 'buckets.commands.settings') }).click();
  await page
    .getByRole('option', { name: word(language, `configuration.names.${document}`), exact: false })
    .first()
    .click();
  await expect(page.locator('main h2').first()).toHaveText(word(language, `configuration.names.${document}`));
}

/** Begins a document that the bucket does not have. */
async function beginDocument(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: word(language, 'configuration.begin') }).click();
}

/** All screens, in the order a user meets them. */
export const screens: readonly Screen[] = [
  { name: 'objects', show: async () => undefined },
  {
    name: 'inspector',
    show: async (page) => {
      await selectRow(page, await firstObject(page));
      const app = new AppPage(page);
      if (!(await app.pane('inspector').isVisible())) await page.keyboard.press('ControlOrMeta+i');
      await expect(app.pane('inspector')).toContainText('text/markdown');
    },
  },
  {
    name: 'buckets',
    show: async (page) => {
      await new AppPage(page).treeRow('Sandbox').click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
  {
    name: 'address',
    show: async (page) => {
      await page.keyboard.press('ControlOrMeta+l');
      await expect(page.locator('main input[placeholder^="s3:"]')).toBeFocused();
    },
  },
  {
    name: 'menu',
    show: async (page) => {
      const app = new AppPage(page);
      await app.objects
        .getByRole('row')
        .nth((await firstObject(page)) + 1)
        .click({ button: 'right' });
      await expect(app.menu).toBeVisible();
    },
  },
  {
    name: 'new-folder',
    show: async (page) => {
      await page.keyboard.press('ControlOrMeta+Shift+n');
      await expect(new AppPage(page).dialog).toBeVisible();
    },
  },
  {
    name: 'share',
    show: async (page) => {
      await selectRow(page, await firstObject(page));
      await page.keyboard.press('ControlOrMeta+Shift+l');
      await expect(new AppPage(page).dialog.locator('input[readonly]')).toHaveValue(/X-Amz-Signature/);
    },
  },
  {
    name: 'delete',
    show: async (page) => {
      await selectRow(page, 0);
      await page.keyboard.press('Delete');
      await expect(new AppPage(page).dialog.locator('button[type=submit]')).toBeEnabled();
    },
  },
  {
    name: 'switcher',
    show: async (page) => {
      await page.keyboard.press('ControlOrMeta+k');
      await expect(page.getByRole('option', { name: /samples/ }).first()).toBeVisible();
    },
  },
  {
    name: 'settings',
    show: async (page) => {
      await page.keyboard.press('ControlOrMeta+,');
      await expect(new AppPage(page).dialog).toBeVisible();
    },
  },
  {
    name: 'connection',
    show: async (page, language) => {
      await page
        .getByRole('button', { name: word(language, 'shell.commands.addConnection') })
        .first()
        .click();
      await expect(new AppPage(page).dialog).toBeVisible();
    },
  },
  {
    name: 'connection-cos',
    show: async (page, language) => {
      await openProviderForm(page, language, 'cos', 'ap-guangzhou');
      await page.keyboard.press('Tab');
    },
  },
  {
    name: 'connection-oss-domain',
    show: async (page, language) => {
      await openProviderForm(page, language, 'oss', 'cn-shanghai');
      await page.keyboard.press('Tab');
      const { dialog } = new AppPage(page);
      await dialog.getByRole('button', { name: word(language, 'connections.form.network') }).click();
      await page
        .getByRole('option')
        .filter({ hasText: word(language, 'connections.form.networks.custom-domain') })
        .click();
      await dialog.getByRole('button', { name: word(language, 'connections.form.more') }).click();
      await expect(dialog.getByText(word(language, 'connections.form.domainBucketHint'))).toBeVisible();
    },
  },
  {
    name: 'connection-regions',
    show: async (page, language) => {
      await openProviderForm(page, language, 'oss', 'south');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'connection-test',
    show: async (page, language) => {
      await page
        .getByRole('button', { name: word(language, 'shell.commands.addConnection') })
        .first()
        .click();
      const { dialog } = new AppPage(page);
      const field = (key: string) =>
        dialog.getByLabel(word(language, `connections.form.${key}`), { exact: true });
      await field('name').fill('Archive');
      await dialog.getByRole('radio', { name: 'HTTP', exact: true }).click();
      await field('host').fill('127.0.0.1');
      await field('port').fill('9');
      await field('keyNames.s3.id').fill('a-key');
      await field('keyNames.s3.secret').fill('a-secret');
      await dialog.getByRole('button', { name: word(language, 'connections.test.run') }).click();
      await expect(dialog.getByRole('alert')).toBeVisible({ timeout: 20_000 });
    },
  },
  {
    name: 'bucket-overview',
    show: async (page, language) => {
      await page.getByRole('button', { name: word(language, 'buckets.commands.settings') }).click();
      await page.getByRole('option', { name: word(language, 'overview.title') }).click();
      const count = page.getByRole('button', { name: word(language, 'overview.count') });
      const again = page.getByRole('button', { name: word(language, 'overview.again') });
      await expect(count.or(again)).toBeVisible();
      if (await count.isVisible()) await count.click();
      await expect(again).toBeVisible();
      await expect(page.getByRole('region', { name: word(language, 'overview.byPlace') })).toBeVisible();
    },
  },
  {
    name: 'report-card',
    show: async (page, language) => {
      const dialog = await openReport(new AppPage(page), 'Sandbox', language);
      await askServer(dialog, language);
      await expect(dialog.locator('table').first()).toBeVisible();
    },
  },
  {
    name: 'bucket-settings',
    show: async (page, language) => {
      await openSettings(page, language, 'cors');
      await beginDocument(page, language);
      await page
        .getByRole('button', { name: word(language, 'configuration.form.add'), exact: true })
        .last()
        .click();
      await expect(page.locator('main').getByRole('textbox').first()).toBeVisible();
    },
  },
  {
    name: 'bucket-lifecycle',
    show: async (page, language) => {
      await openSettings(page, language, 'lifecycle');
      await beginDocument(page, language);
      await page
        .getByRole('button', { name: word(language, 'configuration.form.add'), exact: true })
        .last()
        .click();
    },
  },
  {
    name: 'bucket-settings-none',
    show: async (page, language) => {
      await openSettings(page, language, 'tagging');
      await expect(page.getByText(word(language, 'configuration.noneSet'))).toBeVisible();
    },
  },
  {
    name: 'bucket-settings-absent',
    show: async (page, language) => {
      await openSettings(page, language, 'referer');
    },
  },
  {
    name: 'bucket-settings-review',
    show: async (page, language) => {
      await openSettings(page, language, 'encryption');
      await beginDocument(page, language);
      await page.getByRole('button', { name: word(language, 'configuration.reviewAndSave') }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'failed',
    show: async (page) => {
      await page.keyboard.press('ControlOrMeta+l');
      await page.keyboard.type('s3://no-such-bucket/');
      await page.keyboard.press('Enter');
      await expect(page.locator('main').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'empty',
    show: async (page, language) => {
      await page.keyboard.press('/');
      await page.keyboard.type('nothing is called like this');
      await expect(
        page.getByRole('button', { name: word(language, 'objects.states.clearFilter') }),
      ).toBeVisible();
    },
  },
  {
    name: 'transfers',
    show: async (page) => {
      await selectRow(page, await firstObject(page));
      await page.keyboard.press('ControlOrMeta+d');
      await expect(new AppPage(page).job('README.md').first()).toBeVisible();
    },
  },
];

/** The picture of the readme: a folder of pictures, one of them selected, and what was just downloaded. */
export const portrait: Screen = {
  name: 'objects',
  show: async (page) => {
    const app = new AppPage(page);
    await app.row('documents').click();
    await page.keyboard.press('ControlOrMeta+d');
    await app.row('large').click();
    await page.keyboard.press('ControlOrMeta+d');
    await app.row('pictures').dblclick();
    await app.row('skies').dblclick();
    const pictures = await app.rowNames();
    await app.row(pictures.at(-1) ?? '').click();
    if (!(await app.pane('inspector').isVisible())) await page.keyboard.press('ControlOrMeta+i');
    await expect(app.pane('inspector')).toContainText('image/png');
    await expect(app.job('large')).toContainText('Done', { timeout: 20_000 });
    await expect(app.job('documents')).toContainText('Done', { timeout: 20_000 });
  },
};

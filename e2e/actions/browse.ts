import { expect } from '@playwright/test';
import type { AppPage } from '../pages/app-page.ts';

/** Shows a bucket by its row in the tree. */
export async function openBucket(app: AppPage, connection: string, bucket: string): Promise<void> {
  const row = app.treeRow(bucket);
  const expand = app.tree.getByRole('button', { name: `Show the buckets of ${connection}` });
  if (!(await row.isVisible()) && (await expand.isVisible())) await expand.click();
  await row.click();
  await expect(app.address).toContainText(bucket);
}

/** Goes to an address, typed as a user types it: Ctrl+L, the text, Enter. */
export async function goTo(app: AppPage, address: string): Promise<void> {
  await app.page.keyboard.press('ControlOrMeta+l');
  await app.addressField.fill(address);
  await app.addressField.press('Enter');
  await expect(app.addressField).toBeHidden();
}

/** Selects rows by name: the first by a press, more with Control held. */
export async function select(app: AppPage, ...names: string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    await app.row(name).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
  }
}

/** Chooses from the context menu of a row. */
export async function chooseFromMenu(app: AppPage, rowName: string, entry: string): Promise<void> {
  await app.row(rowName).click({ button: 'right' });
  await app.menu.getByRole('menuitem').filter({ hasText: entry }).first().click();
}

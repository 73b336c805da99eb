import { expect, type Locator } from '@playwright/test';
import type { AppPage } from '../pages/app-page.ts';
import { type Language, word } from '../pages/words.ts';

/** Opens the report card of a connection from its menu in the tree. */
export async function openReport(
  app: AppPage,
  connection: string,
  language: Language = 'en',
): Promise<Locator> {
  await app.treeRow(connection).click({ button: 'right' });
  await app.menuItem(word(language, 'connections.menu.reportCard')).click();
  await expect(app.dialog).toBeVisible();
  return app.dialog;
}

/** Asks the server for the first time and waits for its card. */
export async function askServer(dialog: Locator, language: Language = 'en'): Promise<void> {
  await dialog.getByRole('button', { name: word(language, 'connections.report.run') }).click();
  const again = word(language, 'connections.report.again');
  await expect(dialog.getByRole('button', { name: again })).toBeVisible({ timeout: 30_000 });
}

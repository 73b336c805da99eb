import { expect, type Page } from '@playwright/test';
import type { Host } from '../fixtures/host.ts';
import { AppPage } from '../pages/app-page.ts';

/** Opens the app by its one-time link and waits for the connections. */
export async function openApp(page: Page, host: Host): Promise<AppPage> {
  await page.goto(host.url);
  const app = new AppPage(page);
  await expect(app.treeRow('Sandbox')).toBeVisible();
  return app;
}

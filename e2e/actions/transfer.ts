import { expect, type Locator } from '@playwright/test';
import type { AppPage } from '../pages/app-page.ts';

/** Waits until a job in the dock has ended well. */
export async function waitForDone(app: AppPage, title: string, timeoutMs = 60_000): Promise<void> {
  await expect(app.job(title).first()).toContainText('Done', { timeout: timeoutMs });
}

/** How far a job is, from 0 to 1, as its progress bar says. */
async function progressOf(job: Locator): Promise<number> {
  const value = await job.getByRole('progressbar').getAttribute('aria-valuenow');
  return Number(value ?? 0);
}

/** Waits until a job is at least so far. */
export async function waitForProgress(job: Locator, least: number, timeoutMs = 60_000): Promise<void> {
  await expect
    .poll(() => progressOf(job), { timeout: timeoutMs, intervals: [50] })
    .toBeGreaterThanOrEqual(least);
}

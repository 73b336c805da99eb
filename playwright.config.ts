import { defineConfig } from '@playwright/test';
import { findBrowser, quietArguments } from './scripts/browser.ts';

const browser = findBrowser();

/**
 * The whole app in a real browser, over the web host. Each test has a data folder and a host process of its own.
 * `browser` needs nothing else, `minio` a real server, `desktop` the Electron program.
 */
export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results/playwright',
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      args: quietArguments(),
      ...(browser === null ? {} : { executablePath: browser }),
    },
  },
  projects: [
    { name: 'browser', testIgnore: ['desktop/**', 'minio/**'] },
    { name: 'minio', testMatch: 'minio/**', workers: 1, timeout: 180_000 },
    { name: 'desktop', testMatch: 'desktop/**' },
  ],
});

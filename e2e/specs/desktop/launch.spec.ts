import path from 'node:path';
import { _electron } from '@playwright/test';
import { findElectron, hasDisplay } from '../../../scripts/electron-binary.ts';
import { expect, test } from '../../fixtures/test.ts';
import { AppPage } from '../../pages/app-page.ts';

const root = path.resolve(import.meta.dirname, '../../..');

test('the desktop app opens its window on the sandbox', async ({ folder }) => {
  const electron = findElectron();
  test.skip(electron === null, 'no Electron binary');
  test.skip(!hasDisplay(), 'no display');
  const app = await _electron.launch({
    executablePath: electron ?? '',
    args: [
      root,
      '--data-dir',
      path.join(folder, 'data'),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...process.env, HOME: path.join(folder, 'home') } as Record<string, string>,
  });
  try {
    const page = await app.firstWindow();
    await expect(new AppPage(page).treeRow('Sandbox')).toBeVisible();
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
  } finally {
    await app.close();
  }
});

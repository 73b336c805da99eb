import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { startHost } from '../e2e/fixtures/host.ts';
import { portrait, screens, showSample } from '../e2e/journeys/screens.ts';
import { type Language, languages } from '../e2e/pages/words.ts';
import { findBrowser, quietArguments } from './browser.ts';
import { build, isBuilt } from './build-output.ts';

// Pictures of every screen, light and dark, in both languages, in two sizes of window; with --readme only the picture of
// the readme, and with names only those screens.
const target = path.resolve(import.meta.dirname, '../test-results/screens');
const readmePicture = path.resolve(import.meta.dirname, '../docs/images/objects.png');
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 700 },
];

const executablePath = findBrowser();
if (executablePath === null) {
  console.error('A browser of the Chromium family is needed; name one in STOWAGE_BROWSER.');
  process.exit(1);
}
if (!(await isBuilt())) await build();
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isForReadme = process.argv.includes('--readme');
const folder = await mkdtemp(path.join(os.tmpdir(), 'stowage-screens-'));
const host = await startHost({ dataDir: path.join(folder, 'data'), homeDir: path.join(folder, 'home') });
const browser = await chromium.launch({ executablePath, args: quietArguments() });

async function openPage(
  language: Language,
  colorScheme: 'light' | 'dark',
  viewport: { width: number; height: number },
) {
  const context = await browser.newContext({
    locale: language,
    colorScheme,
    viewport,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(host.url);
  await showSample(page);
  return page;
}

async function takePortrait(): Promise<void> {
  const page = await openPage('en', 'light', { width: 1280, height: 800 });
  await portrait.show(page, 'en');
  await mkdir(path.dirname(readmePicture), { recursive: true });
  await page.screenshot({ path: readmePicture });
}

async function takeAll(language: Language, colorScheme: 'light' | 'dark', viewport: (typeof sizes)[number]) {
  // Each link opens the app once.
  await host.stop();
  await host.start();
  const page = await openPage(language, colorScheme, viewport);
  const place = path.join(target, `${viewport.width}x${viewport.height}`, `${colorScheme}-${language}`);
  await mkdir(place, { recursive: true });
  for (const { name, show } of screens) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await show(page, language);
    await page.screenshot({ path: path.join(place, `${name}.png`) });
    // Leaves a dialog as a user does: a plan that is only reloaded away would stay on the list.
    await page.keyboard.press('Escape');
    await page.reload();
    await showSample(page);
  }
  await page.context().close();
}

try {
  if (isForReadme) await takePortrait();
  else {
    for (const language of languages) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const viewport of sizes) await takeAll(language, colorScheme, viewport);
      }
    }
  }
  console.log(`Written to ${path.relative(process.cwd(), isForReadme ? readmePicture : target)}.`);
} finally {
  await browser.close();
  await host.stop();
  await rm(folder, { recursive: true, force: true });
}

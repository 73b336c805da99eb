/**
 * Draws `assets/icon.png` (for the installers) and `assets/page/icon.png` (for the window) from `assets/page/icon.svg`,
 * in a browser of the Chromium family: `node scripts/run.mjs scripts/draw-icons.ts`. To be run when the drawing changed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser, quietArguments } from './browser.ts';

const assets = path.resolve(import.meta.dirname, '../assets');
const sizes: readonly [file: string, sizePx: number][] = [
  ['icon.png', 1_024],
  ['page/icon.png', 256],
];

const executablePath = findBrowser();
if (executablePath === null) throw new Error('Drawing the icons needs Chromium or Chrome.');
const drawing = await readFile(path.join(assets, 'page/icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath, args: quietArguments() });
try {
  for (const [file, sizePx] of sizes) {
    const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${drawing}`);
    await writeFile(path.join(assets, file), await page.screenshot({ omitBackground: true }));
    console.log(`${file}: ${sizePx} px`);
  }
} finally {
  await browser.close();
}

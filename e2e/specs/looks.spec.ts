import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import type { Host } from '../fixtures/host.ts';
import { expect, test } from '../fixtures/test.ts';
import { screens, showSample } from '../journeys/screens.ts';
import { type Language, languages, word } from '../pages/words.ts';

/** Opens the app in a context of its own, in a language and a colour scheme. */
async function openIn(
  browser: Browser,
  host: Host,
  language: Language,
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({
    locale: language,
    colorScheme,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(host.url);
  await showSample(page);
  return page;
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const language of languages) {
    test(`every screen is accessible and looks itself: ${colorScheme}, ${language}`, async ({
      browser,
      host,
    }) => {
      test.setTimeout(480_000);
      const page = await openIn(browser, host, language, colorScheme);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      for (const { name, show } of screens) {
        await test.step(name, async () => {
          await show(page, language);
          await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
          const { violations } = await new AxeBuilder({ page }).analyze();
          const findings = violations.flatMap(({ id, nodes }) =>
            nodes.filter(({ html }) => !isOpenList(id, html)).map(({ html }) => `${id}: ${html}`),
          );
          expect.soft(findings, `axe on ${name}`).toEqual([]);
          await page.keyboard.press('Escape');
          await page.reload();
          await showSample(page);
        });
      }
      await page.context().close();
    });
  }
}

test('language and theme are changed in the settings, at once and for good', async ({ page, host }) => {
  await page.goto(host.url);
  await showSample(page);
  await page.keyboard.press('ControlOrMeta+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(word('en', 'settings.themes.dark'), { exact: true }).click();
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).colorScheme)).toContain('dark');
  await dialog.getByRole('button', { name: word('en', 'settings.language') }).click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await expect(dialog).toContainText(word('zh-CN', 'settings.title'));
  await page.reload();
  await expect(page.getByRole('treegrid', { name: word('zh-CN', 'connections.tree.label') })).toBeVisible();
});

/** The list of an open combo box hangs over the page, outside of its landmarks, and is reached from its field. */
function isOpenList(rule: string, html: string): boolean {
  return rule === 'region' && /^<[^>]* role="listbox"/.test(html);
}

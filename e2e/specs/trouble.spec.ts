import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openApp } from '../actions/open-app.ts';
import { startHost } from '../fixtures/host.ts';
import { expect, test } from '../fixtures/test.ts';

test('a second Stowage on the same data folder says so and ends', async ({ host }) => {
  const second = startHost({ dataDir: host.dataDir, homeDir: host.homeDir });
  await expect(second).rejects.toThrow(/Another Stowage \(process \d+\) is using the data folder/);
});

test('the folder of a killed Stowage is free again', async ({ page, host }) => {
  await host.kill();
  await host.start();
  await openApp(page, host);
});

test('a settings file that is garbage is set aside and told about, and nothing is lost', async ({
  page,
  host,
}) => {
  await openApp(page, host);
  await host.stop();
  const files = (await readdir(host.dataDir)).filter((name) =>
    /^(?:settings|connections|profiles).*\.json$/.test(name),
  );
  const target = files.find((name) => name.startsWith('settings')) ?? 'settings.json';
  await writeFile(path.join(host.dataDir, target), '{ this is : garbage');
  await host.start();
  await openApp(page, host);
  await expect(page.getByText(/was damaged\. It was kept as/)).toBeVisible();
  const kept = (await readdir(host.dataDir)).filter((name) => name.startsWith('settings') && name !== target);
  const texts = await Promise.all(kept.map((name) => readFile(path.join(host.dataDir, name), 'utf8')));
  expect(texts).toContain('{ this is : garbage');
});

test('Ctrl-C ends the host cleanly, and the log holds no secret', async ({ page, host, store }) => {
  const app = await openApp(page, host);
  await expect(app.treeRow('Sandbox')).toBeVisible();
  expect(await host.stop()).toBe(0);
  const logs = await readdir(path.join(host.dataDir, 'logs'));
  expect(logs.length).toBeGreaterThan(0);
  for (const name of logs) {
    const text = await readFile(path.join(host.dataDir, 'logs', name), 'utf8');
    expect(text).not.toContain(new URL(host.url).hash.slice('#token='.length));
    expect(text).not.toContain(store.secretAccessKey);
  }
});

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrowser } from './browser.ts';
import { findElectron, hasDisplay } from './electron-binary.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'stowage-programs-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function addProgram(...parts: string[]): Promise<string> {
  const file = path.join(folder, ...parts);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  await chmod(file, 0o755);
  return file;
}

describe('findElectron', () => {
  it.runIf(process.platform === 'linux')(
    'finds the program in the folder that the environment names',
    async () => {
      const program = await addProgram('electron');
      vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
      expect(findElectron()).toBe(program);
    },
  );

  it('finds nothing in an empty folder, and fetches nothing', () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(findElectron()).toBeNull();
  });
});

describe('hasDisplay', () => {
  it.runIf(process.platform === 'linux').each([
    ['', '', false],
    [':0', '', true],
    ['', 'wayland-0', true],
  ])('with DISPLAY "%s" and WAYLAND_DISPLAY "%s" is %s', (display, wayland, expected) => {
    vi.stubEnv('DISPLAY', display);
    vi.stubEnv('WAYLAND_DISPLAY', wayland);
    expect(hasDisplay()).toBe(expected);
  });
});

describe('findBrowser', () => {
  it('takes the one that is named, and no other in its place', async () => {
    const program = await addProgram('my-browser');
    vi.stubEnv('STOWAGE_BROWSER', program);
    expect(findBrowser()).toBe(program);
    vi.stubEnv('STOWAGE_BROWSER', `${program}-that-is-gone`);
    expect(findBrowser()).toBeNull();
  });

  it.runIf(process.platform === 'linux')('looks along PATH, Chromium first', async () => {
    vi.stubEnv('STOWAGE_BROWSER', undefined);
    vi.stubEnv('PATH', [path.join(folder, 'a'), path.join(folder, 'b')].join(path.delimiter));
    await addProgram('a', 'google-chrome');
    const chromium = await addProgram('b', 'chromium');
    expect(findBrowser()).toBe(chromium);
  });
});

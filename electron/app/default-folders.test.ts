import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataDir, defaultDownloadFolder, makeDataDir } from './default-folders.ts';

const linux = { platform: 'linux', homeDir: '/people/ada' } as const;

describe('defaultDataDir', () => {
  it.each([
    [{ ...linux, env: {} }, '/people/ada/.local/share/stowage'],
    [{ ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/stowage'],
    [{ ...linux, env: { XDG_DATA_HOME: 'relative' } }, '/people/ada/.local/share/stowage'],
    [{ ...linux, env: { XDG_DATA_HOME: '' } }, '/people/ada/.local/share/stowage'],
    [
      { platform: 'darwin', homeDir: '/people/ada', env: {} } as const,
      '/people/ada/Library/Application Support/Stowage',
    ],
    [
      { platform: 'win32', homeDir: 'C:\\Users\\ada', env: { APPDATA: 'D:\\Roaming' } } as const,
      'D:\\Roaming\\Stowage',
    ],
    [
      { platform: 'win32', homeDir: 'C:\\Users\\ada', env: {} } as const,
      'C:\\Users\\ada\\AppData\\Roaming\\Stowage',
    ],
  ])('%j', (surroundings, expected) => {
    expect(defaultDataDir(surroundings)).toBe(expected);
  });
});

describe('defaultDownloadFolder', () => {
  const readNothing = () => {
    throw new Error('ENOENT');
  };

  it('is Downloads in the home folder where nothing else is said', () => {
    expect(defaultDownloadFolder({ ...linux, env: {} }, readNothing)).toBe('/people/ada/Downloads');
    expect(defaultDownloadFolder({ platform: 'win32', homeDir: 'C:\\Users\\ada', env: {} })).toBe(
      'C:\\Users\\ada\\Downloads',
    );
    expect(defaultDownloadFolder({ platform: 'darwin', homeDir: '/people/ada', env: {} })).toBe(
      '/people/ada/Downloads',
    );
  });

  it.each([
    ['XDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n', '/people/ada/Téléchargements'],
    ['# comment\nXDG_MUSIC_DIR="$HOME/m"\nXDG_DOWNLOAD_DIR="/srv/incoming/"\n', '/srv/incoming/'],
    ['XDG_DOWNLOAD_DIR=""\n', '/people/ada/Downloads'],
    ['nonsense', '/people/ada/Downloads'],
  ])('reads user-dirs.dirs: %j', (text, expected) => {
    const read: string[] = [];
    const readText = (path: string) => {
      read.push(path);
      return text;
    };
    expect(defaultDownloadFolder({ ...linux, env: {} }, readText)).toBe(expected);
    expect(read).toEqual(['/people/ada/.config/user-dirs.dirs']);
  });
});

describe('makeDataDir', () => {
  it('makes a folder for this user alone, or says in one sentence why not', () => {
    const base = mkdtempSync(join(tmpdir(), 'stowage-data-'));
    try {
      const path = join(base, 'deep', 'data');
      makeDataDir(path);
      makeDataDir(path);
      if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
      writeFileSync(join(base, 'file'), '');
      expect(() => makeDataDir(join(base, 'file', 'data'))).toThrow(/cannot be made \(ENOTDIR\).*--data-dir/);
    } finally {
      rmSync(base, { recursive: true });
    }
  });
});

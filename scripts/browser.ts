import { existsSync } from 'node:fs';
import path from 'node:path';

const macApplications = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];
const linuxNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

function candidates(): string[] {
  const { env } = process;
  if (process.platform === 'darwin') {
    return macApplications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    return folders.flatMap((folder) =>
      folder === undefined ? [] : windowsPrograms.map((program) => path.join(folder, program)),
    );
  }
  const folders = [...(env.PATH ?? '').split(path.delimiter), '/usr/bin', '/snap/bin'];
  return linuxNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** Path of a browser of the Chromium family; null where there is none. `STOWAGE_BROWSER` names another. */
export function findBrowser(): string | null {
  const chosen = process.env.STOWAGE_BROWSER;
  if (chosen !== undefined) return existsSync(chosen) ? chosen : null;
  return candidates().find((file) => existsSync(file)) ?? null;
}

/** Arguments that keep a browser quiet and its own: no first-run pages, no calls home. */
export function quietArguments(): string[] {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Chromium refuses to run its sandbox as root, as in a container.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

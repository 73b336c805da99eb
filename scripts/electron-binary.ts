import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const packageFolder = path.join(root, 'node_modules/electron');
const failureNote = path.join(root, 'node_modules/.cache/stowage/electron-not-fetched');
const fetchTimeoutMs = 120_000;

/** Name of the executable inside Electron's folder, as its own installer names it. */
function executableName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Path of the Electron executable, or null where there is none. Only the file system is asked: importing the package
 * would begin a download.
 */
export function findElectron(): string | null {
  const pathFile = path.join(packageFolder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : executableName();
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const file = path.join(override ?? path.join(packageFolder, 'dist'), name);
  return existsSync(file) ? file : null;
}

/** True where a window can be shown. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function installedVersion(): string {
  const manifest = readFileSync(path.join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * Lets Electron's own installer fetch the executable and answers where it is, or null when that failed. A failure is
 * remembered for this version, so that a machine without the network for it is not made to wait at every start;
 * `isAskedFor` tries all the same.
 */
export async function fetchElectron(options: {
  readonly isAskedFor: boolean;
  readonly say: (words: string) => void;
}): Promise<string | null> {
  const version = installedVersion();
  const failedVersion = await readFile(failureNote, 'utf8').catch(() => '');
  if (failedVersion === version && !options.isAskedFor) return null;
  options.say(`Fetching Electron ${version} (once)…`);
  await new Promise<void>((resolve) => {
    const installer = spawn(process.execPath, [path.join(packageFolder, 'install.js')], {
      stdio: 'ignore',
      timeout: fetchTimeoutMs,
    });
    installer.on('error', () => resolve());
    installer.on('exit', () => resolve());
  });
  const found = findElectron();
  if (found === null) {
    await mkdir(path.dirname(failureNote), { recursive: true });
    await writeFile(failureNote, version);
  }
  return found;
}

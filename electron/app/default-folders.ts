import { mkdirSync, readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { failure } from '../../shared/model/app-error.ts';

/** What decides where a platform keeps things; given as data so that every platform can be tested on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
}

/**
 * Where Stowage keeps its data unless told otherwise: `$XDG_DATA_HOME/stowage` or `~/.local/share/stowage` on Linux
 * (https://specifications.freedesktop.org/basedir-spec/latest/), `~/Library/Application Support/Stowage` on macOS,
 * `%APPDATA%\Stowage` on Windows. Relative values of the variables do not count, as the specification asks.
 */
export function defaultDataDir({ platform, env, homeDir }: Surroundings): string {
  if (platform === 'win32') {
    const roaming = env.APPDATA;
    const base = roaming !== undefined && win32.isAbsolute(roaming) ? roaming : null;
    return win32.join(base ?? win32.join(homeDir, 'AppData', 'Roaming'), 'Stowage');
  }
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'Stowage');
  const dataHome = env.XDG_DATA_HOME;
  const base = dataHome !== undefined && posix.isAbsolute(dataHome) ? dataHome : null;
  return posix.join(base ?? posix.join(homeDir, '.local', 'share'), 'stowage');
}

/**
 * The user's download folder: on Linux what `user-dirs.dirs` says
 * (https://www.freedesktop.org/wiki/Software/xdg-user-dirs/), elsewhere and otherwise `Downloads` in the home folder.
 * `readText` reads a file or throws.
 */
export function defaultDownloadFolder(
  { platform, env, homeDir }: Surroundings,
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): string {
  if (platform === 'win32') return win32.join(homeDir, 'Downloads');
  const fallback = posix.join(homeDir, 'Downloads');
  if (platform === 'darwin') return fallback;
  const configHome = env.XDG_CONFIG_HOME ?? posix.join(homeDir, '.config');
  try {
    const line = /^\s*XDG_DOWNLOAD_DIR="(?:\$HOME\/)?([^"\n]*)"/m.exec(
      readText(posix.join(configHome, 'user-dirs.dirs')),
    );
    const named = line?.[1];
    if (named === undefined || named === '') return fallback;
    return posix.isAbsolute(named) ? posix.normalize(named) : posix.join(homeDir, named);
  } catch {
    return fallback;
  }
}

/** Makes the data folder, for this user alone, where it is missing. Throws `local-file` when it cannot be had. */
export function makeDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw failure(
      'local-file',
      `The data folder ${path} cannot be made (${code}). Choose another with --data-dir.`,
      {
        reason: 'data-folder-not-usable',
        values: { path, code },
        resource: path,
        cause,
      },
    );
  }
}

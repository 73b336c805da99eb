import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const oldestMinor = 10;

/** An interpreter that has the packages, or one sentence on why there is none. */
export type PythonEnvironment = { readonly path: string } | { readonly missing: string };

interface Python {
  readonly command: string;
  /** `3.11.7` */
  readonly version: string;
}

async function findPython(): Promise<Python | { missing: string }> {
  let tooOld: string | null = null;
  for (const command of ['python3', 'python']) {
    const answer = await run(command, ['--version']).catch(() => null);
    const [, version, minor] = /^Python (3\.(\d+)\S*)/.exec(answer?.stdout ?? '') ?? [];
    if (version === undefined) continue;
    if (Number(minor) >= oldestMinor) return { command, version };
    tooOld = version;
  }
  const needed = `the Python SDKs need Python 3.${oldestMinor} or later`;
  return { missing: tooOld === null ? `${needed}, and there is none here` : `${needed}; this is ${tooOld}` };
}

function cacheFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  return path.join(cache, 'stowage', 'python');
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

const interpreter =
  process.platform === 'win32' ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');

/**
 * A virtual environment with exactly the packages that a requirements file pins by version and hash, made when it is
 * not in the cache: outside the checkout, one for each content of the file and version of Python. `onInstall` is told
 * before packages are fetched. Without Python 3 it answers `missing`; an environment that cannot be made rejects,
 * because where Python is present the SDKs must be had.
 */
export async function getPythonEnvironment(
  requirementsPath: string,
  onInstall: (words: string) => void,
): Promise<PythonEnvironment> {
  const python = await findPython();
  if ('missing' in python) return python;
  const pinned = await readFile(requirementsPath);
  const key = createHash('sha256').update(python.version).update(pinned).digest('hex').slice(0, 16);
  const parent = cacheFolder();
  const target = path.join(parent, key);
  const found = { path: path.join(target, interpreter) };
  if (await isFile(found.path)) return found;

  onInstall(`Installing ${path.basename(requirementsPath)} for Python ${python.version}; once…`);
  await mkdir(parent, { recursive: true });
  // Beside the target, so that a finished environment appears there in one step.
  const workFolder = await mkdtemp(path.join(parent, 'build-'));
  try {
    await run(python.command, ['-m', 'venv', workFolder]);
    const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes'];
    const install = ['-m', 'pip', 'install', ...options, '-r', requirementsPath];
    await run(path.join(workFolder, interpreter), install, { maxBuffer: 64 * 1024 * 1024 });
    await rename(workFolder, target).catch(async (error: unknown) => {
      // Another run was faster.
      if (!(await isFile(found.path))) throw error;
    });
    return found;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

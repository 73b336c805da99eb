import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of the C programs that speed is compared with, and measured by. */
export interface NativeTools {
  readonly nullServer: string;
  readonly referenceClient: string;
  readonly measuredRun: string;
}

const sources = {
  nullServer: 'null-server.c',
  referenceClient: 'reference-client.c',
  measuredRun: 'measured-run.c',
} as const;

/**
 * Compiles the C programs once for each version of their text, outside the checkout. Rejects with the compiler's words:
 * they need a C compiler and the headers of OpenSSL.
 */
export async function buildNativeTools(): Promise<NativeTools> {
  const entries = await Promise.all(
    Object.entries(sources).map(async ([name, file]) => [name, await compile(file)] as const),
  );
  return Object.fromEntries(entries) as unknown as NativeTools;
}

async function compile(file: string): Promise<string> {
  const source = fileURLToPath(new URL(`./native/${file}`, import.meta.url));
  const digest = createHash('sha256')
    .update(await readFile(source))
    .digest('hex');
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(cache, 'stowage', 'bench', digest.slice(0, 16));
  const target = path.join(folder, path.basename(file, '.c'));
  if (await stat(target).catch(() => null)) return target;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(path.join(folder, 'build-'));
  try {
    const built = path.join(work, 'program');
    const flags = ['-O2', '-Wall', '-Wextra', '-pthread', '-o', built, source, '-lssl', '-lcrypto'];
    await run('cc', flags).catch((error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      throw new Error(`${file} needs a C compiler (cc) and the headers of OpenSSL: ${words}`);
    });
    await rename(built, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

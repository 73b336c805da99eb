import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isTest, listSourceFiles } from './check/source-files.ts';

const root = path.resolve(import.meta.dirname, '..');
const stampPath = path.join(root, 'out/.built-from');

/** What ends up in the build: code of the product, its assets, and how it is built. */
function isInput(file: string): boolean {
  if (isTest(file)) return false;
  return /^(?:shared|electron|renderer|assets)\//.test(file) || /^[^/]*(?:vite|package)[^/]*$/.test(file);
}

/** Changes when any input of the build changes. */
async function digestInputs(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await listSourceFiles(root)).filter(isInput)) {
    hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest('hex');
}

/** True when `out/` was built from the sources as they are. */
export async function isBuilt(): Promise<boolean> {
  const stamp = await readFile(stampPath, 'utf8').catch(() => null);
  return stamp !== null && stamp === (await digestInputs());
}

/** Runs a tool and answers its exit code and everything it printed. */
async function run(tool: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(path.join(root, 'node_modules/.bin', tool), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Builds main, preload, web host and page into `out/`. Throws with the builder's own words when it fails. */
export async function build(): Promise<void> {
  const inputs = await digestInputs();
  const { code, output } = await run('electron-vite', ['build', '--logLevel', 'warn']);
  if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`);
  await mkdir(path.dirname(stampPath), { recursive: true });
  await writeFile(stampPath, inputs);
}

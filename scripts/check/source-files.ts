import { readdir } from 'node:fs/promises';
import path from 'node:path';

const skippedNames = new Set([
  '.git',
  'node_modules',
  'out',
  'dist',
  'coverage',
  'test-results',
  'playwright-report',
]);

/**
 * Every file of the project below `root`, as sorted paths with `/`, without what is installed, built or recorded.
 * The file system is asked and not git, so that a file is checked before it is added.
 */
export async function listSourceFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // In a second work tree `.git` is a file.
      if (skippedNames.has(entry.name)) continue;
      if (entry.isDirectory()) await walk(name);
      else if (entry.isFile()) files.push(name);
    }
  }
  await walk('');
  return files.sort();
}

/** True for the files that a person writes code in. */
export function isCode(file: string): boolean {
  return /\.(?:ts|tsx|mjs|cjs|js|css|html|sh)$/.test(file);
}

/** True for the files whose imports the layer rules look at. */
export function isScript(file: string): boolean {
  return /\.(?:ts|tsx|mjs|cjs|js)$/.test(file) && !file.endsWith('.d.ts');
}

/** True for a test and for what only tests use (folders called `testing`): they may import more than the code beside. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/');
}

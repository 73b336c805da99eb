import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isCode, listSourceFiles } from './source-files.ts';

/** A file longer than this has more than one subject. */
const mostLines = 500;

/** Files of code, tests too, that are too long. */
export async function checkSizes(root: string): Promise<string[]> {
  const findings: string[] = [];
  for (const file of (await listSourceFiles(root)).filter(isCode)) {
    const text = await readFile(path.join(root, file), 'utf8');
    const lineCount = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lineCount > mostLines) {
      findings.push(`${file}: ${lineCount} lines, and ${mostLines} are the most; split it by subject`);
    }
  }
  return findings;
}

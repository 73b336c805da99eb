import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeOperations } from '../../electron/providers/capabilities/describe-operations.ts';

/** A document that is not written by hand, and what should be in it. */
export interface WrittenDocument {
  /** From the project's folder. */
  readonly file: string;
  readonly text: string;
}

/** Every document that `npm run docs` writes from the code. */
export function writtenDocuments(): WrittenDocument[] {
  return [{ file: 'docs/providers.md', text: describeOperations() }];
}

/** Documents that no longer say what the code says. */
export async function checkWrittenDocuments(root: string): Promise<string[]> {
  const findings = await Promise.all(
    writtenDocuments().map(async ({ file, text }) => {
      const found = await readFile(path.join(root, file), 'utf8').catch(() => null);
      if (found === text) return [];
      const lines = (found ?? '').split('\n');
      const at = text.split('\n').findIndex((line, index) => line !== lines[index]);
      return [`${file}:${(at === -1 ? lines.length : at) + 1}: not what the code says; run "npm run docs"`];
    }),
  );
  return findings.flat();
}

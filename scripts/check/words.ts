import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listSourceFiles } from './source-files.ts';

/** Words that tie the project to one machine or one network, each with what to do instead. */
const refusedWords: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  {
    pattern: /(?<![\w.*/}-])\/(?:root|work|home\/\w+|Users\/\w+)\/[\w.-]+/,
    instead: 'a path of one machine: start from the project folder, the home folder or a temporary folder',
  },
  {
    pattern:
      /\b(?:https?:\/\/)?(?:registry|proxy|index|files|mirrors?|artifactory|nexus|verdaccio)\.(?:npmjs|yarnpkg|golang|crates|pythonhosted|pypi)\.\w+/,
    instead: 'the host of a package registry: its client knows where it is',
  },
  {
    pattern: /"resolved": "https?:/,
    instead: 'a download address in the lockfile: keep omit-lockfile-registry-resolved on',
  },
];

const textFiles =
  /(?:\.(?:ts|tsx|mjs|cjs|js|css|html|sh|md|json|ya?ml|toml|txt|xml|svg|desktop|plist|nsh)|(?:^|\/)[^./]+|(?:^|\/)\.[\w-]+)$/;

/** Lines that name a machine, a registry host or a download address. */
export async function checkWords(root: string): Promise<string[]> {
  const findings: string[] = [];
  for (const file of (await listSourceFiles(root)).filter((name) => textFiles.test(name))) {
    const lines = (await readFile(path.join(root, file), 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      for (const { pattern, instead } of refusedWords) {
        const found = pattern.exec(line);
        if (found !== null) findings.push(`${file}:${index + 1}: "${found[0]}": ${instead}`);
      }
    }
  }
  return findings;
}

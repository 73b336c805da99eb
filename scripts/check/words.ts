import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listSourceFiles } from './source-files.ts';

interface RefusedWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

const pathAdvice =
  'a path of one machine: start from the project folder, the home folder or a temporary folder';

/** Words that tie the project to one machine or one network, each with what to do instead. */
const refusedWords: readonly RefusedWord[] = [
  { pattern: /(?<![\w.*/}-])\/(?:root|work)\/[\w.-]+/, instead: pathAdvice },
  {
    pattern:
      /\b(?:registry|proxy|index|files|mirrors?|artifactory|nexus|verdaccio)\.(?:npmjs|yarnpkg|golang|crates|pythonhosted|pypi)\.\w+/,
    instead: 'the host of a package registry: its client knows where it is',
  },
  {
    pattern: /"resolved": "https?:/,
    instead: 'a download address in the lockfile: keep omit-lockfile-registry-resolved on',
  },
];

/** This machine's own places: the checkout and the home folder, wherever they are. */
function placesOf(root: string): RefusedWord[] {
  return [root, os.homedir()]
    .filter((place) => place.length > 2)
    .map((place) => ({
      pattern: new RegExp(`${place.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w-])`),
      instead: pathAdvice,
    }));
}

const textFiles =
  /(?:\.(?:ts|tsx|mjs|cjs|js|css|html|sh|md|json|ya?ml|toml|txt|xml|svg|desktop|plist|nsh)|(?:^|\/)[^./]+|(?:^|\/)\.[\w-]+)$/;

/** Lines that name a machine, a registry host or a download address. */
export async function checkWords(root: string): Promise<string[]> {
  const findings: string[] = [];
  const refused = [...refusedWords, ...placesOf(root)];
  for (const file of (await listSourceFiles(root)).filter((name) => textFiles.test(name))) {
    const lines = (await readFile(path.join(root, file), 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      for (const { pattern, instead } of refused) {
        const found = pattern.exec(line);
        if (found === null) continue;
        findings.push(`${file}:${index + 1}: "${found[0]}": ${instead}`);
        break;
      }
    }
  }
  return findings;
}

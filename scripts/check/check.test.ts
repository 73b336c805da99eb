import os from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { describeOperations } from '../../electron/providers/capabilities/describe-operations.ts';
import { checks, describeChecks, runChecks } from './checks.ts';
import { type PlantedTree, plantTree } from './planted.ts';

let tree: PlantedTree | null = null;

afterEach(async () => {
  await tree?.remove();
  tree = null;
});

/** What one check finds in a sound tree with `files` planted in it. */
async function findIn(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  tree = await plantTree(files);
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`no check is called ${name}`);
  return (await check.find(tree.root)).join('\n');
}

describe('a sound tree', () => {
  it('passes every check', async () => {
    tree = await plantTree({});
    const results = await runChecks(tree.root);
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
    expect(describeChecks(results)).toContain('types    ok');
  });
});

describe('the three TypeScript projects', () => {
  const breaches: [string, string, string, RegExp][] = [
    ['shared cannot use Node', 'shared/pid.ts', 'export const pid = process.pid;\n', /process/],
    ['shared cannot use the DOM', 'shared/title.ts', 'export const title = document.title;\n', /document/],
    [
      'electron cannot use the DOM',
      'electron/title.ts',
      'export const title = document.title;\n',
      /document/,
    ],
    ['renderer cannot use Node', 'renderer/pid.ts', 'export const pid = process.pid;\n', /process/],
    [
      'renderer cannot import Node modules',
      'renderer/read.ts',
      "export { readFile } from 'node:fs/promises';\n",
      /node:fs/,
    ],
    [
      'syntax that Node cannot strip is refused',
      'shared/colour.ts',
      'export enum Colour {\n  Red,\n}\n',
      /erasableSyntaxOnly/,
    ],
    [
      'an index may be missing',
      'shared/first.ts',
      'export function first(list: string[]): string {\n  return list[0];\n}\n',
      /undefined/,
    ],
  ];
  it.each(breaches)('%s', async (_what, file, text, expected) => {
    const findings = await findIn('types', { [file]: text });
    expect(findings).toContain(file);
    expect(findings).toMatch(expected);
  });
});

describe('the linter', () => {
  const breaches: [string, string, RegExp][] = [
    ['any', 'export function size(value: any): number {\n  return value.size;\n}\n', /noExplicitAny/],
    ['!', 'export function first(list: string[]): string {\n  return list[0]!;\n}\n', /noNonNullAssertion/],
    ['a default export', 'export default 1;\n', /noDefaultExport/],
    ['console', "console.log('here');\n", /noConsole/],
    [
      'an import of a type as a value',
      "import { z } from 'zod';\n\nexport type T = z.ZodType;\n",
      /useImportType/,
    ],
    [
      'a builtin without node:',
      "import fs from 'fs';\n\nexport const read = fs.readFile;\n",
      /useNodejsImportProtocol/,
    ],
    ['other formatting', 'export const a = "x"\n', /format/],
  ];
  it.each(breaches)('refuses %s', async (_what, text, expected) => {
    expect(await findIn('lint', { 'electron/planted.ts': text })).toMatch(expected);
  });
});

describe('sizes', () => {
  it('refuses a file of 501 lines and accepts one of 500', async () => {
    const line = 'export {};\n';
    expect(await findIn('sizes', { 'shared/long.test.ts': line.repeat(500) })).toBe('');
    await tree?.remove();
    expect(await findIn('sizes', { 'shared/long.test.ts': line.repeat(501) })).toContain('501 lines');
  });
});

describe('unused code', () => {
  it('refuses a file that nothing imports', async () => {
    expect(await findIn('unused', { 'electron/app/alone.ts': 'process.title = "alone";\n' })).toContain(
      'alone.ts',
    );
  });

  it('refuses an export that nothing imports', async () => {
    const text = "export const kind: string = 'object';\nexport const other: string = 'bucket';\n";
    expect(await findIn('unused', { 'shared/kind.ts': text })).toContain('other');
  });

  it('refuses a package that nothing imports', async () => {
    const manifest =
      '{ "name": "planted", "type": "module", "private": true, "devDependencies": { "zod": "4.6.7" } }\n';
    expect(await findIn('unused', { 'package.json': manifest })).toContain('zod');
  });
});

describe('docs', () => {
  it('refuses a document that says something else than the code', async () => {
    const sound = describeOperations();
    expect(await findIn('docs', { 'docs/providers.md': sound })).toBe('');
    await tree?.remove();
    const line = sound.split('\n').findIndex((text) => text.includes('`putSymlink`')) + 1;
    const changed = sound.replace('no: The provider has no symbolic links', 'yes, or no');
    expect(await findIn('docs', { 'docs/providers.md': changed })).toContain(`docs/providers.md:${line}`);
    await tree?.remove();
    expect(await findIn('docs', { 'docs/providers.md': `${sound}\n` })).toContain('npm run docs');
  });
});

describe('words', () => {
  // Joined here so that this file does not say them itself.
  const breaches: [string, string][] = [
    ['the home folder of this machine', `${os.homedir()}/stowage`],
    ['the folder of the administrator', ['', 'root', '.cache'].join('/')],
    ['the host of a registry', `https://${['registry', 'npmjs', 'org'].join('.')}/zod`],
    ['the host of a module proxy', ['proxy', 'golang', 'org'].join('.')],
  ];
  it.each(breaches)('refuses %s', async (_what, word) => {
    expect(await findIn('words', { 'README.md': `Look in ${word}.\n` })).toContain('README.md:1');
  });

  it('refuses a lockfile with download addresses', async () => {
    const lock = `{\n  "${'resolved'}": "https://example.com/zod.tgz"\n}\n`;
    expect(await findIn('words', { 'package-lock.json': lock })).toContain('package-lock.json:2');
  });
});

import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { findImports } from './imports.ts';
import { type LayerRule, layerTable, testTable } from './layer-table.ts';
import { isScript, isTest, listSourceFiles } from './source-files.ts';

const refusedNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc']);

function isWithin(file: string, place: string): boolean {
  return place === '' || file === place || file.startsWith(`${place}/`);
}

function ruleFor(file: string): LayerRule | undefined {
  const table = isTest(file) ? testTable : layerTable;
  const fitting = table.filter((rule) => isWithin(file, rule.from));
  return fitting.toSorted((a, b) => b.from.length - a.from.length)[0];
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** What an import reaches, in the words of the table: a path of ours, `node:fs`, or `npm:` and a package. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return `npm:${packageOf(specifier)}`;
}

function isAllowed(rule: LayerRule, target: string): boolean {
  if (target.startsWith('node:')) return rule.may.includes('node:*');
  if (target.startsWith('npm:')) {
    return rule.may.includes(target) || (target !== 'npm:electron' && rule.may.includes('npm:*'));
  }
  if (rule.from === '' ? !target.includes('/') : isWithin(target, rule.from)) return true;
  return rule.may.some((place) => !place.includes(':') && isWithin(target, place));
}

/** Breaches of the layer table in one file, each a line that says what is refused and why. */
export function checkImports(file: string, source: string): string[] {
  const rule = ruleFor(file);
  if (rule === undefined)
    return [`${file}: no rule of the layer table speaks of this place; add one with its reason`];
  return findImports(file, source).flatMap(({ specifier, line }) => {
    if (specifier === null) {
      return isWithin(file, 'scripts') || isWithin(file, 'e2e') || isTest(file)
        ? []
        : [`${file}:${line}: a computed import cannot be checked; name the module in the import`];
    }
    const target = targetOf(file, specifier);
    if (isTest(target) && !isTest(file) && !isWithin(file, 'e2e')) {
      return [`${file}:${line}: imports ${target}, which is for tests only`];
    }
    if (isAllowed(rule, target)) return [];
    const place = rule.from === '' ? 'the root' : rule.from;
    return [`${file}:${line}: imports ${target}, which ${place} may not: ${rule.because}`];
  });
}

/** Breaches of the layer table and of the names of folders and files, over all source files below `root`. */
export async function checkLayers(root: string): Promise<string[]> {
  const findings: string[] = [];
  const files = await listSourceFiles(root);
  const refused = new Set<string>();
  for (const file of files) {
    const parts = file.split('/');
    for (const [index, part] of parts.entries()) {
      const name = index === parts.length - 1 ? (part.split('.')[0] ?? part) : part;
      if (refusedNames.has(name)) refused.add(parts.slice(0, index + 1).join('/'));
    }
    if (isScript(file)) findings.push(...checkImports(file, await readFile(path.join(root, file), 'utf8')));
  }
  for (const place of refused)
    findings.push(`${place}: says nothing about what is in it; name it by its subject`);
  return findings;
}

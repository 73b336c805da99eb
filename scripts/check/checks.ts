import { checkLayers } from './layers.ts';
import { checkSizes } from './sizes.ts';
import { findingsOf } from './tools.ts';
import { checkWords } from './words.ts';
import { checkWrittenDocuments } from './written-documents.ts';

/** One thing that is looked at without running the product. */
export interface Check {
  readonly name: string;
  /** Findings as lines to read; none when all is well. */
  readonly find: (root: string) => Promise<string[]>;
}

/** Outcome of one check. */
export interface CheckResult {
  readonly name: string;
  readonly findings: readonly string[];
  readonly durationMs: number;
}

/** All checks of `npm run check`. */
export const checks: readonly Check[] = [
  { name: 'types', find: (root) => findingsOf(root, 'tsc', ['-b', '--pretty', 'false']) },
  {
    name: 'lint',
    find: (root) => findingsOf(root, 'biome', ['check', '--error-on-warnings', '--colors=off', '.']),
  },
  { name: 'layers', find: checkLayers },
  { name: 'sizes', find: checkSizes },
  {
    name: 'unused',
    find: (root) => findingsOf(root, 'knip', ['--no-progress', '--no-config-hints', '--reporter', 'compact']),
  },
  { name: 'words', find: checkWords },
  { name: 'docs', find: checkWrittenDocuments },
];

/** Runs all checks side by side over the tree at `root`; never rejects because of what a check found. */
export async function runChecks(root: string): Promise<CheckResult[]> {
  return await Promise.all(
    checks.map(async ({ name, find }) => {
      const startedAtMs = performance.now();
      const findings = await find(root).catch((error: unknown) => [String(error)]);
      return { name, findings, durationMs: performance.now() - startedAtMs };
    }),
  );
}

/** A few lines for people: one for each check, and what it found. */
export function describeChecks(results: readonly CheckResult[]): string {
  return results
    .flatMap(({ name, findings, durationMs }) => [
      `${name.padEnd(8)} ${findings.length === 0 ? 'ok' : 'FAILED'}  ${(durationMs / 1_000).toFixed(1)} s`,
      ...findings.map((line) => `  ${line}`),
    ])
    .join('\n');
}

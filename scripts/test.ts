import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { addCounts, type Counts, closingLine, describeSkips, noCounts } from './suites/counts.ts';
import { serverStages, stages } from './suites/stages.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { servers: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const known = [...stages, ...serverStages];
const strangers = positionals.filter((name) => !known.some((stage) => stage.name === name));

if (values.help || strangers.length > 0) {
  if (strangers.length > 0) console.error(`There is no stage called ${strangers.join(', ')}.`);
  console.log(`npm test -- [--servers] [stage…]
Runs every stage, or only those named: ${stages.map(({ name }) => name).join(', ')}.
With --servers also those that need a real MinIO or Python: ${serverStages.map(({ name }) => name).join(', ')}.`);
  process.exit(strangers.length > 0 ? 2 : 0);
}

const chosen =
  positionals.length > 0
    ? known.filter(({ name }) => positionals.includes(name))
    : [...stages, ...(values.servers ? serverStages : [])];

const outcomes: { name: string; counts: Counts; durationMs: number }[] = [];
for (const { name, run } of chosen) {
  console.log(`\n── ${name}`);
  const startedAtMs = performance.now();
  const counts = await run().catch((error: unknown): Counts => {
    console.error(error instanceof Error ? error.message : String(error));
    return { ...noCounts, failed: [`${name}: it could not be run`] };
  });
  outcomes.push({ name, counts, durationMs: performance.now() - startedAtMs });
}

const total = outcomes.reduce((sum, { counts }) => addCounts(sum, counts), noCounts);
console.log('\n── summary');
for (const { name, counts, durationMs } of outcomes) {
  console.log(`${name.padEnd(14)} ${closingLine(counts)}  (${(durationMs / 1_000).toFixed(0)} s)`);
}
for (const line of describeSkips(total.skipped)) console.log(`skipped: ${line}`);
for (const name of total.failed) console.log(`failed: ${name}`);
const results = path.resolve(import.meta.dirname, '../test-results');
await mkdir(results, { recursive: true });
await writeFile(path.join(results, 'closing-line.txt'), `${closingLine(total)}\n`);
console.log(closingLine(total));
process.exitCode = total.failed.length === 0 ? 0 : 1;

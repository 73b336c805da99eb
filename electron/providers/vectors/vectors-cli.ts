import { countResults, replayFile } from './replay.ts';
import { readVectorFiles, type VectorResult } from './vector-file.ts';

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isQuiet = process.argv.includes('--quiet');
if (folders.length === 0) {
  console.error(
    'Usage: npm run vectors -- FOLDER [FOLDER…] [--quiet]   (--quiet leaves out what was skipped)',
  );
  process.exit(2);
}

const all: VectorResult[] = [];
for (const folder of folders) {
  for (const { name, file, problem } of await readVectorFiles(folder)) {
    const results: VectorResult[] = file
      ? await replayFile(file)
      : [{ id: name, outcome: 'failed', differences: [problem] }];
    for (const result of results) print(name, result);
    console.log(`${name}: ${countResults(results)}`);
    all.push(...results);
  }
}
if (all.length === 0) console.error('No vector was found.');
console.log(countResults(all));
process.exitCode = all.length === 0 || all.some(({ outcome }) => outcome === 'failed') ? 1 : 0;

function print(name: string, { id, outcome, reason, differences = [] }: VectorResult): void {
  if (outcome === 'passed' || (isQuiet && outcome === 'skipped')) return;
  console.log(`${outcome} ${name} ${id}${reason ? ` — ${reason}` : ''}`);
  for (const difference of differences) console.log(`    ${difference}`);
}

import { closingLine, describeSkips } from '../../scripts/suites/counts.ts';
import { pythonJudges } from './judge-table.ts';
import { runPythonJudges } from './run-judges.ts';

const names = process.argv.slice(2);
const strangers = names.filter((name) => !pythonJudges.some((judge) => judge.name === name));
if (strangers.length > 0) {
  console.error(`There is no judge called ${strangers.join(', ')}.
npm run judges -- [judge…]
Runs the Python SDKs against the sandbox, or only those named: ${pythonJudges.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const counts = await runPythonJudges(names);
for (const line of describeSkips(counts.skipped)) console.log(`skipped: ${line}`);
for (const name of counts.failed) console.log(`failed: ${name}`);
console.log(closingLine(counts));
process.exitCode = counts.failed.length === 0 ? 0 : 1;

import { parseArgs } from 'node:util';
import type { ProviderId } from '../../../../shared/model/connection.ts';
import { fuzzOnce } from './fuzz.ts';

const usage = `Usage: npm run fuzz -- [--dialect s3|cos|oss] [--runs N] [--seed N]
Calls every method of the storage client against damaged answers; each finding is printed with its seed.
Without --dialect: all three. --runs: 100,000 for each. --seed: where to begin, 1.`;

const dialects: readonly ProviderId[] = ['s3', 'cos', 'oss'];
const { values } = parseArgs({
  options: {
    dialect: { type: 'string' },
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const chosen = values.dialect === undefined ? dialects : dialects.filter((name) => name === values.dialect);
const [runs, first] = [Number(values.runs), Number(values.seed)];
if (chosen.length === 0 || !(Number.isInteger(runs) && runs > 0 && Number.isInteger(first))) {
  console.error(usage);
  process.exit(2);
}
let findings = 0;
for (const dialect of chosen) {
  const startMs = performance.now();
  for (let seed = first; seed < first + runs; seed += 1) {
    const finding = await fuzzOnce(dialect, seed);
    if (finding === null) continue;
    findings += 1;
    console.log(`${dialect} seed ${finding.seed} ${finding.method}: ${finding.what}`);
  }
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  const peakMib = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(`${dialect}: ${runs} calls in ${seconds} s, at most ${peakMib} MiB`);
}
console.log(`${findings} findings`);
process.exit(findings === 0 ? 0 : 1);

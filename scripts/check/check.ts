import path from 'node:path';
import { describeChecks, runChecks } from './checks.ts';

const results = await runChecks(path.resolve(import.meta.dirname, '../..'));
console.log(describeChecks(results));
process.exitCode = results.every(({ findings }) => findings.length === 0) ? 0 : 1;

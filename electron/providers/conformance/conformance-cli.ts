import { writeFile } from 'node:fs/promises';
import { toAppError } from '../../../shared/model/app-error.ts';
import { type ConformanceCall, conformanceUsage, readConformanceCall } from './cli-options.ts';
import { type CheckResult, describeResult, summarize } from './results.ts';
import { runConformance } from './suite.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    console.error('Stopping, and removing what was made. Once more ends at once and leaves it.');
    stop.abort();
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const call = readCall();
  if (call === null) return 2;
  if (call === 'help') {
    console.log(conformanceUsage);
    return 0;
  }
  const { suite, jsonFile } = call;
  const results: CheckResult[] = [];
  let problem: string | null = null;
  try {
    await runConformance({
      ...suite,
      signal: stop.signal,
      onResult(result) {
        results.push(result);
        console.log(describeResult(result));
      },
    });
  } catch (thrown) {
    problem = sentenceOf(thrown);
  }
  const offersNothing = results.length > 0 && results.every(({ outcome }) => outcome === 'not-offered');
  if (offersNothing && suite.only === undefined) {
    problem ??= 'This endpoint offers nothing of all that was tried. Is it an object store of this dialect?';
  }
  if (stop.signal.aborted) problem = 'The run was stopped before its end.';
  if (jsonFile !== null) problem = (await saveResults(jsonFile, results)) ?? problem;
  if (problem !== null) console.error(problem);
  const isEmpty = results.length === 0;
  console.log(isEmpty ? '0 passed, 1 failed, 0 skipped' : summarize(results));
  return problem === null && results.every(({ outcome }) => outcome !== 'failed') ? 0 : 1;
}

function readCall(): ConformanceCall | null {
  try {
    return readConformanceCall(process.argv.slice(2));
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message.split('\n', 1)[0] : String(thrown));
    return null;
  }
}

function sentenceOf(thrown: unknown): string {
  const error = toAppError(thrown);
  // A defect of our own is told with its place, which no secret is in.
  if (error.kind === 'internal')
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : error.message;
  const words = [error.kind, error.status, error.code].filter(Boolean).join(' ');
  return `The suite could not begin: ${error.message} (${words})`;
}

/** Writes the results for programs; answers what was wrong. */
async function saveResults(file: string, results: readonly CheckResult[]): Promise<string | null> {
  try {
    await writeFile(file, `${JSON.stringify({ summary: summarize(results), results }, null, 2)}\n`);
    return null;
  } catch (thrown) {
    return `The results could not be written to ${file}: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
}

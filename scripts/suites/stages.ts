import path from 'node:path';
import { runPythonJudges } from '../../e2e/judges/run-judges.ts';
import { getMinio, type MinioVariant } from '../../e2e/servers/minio-binary.ts';
import { startMinio } from '../../e2e/servers/start-minio.ts';
import { build } from '../build-output.ts';
import { describeChecks, runChecks } from '../check/checks.ts';
import { addCounts, type Counts, noCounts } from './counts.ts';
import { getBrowser } from './get-browser.ts';
import { runCounted, runSelfCounting } from './run-suite.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** One part of the test run. */
export interface Stage {
  readonly name: string;
  readonly run: () => Promise<Counts>;
}

function failedWith(words: string): Counts {
  return { passedCount: 0, failed: [words], skipped: [] };
}

async function runCheckStage(): Promise<Counts> {
  const results = await runChecks(root);
  console.log(describeChecks(results));
  const failed = results.filter(({ findings }) => findings.length > 0).map(({ name }) => `check: ${name}`);
  return { passedCount: results.length - failed.length, failed, skipped: [] };
}

async function runBuildStage(): Promise<Counts> {
  try {
    await build();
    return { passedCount: 1, failed: [], skipped: [] };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return failedWith('build');
  }
}

async function runVitest(name: string, config: string): Promise<Counts> {
  const reporters = ['--reporter=dot', '--reporter=./scripts/suites/vitest-counts.ts'];
  return await runCounted(name, ['vitest', 'run', '--config', config, ...reporters]);
}

async function runPlaywright(
  name: string,
  project: string,
  env: Record<string, string> = {},
): Promise<Counts> {
  const browser = await getBrowser();
  if ('missing' in browser) {
    console.error(browser.missing);
    return failedWith(`${name}: no browser`);
  }
  const reporter = '--reporter=line,./scripts/suites/playwright-counts.ts';
  return await runCounted(name, ['playwright', 'test', `--project=${project}`, reporter], {
    ...env,
    STOWAGE_BROWSER: browser.path,
  });
}

/** What `npm test` runs, in this order. */
export const stages: readonly Stage[] = [
  { name: 'check', run: runCheckStage },
  { name: 'unit', run: () => runVitest('unit', 'vitest.config.ts') },
  {
    name: 'vectors',
    run: () =>
      runSelfCounting('vectors', ['npm', 'run', '-s', 'vectors', '--', 'electron/providers/vectors/data']),
  },
  { name: 'build', run: runBuildStage },
  {
    name: 'browser',
    run: async () =>
      addCounts(await runPlaywright('browser', 'browser'), await runPlaywright('desktop', 'desktop')),
  },
];

/** Without Go there is no real server, which is a skip; where Go is, a missing server is a failure. */
async function withMinio(
  name: string,
  variants: readonly MinioVariant[],
  run: (binaries: Record<string, string>) => Promise<Counts>,
): Promise<Counts> {
  const binaries: Record<string, string> = {};
  for (const variant of variants) {
    const binary = await getMinio(variant, console.log);
    if ('missing' in binary) return { ...noCounts, skipped: [{ name, reason: binary.missing }] };
    binaries[variant] = binary.path;
  }
  return await run(binaries);
}

async function runConformance(binaryPath: string): Promise<Counts> {
  const server = await startMinio({ binaryPath, port: 0, usesTls: false });
  try {
    const keys = ['--access-key', server.accessKeyId, '--secret-key', server.secretAccessKey];
    return await runSelfCounting('conformance', [
      ...['npm', 'run', '-s', 'conformance', '--', '--endpoint', server.url, '--dialect', 's3', ...keys],
    ]);
  } finally {
    await server.close();
  }
}

/** The suites that take long, or need a real MinIO or Python, in this order. */
export const serverStages: readonly Stage[] = [
  {
    name: 'soak',
    run: () =>
      runSelfCounting('soak', [
        ...[
          'npm',
          'run',
          '-s',
          'soak',
          '--',
          '--seed',
          '20262',
          '--minutes',
          '0.4',
          '--dialects',
          's3,cos,oss',
        ],
      ]),
  },
  { name: 'judges', run: () => runPythonJudges() },
  {
    name: 'conformance',
    run: () =>
      withMinio('conformance', ['as-released'], (paths) => runConformance(paths['as-released'] ?? '')),
  },
  {
    name: 'minio',
    run: () =>
      withMinio('minio', ['as-released', 'streaming', 'client'], () =>
        runVitest('minio', 'vitest.minio.config.ts'),
      ),
  },
  {
    name: 'minio-browser',
    run: () => withMinio('minio-browser', ['as-released'], () => runPlaywright('minio-browser', 'minio')),
  },
];

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startSandbox } from '../../electron/sandbox/start-sandbox.ts';
import { addCounts, type Counts, noCounts } from '../../scripts/suites/counts.ts';
import { runSelfCounting } from '../../scripts/suites/run-suite.ts';
import { writeCertificate } from '../servers/certificate.ts';
import { type PythonJudge, pythonJudges } from './judge-table.ts';
import { getPythonEnvironment } from './python-environment.ts';
import { startTlsFront } from './tls-front.ts';

const region = 'us-east-1';
const owner = { accessKeyId: 'JUDGEDKEY', secretAccessKey: 'judged-secret', name: 'owner' };
const second = { accessKeyId: 'SECONDKEY', secretAccessKey: 'second-secret', name: 'second' };

/** Runs one judge against a sandbox of its own. */
async function runJudge(judge: PythonJudge, interpreter: string): Promise<Counts> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stowage-judge-'));
  const sandbox = await startSandbox({
    dataDir: path.join(folder, 'store'),
    port: 0,
    faces: [judge.face],
    credentials: [owner, second],
    region,
    now: Date.now,
    fillSample: false,
    allowsCustomerKeys: true,
  });
  try {
    const certificate = await writeCertificate(folder, Date.now());
    const front = await startTlsFront(sandbox.endpoint.port, certificate);
    try {
      return await runSelfCounting(judge.name, [interpreter, path.join(import.meta.dirname, judge.script)], {
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUTF8: '1',
        JUDGED_HOST: sandbox.endpoint.host,
        JUDGED_PORT: String(sandbox.endpoint.port),
        JUDGED_TLS_PORT: String(front.port),
        JUDGED_CA_FILE: certificate.certificatePath,
        JUDGED_REGION: region,
        JUDGED_ACCESS_KEY: owner.accessKeyId,
        JUDGED_SECRET_KEY: owner.secretAccessKey,
        JUDGED_SECOND_ACCESS_KEY: second.accessKeyId,
        JUDGED_SECOND_SECRET_KEY: second.secretAccessKey,
      });
    } finally {
      await front.close();
    }
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Lets the Python SDKs of these names, or all, judge the sandbox, and counts every method of their API documents.
 * Without Python each is one skip with its reason; with Python an SDK that cannot be had is a failure.
 */
export async function runPythonJudges(names: readonly string[] = []): Promise<Counts> {
  let counts = noCounts;
  for (const judge of pythonJudges) {
    if (names.length > 0 && !names.includes(judge.name)) continue;
    console.log(`judge ${judge.name}`);
    const environment = await getPythonEnvironment(
      path.join(import.meta.dirname, judge.requirements),
      console.log,
    ).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      return null;
    });
    if (environment === null) {
      counts = addCounts(counts, { ...noCounts, failed: [`${judge.name}: its SDK could not be installed`] });
    } else if ('missing' in environment) {
      const skip = { name: `judge ${judge.name}`, reason: environment.missing };
      counts = addCounts(counts, { ...noCounts, skipped: [skip] });
    } else {
      counts = addCounts(counts, await runJudge(judge, environment.path));
    }
  }
  return counts;
}

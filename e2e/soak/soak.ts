import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runSandbox, testKeys } from '../../electron/sandbox/testing/running-sandbox.ts';
import type { Job } from '../../shared/model/transfer.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { Dice } from './dice.ts';
import { EngineChild } from './engine-child.ts';
import { SoakFaults } from './soak-faults.ts';
import { rollJob, type SoakJob } from './soak-jobs.ts';
import type { SoakConnection } from './soak-messages.ts';
import { SoakStore } from './soak-store.ts';

/** A dialect that the sandbox can be soaked in. */
export type SoakDialect = SoakConnection['provider'];

/** A real server to soak against instead of the sandbox; only its line goes wrong. */
export interface SoakServer {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a soak came to. */
export interface SoakResult {
  readonly seed: number;
  readonly rounds: number;
  readonly jobs: number;
  readonly bytes: number;
  readonly kills: number;
  readonly struck: Readonly<Record<string, number>>;
  /** What was lost or wrong, in words; empty when nothing was. */
  readonly findings: readonly string[];
}

/** After this time nothing goes wrong any more, and a job that still does not end is lost. */
const faultyMs = 12_000;
const calmMs = 90_000;

const hosts: Readonly<Record<SoakDialect, { host: string; bucket: string }>> = {
  s3: { host: '127.0.0.1', bucket: 'soak' },
  cos: { host: 'cos.localhost', bucket: 'soak-1250000000' },
  oss: { host: 'oss.localhost', bucket: 'soak-oss' },
};

/** Runs rounds of random jobs until the time is over; a round that has begun is ended. */
export async function soak(options: {
  readonly seed: number;
  readonly untilMs: number;
  readonly dialects: readonly SoakDialect[];
  /** null: the sandbox. */
  readonly server: SoakServer | null;
  readonly onRound: (line: string) => void;
}): Promise<SoakResult> {
  const { seed, server } = options;
  const folder = mkdtempSync(join(tmpdir(), 'stowage-soak-'));
  const faults = new SoakFaults(seed);
  faults.isCalm = true;
  const sandbox =
    server === null ? await runSandbox({ faces: options.dialects as never, faults: faults.ofServer }) : null;
  const target = server?.port ?? sandbox?.endpoint.port ?? 0;
  const keys = server ?? testKeys;
  const line = await startFaultProxy({ host: '127.0.0.1', port: target }, faults.ofLine);
  const connections = options.dialects.map((provider) => ({
    id: provider,
    provider,
    ...hosts[provider],
    port: line.port,
    refusesPaths: server !== null,
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
  }));
  const stores = connections.map((connection) => new SoakStore(connection, target));
  const engine = new EngineChild(join(folder, 'journal.db'), connections);
  const result = { seed, rounds: 0, jobs: 0, bytes: 0, kills: 0, findings: [] as string[] };
  try {
    for (const store of stores) await store.makeBucket();
    await engine.start();
    while (result.rounds === 0 || (Date.now() < options.untilMs && result.findings.length === 0)) {
      const round = await runRound({ seed, number: result.rounds, folder, stores, engine, faults, line });
      result.rounds += 1;
      result.jobs += round.jobs;
      result.bytes += round.bytes;
      result.findings.push(...round.findings);
      options.onRound(round.text);
    }
  } finally {
    result.kills = engine.killCount;
    await engine.kill();
    for (const store of stores) await store.close();
    await line.close();
    await sandbox?.end();
    rmSync(folder, { recursive: true, force: true });
  }
  const struck = { ...faults.struck };
  for (const [type, count] of Object.entries(line.struck())) struck[`line ${type}`] = count;
  return { ...result, struck };
}

async function runRound(ground: {
  seed: number;
  number: number;
  folder: string;
  stores: readonly SoakStore[];
  engine: EngineChild;
  faults: SoakFaults;
  line: FaultProxy;
}): Promise<{ jobs: number; bytes: number; findings: string[]; text: string }> {
  const { seed, number, engine, faults, stores } = ground;
  const dice = Dice.of(seed, 'round', number);
  const folder = join(ground.folder, `round-${number}`);
  const planned: SoakJob[] = [];
  const jobCount = dice.between(2, 5);
  for (let index = 0; index < jobCount; index += 1) {
    const own = join(folder, String(index));
    mkdirSync(own, { recursive: true });
    const store = stores[index % stores.length];
    if (store === undefined) throw new Error('no store');
    const name = `r${number}-${index}`;
    const targetStore = dice.chance(50) ? store : (stores[dice.between(0, stores.length - 1)] ?? store);
    planned.push(await rollJob({ name, dice: Dice.of(seed, name, 0), store, targetStore, folder: own }));
  }
  const killsBefore = engine.killCount;
  faults.isCalm = false;
  const ids: string[] = [];
  for (const { request } of planned) ids.push((await engine.create(request)).id);
  const isOver = () => ids.every((id) => engine.jobs.get(id)?.state === 'done');
  await liveAndDie(dice, engine, ground.line, isOver);
  await until(faultyMs, engine, ids, isOver);
  faults.isCalm = true;
  await until(calmMs, engine, ids, isOver);
  const findings: string[] = [];
  for (const [index, job] of planned.entries()) {
    const id = ids[index] ?? '';
    findings.push(...(await judge(job, id, engine)).map((words) => `${job.name}: ${words}`));
  }
  if (findings.length === 0) {
    await engine.removeEnded();
    for (const store of stores) await store.deleteBelow(`r${number}-`);
    rmSync(folder, { recursive: true, force: true });
  }
  const bytes = planned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const names = planned.map(({ name }) => name.slice(name.indexOf('-') + 1)).join(', ');
  const text = `round ${number}: ${names}; ${(bytes / 1_048_576).toFixed(1)} MiB, ${engine.killCount - killsBefore} kills`;
  return { jobs: planned.length, bytes, findings, text };
}

/** Kills the engine some times at moments of the dice, and lets its server be away for one of them. */
async function liveAndDie(
  dice: Dice,
  engine: EngineChild,
  line: FaultProxy,
  isOver: () => boolean,
): Promise<void> {
  const kills = dice.between(0, 4);
  for (let life = 0; life < kills; life += 1) {
    const endMs = performance.now() + dice.oneOf([dice.between(0, 150), dice.between(50, 1_500)]);
    const isAway = dice.chance(25);
    while (performance.now() < endMs && !isOver()) await wait(5);
    if (isOver()) return;
    if (isAway) await line.setListening(false);
    await engine.kill();
    if (isAway) await line.setListening(true);
    await engine.start();
  }
}

/** Waits until all jobs are done; what stopped is told to go on, as a user would. */
async function until(
  mostMs: number,
  engine: EngineChild,
  ids: readonly string[],
  isOver: () => boolean,
): Promise<void> {
  const endMs = performance.now() + mostMs;
  for (let tick = 0; performance.now() < endMs && !isOver() && engine.isAlive; tick += 1) {
    await wait(50);
    if (tick % 10 !== 9) continue;
    for (const id of ids) if (hasStopped(engine.jobs.get(id))) engine.again(id);
  }
}

function hasStopped(job: Job | undefined): boolean {
  return job?.state === 'needs-user' || job?.state === 'failed' || job?.state === 'done-with-failures';
}

async function judge(job: SoakJob, id: string, engine: EngineChild): Promise<string[]> {
  if (!engine.isAlive) return ['the engine died by itself'];
  const items = await engine.items(id);
  const known = engine.jobs.get(id);
  if (known?.state !== 'done') {
    const errors = items
      .filter(({ error }) => error !== null)
      .map(({ key, error }) => `${key}: ${JSON.stringify(error)}`);
    const why = [JSON.stringify(known?.error ?? null), ...errors.slice(0, 3)].join('; ');
    return [
      `lost: it is ${known?.state ?? 'gone'} (${known?.doneCount} of ${known?.itemCount} done): ${why}`,
    ];
  }
  return await job.differences(items);
}

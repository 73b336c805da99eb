import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureQueue } from '../../electron/transfer/testing/queue-figures.ts';
import { writeCertificate } from '../servers/certificate.ts';
import { type BenchServer, connectServer, startBenchMinio } from './bench-server.ts';
import type { Contestant } from './contestant.ts';
import { measureListing } from './listing-bench.ts';
import { buildNativeTools, type NativeTools } from './native-tools.ts';
import { startNullServer } from './null-server.ts';
import { peerContestant, versionOf } from './peers/peer.ts';
import { peers } from './peers/peers.ts';
import { referenceContestant } from './reference-contestant.ts';
import { stowageContestant } from './stowage-contestant.ts';
import { runTransferBench, type TransferBench } from './transfer-bench.ts';

const gibibyte = 2 ** 30;
const big = { fileCount: 1, fileBytes: gibibyte, partBytes: 8 * 1_048_576, connections: 4 };
const small = { fileCount: 2_000, fileBytes: 4_096, partBytes: 8 * 1_048_576, connections: 64 };

/** Benchmarks that move files; `latency` is `small-up` on a server that waits 20 ms before each answer. */
const transferBenches: Record<string, TransferBench & { delayMs?: number; usesTls?: boolean }> = {
  'big-up': { name: 'big-up', kind: 'upload', ...big },
  'big-down': { name: 'big-down', kind: 'download', ...big },
  'small-up': { name: 'small-up', kind: 'upload', ...small },
  'small-down': { name: 'small-down', kind: 'download', ...small },
  latency: { name: 'latency', kind: 'upload', ...small, delayMs: 20 },
  'https-up': { name: 'https-up', kind: 'upload', ...big, usesTls: true },
  'https-down': { name: 'https-down', kind: 'download', ...big, usesTls: true },
};
const names = [...Object.keys(transferBenches), 'listing', 'queue'];

const usage = `Usage: npm run bench -- NAME [--rounds N] [--peer NAME ...] [--minio]
  [--endpoint URL --access-key KEY --secret-key SECRET]
Names: ${names.join(', ')}
Peers: ${peers.map(({ name }) => name).join(', ')}, all (those that are on this machine)
Without --minio and --endpoint: a null server of our own, and the C client it is compared with.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    peer: { type: 'string', multiple: true, default: [] },
    minio: { type: 'boolean', default: false },
    endpoint: { type: 'string' },
    'access-key': { type: 'string' },
    'secret-key': { type: 'string' },
  },
});
const [name = ''] = positionals;
const rounds = Number(values.rounds);
if (!names.includes(name) || !Number.isInteger(rounds) || rounds < 1) {
  console.error(usage);
  process.exit(2);
}

const print = (row: object) => console.log(JSON.stringify(row));
const tell = (words: string) => console.error(words);
const bench = transferBenches[name];
if (name === 'queue') print({ bench: 'queue', ...(await measureQueue(100_000)) });
else {
  const tools = await buildNativeTools();
  const scratch = mkdtempSync(path.join(tmpdir(), 'stowage-bench-'));
  const server = await openServer(tools, scratch);
  try {
    if (bench === undefined)
      print({ bench: 'listing', server: server.name, ...(await measureListing(server)) });
    else {
      const contestants = await gather(tools);
      for (const row of await runTransferBench(bench, { server, contestants, rounds, onRun: tell }))
        print(row);
    }
  } finally {
    await server.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function openServer(tools: NativeTools, scratch: string): Promise<BenchServer> {
  const { endpoint, 'access-key': accessKeyId = '', 'secret-key': secretAccessKey = '' } = values;
  if (values.minio) return startBenchMinio();
  if (endpoint !== undefined) return connectServer(endpoint, { accessKeyId, secretAccessKey });
  return startNullServer(tools.nullServer, {
    delayMs: bench?.delayMs ?? 0,
    smallCount: bench === undefined ? 1_000_000 : small.fileCount,
    ...(bench?.usesTls === true && { certificate: await writeCertificate(scratch, Date.now()) }),
  });
}

async function gather(tools: NativeTools): Promise<Contestant[]> {
  const wanted = values.peer.includes('all') ? peers.map((peer) => peer.name) : values.peer;
  const found: Contestant[] = [stowageContestant({ parallelFiles: bench?.fileCount === 1 ? 4 : 64 })];
  const isPlainNull = !values.minio && values.endpoint === undefined && bench?.usesTls !== true;
  if (isPlainNull && bench?.fileCount === 1) found.push(referenceContestant(tools.referenceClient, 'none'));
  for (const peerName of wanted) {
    const peer = peers.find((known) => known.name === peerName);
    const version = peer === undefined ? null : await versionOf(peer);
    if (peer === undefined || version === null) tell(`${peerName} is not on this machine: left out`);
    else {
      tell(`${peerName}: ${version}`);
      found.push(peerContestant(peer, tools.measuredRun));
    }
  }
  return found;
}

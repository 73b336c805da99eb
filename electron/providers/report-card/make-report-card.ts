import { type AppError, failure } from '../../../shared/model/app-error.ts';
import {
  type ReportCard,
  type ReportFinding,
  type ReportItemId,
  type ReportScratch,
  reportItem,
  reportItemIds,
} from '../../../shared/model/report-card.ts';
import { StorageClient } from '../client/storage-client.ts';
import { runRequests } from '../conformance/run-transport.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import { dialectOf, openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { findFaults } from './faults.ts';
import { absentFinding, judge, unknownFinding } from './judge.ts';
import { probeListen } from './listen-probe.ts';
import { type Exchange, observeAnswers } from './observe.ts';
import { claimsAnything, findPlace, greet } from './place.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { readProbes } from './read-probes.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { tellVendor } from './vendor.ts';
import { writeProbes } from './write-probes.ts';

/** What to ask, and where. */
export interface ReportInput {
  readonly provider: ProviderOptions;
  /** A bucket to ask about; null: the first that is found. */
  readonly bucket: string | null;
  readonly scratch: ReportScratch;
  readonly signal: AbortSignal;
  /** `done` of `total` questions are answered. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Longest time for one question. */
const PROBE_TIMEOUT_MS = 10_000;
const IMPATIENT_TIMEOUT_MS = 3_000;
/** After so many questions in a row without an answer each gets less time; after as many again nothing is asked any more. */
const MAX_SILENT = 3;
const CLEANUP_TIMEOUT_MS = 60_000;

/**
 * Asks a server what it offers. Only reads, unless `scratch` says where to write: then what was written is removed again,
 * whatever happens, also after a cancel.
 *
 * Rejects when there is nothing to report on: the server cannot be reached, refuses the keys, or is no object store;
 * with `read-only` before anything is sent when it should write through a read-only connection; with `conflict` and
 * reason `scratch-locked` for a bucket that would keep what is written; with `cancelled`.
 */
export async function makeReportCard(input: ReportInput): Promise<ReportCard> {
  const { provider: options, scratch: wanted, signal } = input;
  if (wanted.type !== 'none' && options.isReadOnly) {
    throw failure('read-only', 'This connection is read-only: nothing can be tried by writing.', {
      values: { operation: 'reportCard' },
    });
  }
  const startedMs = options.now();
  const requests = runRequests(signal);
  const observer = observeAnswers(options.now);
  const transport = observer.wrap(requests.wrap(undiciTransport(options)));
  const client = new StorageClient(dialectOf(options), options, { transport });
  const opened = openProvider(options, { transport });
  const capabilities = opened.capabilities();
  const findings: ReportFinding[] = [];
  const exchanges = new Map<ReportItemId, readonly Exchange[]>();
  // The list of buckets and the stream of changes beside the probes.
  const total = readProbes.length + writeProbes.length + 2;
  let silentCount = 0;
  let isGivenUp = false;
  let scratch: Scratch | null = null;
  let leftBehind: string[] = [];

  const note = (finding: ReportFinding): void => {
    findings.push(finding);
    input.onProgress?.(findings.length, total);
  };
  /** Runs something with the patience of one question. */
  const patiently = async <T>(run: () => Promise<T>): Promise<T> => {
    const deadline = AbortSignal.timeout(silentCount >= MAX_SILENT ? IMPATIENT_TIMEOUT_MS : PROBE_TIMEOUT_MS);
    requests.signal = AbortSignal.any([signal, deadline]);
    try {
      return await run();
    } catch (thrown) {
      if (signal.aborted) throw failure('cancelled', 'The report card was cancelled.');
      if (deadline.aborted) throw failure('timeout', 'The server does not answer this in time.');
      throw thrown;
    } finally {
      requests.signal = signal;
    }
  };
  const ask = async <Context extends ProbeContext>(
    probe: Probe<Context>,
    context: Context,
  ): Promise<void> => {
    const absent = absence(probe);
    if (absent !== null) return note(absent);
    if (isGivenUp) return note(unknownFinding(probe.item, probe.side, 'no-answer'));
    requests.ignorance.forget();
    observer.forget();
    const thrown = await patiently(() => probe.run(context)).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (signal.aborted) throw failure('cancelled', 'The report card was cancelled.');
    exchanges.set(probe.item, [...(exchanges.get(probe.item) ?? []), ...observer.recent]);
    const finding = judge(probe, thrown, { ignorance: requests.ignorance, hasRunOut: false });
    silentCount = finding.why === 'no-answer' ? silentCount + 1 : 0;
    isGivenUp ||= silentCount >= 2 * MAX_SILENT;
    note(finding);
  };
  /** What the table of operations says before anything is asked. */
  const absence = ({ item, side }: Pick<Probe<ProbeContext>, 'item' | 'side'>): ReportFinding | null => {
    const operations = reportItem(item)[side === 'read' ? 'reads' : 'writes'] ?? [];
    const said = operations.map((operation) => capabilities[operation]);
    const words = said.flatMap((one) => (one.status === 'not-offered' ? [one.message] : []));
    return said.length > 0 && words.length === said.length ? absentFinding(item, side, words[0] ?? '') : null;
  };

  try {
    const hello = await patiently(() => greet(opened, input.bucket));
    scratch = await patiently(() => openScratch(wanted, opened, { region: options.region, signal }));
    const provider = scratch?.wrap(opened) ?? opened;
    const place = await patiently(() => findPlace(provider, hello.buckets, scratch?.bucket ?? input.bucket));
    note(hello.finding);
    const listening = probeListen(options, place?.bucket ?? null, signal);
    listening.catch(() => undefined);
    let problem: AppError | null = place === null ? noPlace() : null;
    let saysYes = false;
    if (place === null) {
      for (const { item, side } of readProbes) note(unknownFinding(item, side, 'no-bucket'));
    } else {
      saysYes = await patiently(() => claimsAnything(provider, place.bucket)).catch(() => false);
      if (signal.aborted) throw failure('cancelled', 'The report card was cancelled.');
      const base = {
        provider,
        client,
        options,
        bucket: place.bucket,
        seen: observer,
        sent: () => observer.recent,
      };
      const scratchContext = scratch && {
        ...base,
        key: (name: string) => scratch?.key(name) ?? name,
        newBucket: scratch.newBucket,
        isRead: (item: ReportItemId) =>
          findings.some((one) => one.item === item && one.side === 'read' && one.verdict === 'offered'),
      };
      const [put, ...otherWrites] = writeProbes;
      let object = place.object;
      let keepsNothing = false;
      if (scratchContext && put !== undefined) {
        await ask(put, scratchContext);
        keepsNothing = findings.at(-1)?.verdict !== 'offered';
        if (!keepsNothing) object = { key: scratchContext.key('plain'), sizeBytes: 7 };
      }
      const places = [{ bucket: place.bucket, key: null }];
      const asked = object === null ? places : [...places, { bucket: place.bucket, key: object.key }];
      await patiently(() => requests.ignorance.learn(client, asked)).catch(() => undefined);
      if (scratchContext && !keepsNothing) {
        const spoiled = { bucket: place.bucket, key: scratchContext.key('spoiled') };
        await provider.objects.putObject({ ...spoiled, body: Buffer.from('x') }).catch(() => undefined);
        await patiently(() => requests.ignorance.learn(client, [spoiled], 'POST')).catch(() => undefined);
      }
      for (const probe of readProbes) await ask(probe, { ...base, object });
      for (const probe of scratchContext ? otherWrites : []) {
        if (keepsNothing) note(absence(probe) ?? unknownFinding(probe.item, probe.side, 'unclear'));
        else if (scratchContext) await ask(probe, scratchContext);
      }
      if (isGivenUp) problem = noAnswers();
    }
    note(await listening);
    if (signal.aborted) throw failure('cancelled', 'The report card was cancelled.');
    if (wanted.type === 'none') {
      for (const probe of writeProbes) {
        note(absence(probe) ?? unknownFinding(probe.item, probe.side, 'not-tried'));
      }
    }
    if (scratch !== null) leftBehind = await clean(options, scratch);
    const wroteIn = scratch === null ? null : { bucket: scratch.bucket, isNew: scratch.isNew };
    scratch = null;
    const judged = saysYes ? findings.map(doubted) : findings;
    const { host, port, usesTls } = options.endpoint;
    const card: ReportCard = {
      madeAtMs: startedMs,
      durationMs: Math.max(0, options.now() - startedMs),
      requestCount: observer.requestCount,
      provider: options.provider,
      host: port === null ? host : `${host}:${port}`,
      usesTls,
      region: options.region,
      bucket: place?.bucket ?? null,
      wroteIn,
      vendor: tellVendor(observer, host),
      findings: judged.toSorted(byItem),
      faults: findFaults({
        findings: judged,
        seen: observer,
        exchangesOf: (item) => exchanges.get(item) ?? [],
        knownNonsense: [...requests.ignorance.learned].filter((answer) => answer.startsWith('200')),
        saysYes,
      }),
      problem,
      leftBehind,
    };
    return await withoutSecrets(card, client);
  } finally {
    if (scratch !== null) await clean(options, scratch);
    await opened.close();
  }
}

function byItem(a: ReportFinding, b: ReportFinding): number {
  const byName = reportItemIds.indexOf(a.item) - reportItemIds.indexOf(b.item);
  return byName || a.side.localeCompare(b.side);
}

/** A yes of a server that says yes to anything. */
function doubted(finding: ReportFinding): ReportFinding {
  if (finding.verdict !== 'offered') return finding;
  return unknownFinding(finding.item, finding.side, 'unclear', 'The server says yes to anything.');
}

async function clean(options: ProviderOptions, scratch: Scratch): Promise<string[]> {
  const requests = runRequests(AbortSignal.timeout(CLEANUP_TIMEOUT_MS));
  const provider = openProvider(options, { transport: requests.wrap(undiciTransport(options)) });
  try {
    return await scratch.clean(provider);
  } finally {
    await provider.close();
  }
}

/** Servers quote what they are asked with: an id, a token. */
async function withoutSecrets(card: ReportCard, client: StorageClient): Promise<ReportCard> {
  const keys = await client.credentials();
  const secrets = [keys?.accessKeyId, keys?.secretAccessKey, keys?.sessionToken].filter(
    (secret): secret is string => typeof secret === 'string' && secret.length > 3,
  );
  const text = secrets.reduce(
    (json, secret) => json.replaceAll(JSON.stringify(secret).slice(1, -1), '(hidden)'),
    JSON.stringify(card),
  );
  return JSON.parse(text) as ReportCard;
}

function noPlace(): AppError {
  return failure(
    'not-found',
    'There is no bucket to ask about: most of what a server offers is asked of a bucket. Name one in the connection, or make one.',
    { reason: 'report-without-bucket' },
  ).appError;
}

function noAnswers(): AppError {
  return failure('timeout', 'The server stopped answering, so that the rest was not asked.', {
    reason: 'report-unanswered',
  }).appError;
}

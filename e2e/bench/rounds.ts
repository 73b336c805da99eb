import type { Contestant } from './contestant.ts';
import { median, type RunCost } from './measure.ts';

/** One contestant's figures over all rounds, as they are printed. Medians; ratios are taken round by round. */
export interface BenchRow {
  readonly bench: string;
  readonly server: string;
  readonly contestant: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** 10^6 bytes of objects a second. */
  readonly mbPerSecond: number;
  readonly filesPerSecond: number | null;
  readonly cpuSecondsPerGib: number;
  readonly peakMib: number;
  readonly loopDelayP99Ms: number | null;
  /** Times as fast as the C client in the same round; null where it does not take part. */
  readonly ratioToReference: number | null;
  /** Times as fast as each other contestant in the same round. */
  readonly ratioTo: Readonly<Record<string, number>>;
  /** What kept this contestant from ending a round. */
  readonly failure: string | null;
}

export interface RoundsOptions {
  readonly bench: string;
  readonly serverName: string;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly totalBytes: number;
  readonly fileCount: number;
  /** One run; its preparation and clean-up are not measured. */
  runOnce(contestant: Contestant, round: number): Promise<RunCost>;
  onRun?(words: string): void;
}

/**
 * Lets all contestants run in every round, one after the other and each round beginning with another one, so that a
 * machine that gets slower or faster meets all of them alike. One that fails is out, with its reason.
 */
export async function runRounds(options: RoundsOptions): Promise<BenchRow[]> {
  const { contestants, rounds } = options;
  const costs = new Map<Contestant, RunCost[]>(contestants.map((contestant) => [contestant, []]));
  const failures = new Map<Contestant, string>();
  for (let round = 0; round < rounds; round += 1) {
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]);
    for (const contestant of order) {
      if (contestant === undefined || failures.has(contestant)) continue;
      try {
        const cost = await options.runOnce(contestant, round);
        costs.get(contestant)?.push(cost);
        options.onRun?.(`round ${round + 1}, ${contestant.name}: ${cost.seconds.toFixed(2)} s`);
      } catch (error) {
        failures.set(contestant, error instanceof Error ? error.message : String(error));
        options.onRun?.(`round ${round + 1}, ${contestant.name}: failed`);
      }
    }
  }
  return contestants.map((contestant) => rowOf(contestant, costs, failures, options));
}

function rowOf(
  contestant: Contestant,
  costs: ReadonlyMap<Contestant, readonly RunCost[]>,
  failures: ReadonlyMap<Contestant, string>,
  { bench, serverName, totalBytes, fileCount }: RoundsOptions,
): BenchRow {
  const own = costs.get(contestant) ?? [];
  const middle = (read: (cost: RunCost) => number) => median(own.map(read));
  const ratioTo = (other: Contestant) => {
    const others = costs.get(other) ?? [];
    const ratios = own.map((cost, round) => (others[round]?.seconds ?? Number.NaN) / cost.seconds);
    return round3(median(ratios.filter(Number.isFinite)));
  };
  const rivals = [...costs.keys()].filter((other) => other !== contestant && !failures.has(other));
  const reference = rivals.find(({ name }) => name.startsWith('reference'));
  const seconds = middle((cost) => cost.seconds);
  const delays = own.flatMap(({ loopDelayP99Ms }) => loopDelayP99Ms ?? []);
  return {
    bench,
    server: serverName,
    contestant: contestant.name,
    rounds: own.length,
    seconds: round3(seconds),
    minSeconds: round3(Math.min(...own.map((cost) => cost.seconds))),
    maxSeconds: round3(Math.max(...own.map((cost) => cost.seconds))),
    mbPerSecond: Math.round(totalBytes / seconds / 1e6),
    filesPerSecond: fileCount > 1 ? Math.round(fileCount / seconds) : null,
    cpuSecondsPerGib: round3(middle((cost) => cost.cpuSeconds) / (totalBytes / 2 ** 30)),
    peakMib: Math.round(middle((cost) => cost.peakMib)),
    loopDelayP99Ms: delays.length === 0 ? null : round3(median(delays)),
    ratioToReference: reference === undefined ? null : ratioTo(reference),
    ratioTo: Object.fromEntries(
      rivals.filter((rival) => rival !== reference).map((rival) => [rival.name, ratioTo(rival)]),
    ),
    failure: failures.get(contestant) ?? null,
  };
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

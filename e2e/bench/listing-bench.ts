import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type BenchServer, providerOf } from './bench-server.ts';

/** What it costs to list everything below `small/`, page after page. */
export interface ListingFigures {
  readonly keyCount: number;
  readonly pageCount: number;
  readonly seconds: number;
  readonly keysPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly peakMib: number;
  readonly loopDelayP99Ms: number;
}

/** Lists with the storage client of the app, in this process. */
export async function measureListing(server: BenchServer): Promise<ListingFigures> {
  const provider = providerOf(server, null);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    delay.enable();
    const before = process.cpuUsage();
    const startMs = performance.now();
    let keyCount = 0;
    let pageCount = 0;
    let token: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof provider.objects.listObjects>> =
        await provider.objects.listObjects({
          bucket: server.bucket,
          prefix: 'small/',
          delimiter: null,
          token,
          maxKeys: 1_000,
        });
      keyCount += page.objects.keys.length;
      pageCount += 1;
      token = page.nextToken;
    } while (token !== null);
    const seconds = (performance.now() - startMs) / 1_000;
    const { user, system } = process.cpuUsage(before);
    delay.disable();
    return {
      keyCount,
      pageCount,
      seconds,
      keysPerSecond: Math.round(keyCount / seconds),
      cpuSecondsPerMillion: (user + system) / keyCount,
      peakMib: process.resourceUsage().maxRSS / 1_024,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
    };
  } finally {
    await provider.close();
  }
}

import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite, TestError } from '@playwright/test/reporter';
import type { Counts, SkippedTest } from './counts.ts';

/** Writes the counts of a Playwright run, with the reason of every skip, to the file that `STOWAGE_COUNTS` names. */
class PlaywrightCounts implements Reporter {
  private suite: Suite | null = null;
  private readonly errors: string[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onError(error: TestError): void {
    this.errors.push(`error outside of a test: ${(error.message ?? '').split('\n')[0]}`);
  }

  onEnd(): void {
    let passedCount = 0;
    const failed = [...this.errors];
    const skipped: SkippedTest[] = [];
    for (const test of this.suite?.allTests() ?? []) {
      const name = test.titlePath().filter(Boolean).join(' › ');
      const outcome = test.outcome();
      if (outcome === 'expected') passedCount += 1;
      else if (outcome === 'skipped') {
        const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
        skipped.push({ name, reason: reason ?? 'an earlier test failed or no reason was given' });
      } else failed.push(outcome === 'flaky' ? `${name} (passed only when tried again)` : name);
    }
    const counts: Counts = { passedCount, failed, skipped };
    const target = process.env.STOWAGE_COUNTS;
    if (target !== undefined) writeFileSync(target, JSON.stringify(counts));
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright loads a reporter by its default export
export default PlaywrightCounts;

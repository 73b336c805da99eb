import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { Counts, SkippedTest } from './counts.ts';

/** Writes the counts of a vitest run, with the reason of every skip, to the file that `STOWAGE_COUNTS` names. */
class VitestCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passedCount = 0;
    const failed: string[] = unhandledErrors.map(
      (_error, index) => `error outside of a test, number ${index + 1}`,
    );
    const skipped: SkippedTest[] = [];
    for (const module of modules) {
      // A file that breaks before its tests are known has none to count.
      if (module.state() === 'failed' && module.errors().length > 0) failed.push(module.relativeModuleId);
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (result.state === 'passed') passedCount += 1;
        else if (result.state === 'failed') failed.push(name);
        else skipped.push({ name, reason: ('note' in result && result.note) || 'no reason was given' });
      }
    }
    const counts: Counts = { passedCount, failed, skipped };
    const target = process.env.STOWAGE_COUNTS;
    if (target !== undefined) writeFileSync(target, JSON.stringify(counts));
  }
}

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default VitestCounts;

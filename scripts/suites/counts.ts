/** A test that did not run, and why. */
export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

/** What one suite came to. */
export interface Counts {
  readonly passedCount: number;
  /** Names of what failed. */
  readonly failed: readonly string[];
  readonly skipped: readonly SkippedTest[];
}

/** Nothing ran. */
export const noCounts: Counts = { passedCount: 0, failed: [], skipped: [] };

/** Both together. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passedCount: a.passedCount + b.passedCount,
    failed: [...a.failed, ...b.failed],
    skipped: [...a.skipped, ...b.skipped],
  };
}

/** The plain closing line: `N passed, N failed, N skipped`. */
export function closingLine(counts: Counts): string {
  return `${counts.passedCount} passed, ${counts.failed.length} failed, ${counts.skipped.length} skipped`;
}

/** Skips as lines to read: many for the same kind of reason (its words before a colon) become one line. */
export function describeSkips(skipped: readonly SkippedTest[]): string[] {
  const suiteOf = ({ name }: SkippedTest) => name.split(':')[0] ?? name;
  const groups = Map.groupBy(skipped, (test) => `${suiteOf(test)}\n${test.reason.split(':')[0]}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length <= 3)
      return group.map(({ name, reason }) => `${name}: ${reason}`);
    return [
      `${group.length} of ${suiteOf(first)}: ${first.reason.split(':')[0]} (the first: ${first.name}: ${first.reason})`,
    ];
  });
}

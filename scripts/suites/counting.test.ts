import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addCounts, closingLine, describeSkips, noCounts } from './counts.ts';
import { runCounted, runSelfCounting } from './run-suite.ts';

/** A command that prints `text` and ends with `code`. */
function printing(text: string, code = 0): string[] {
  return [process.execPath, '-e', `console.log(${JSON.stringify(text)}); process.exitCode = ${code};`];
}

/** A runner whose reporter writes `counts`. */
function reporting(counts: unknown, code = 0): string[] {
  const write = `require('node:fs').writeFileSync(process.env.STOWAGE_COUNTS, ${JSON.stringify(JSON.stringify(counts))});`;
  return [process.execPath, '-e', `${write} process.exitCode = ${code};`];
}

// Closing lines of pretended suites must not stand in the output of the real one.
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

describe('the closing line', () => {
  it('counts everything that ran', () => {
    const a = { passedCount: 2, failed: ['x'], skipped: [{ name: 'y', reason: 'no server' }] };
    const b = { passedCount: 3, failed: [], skipped: [] };
    expect(closingLine(addCounts(addCounts(noCounts, a), b))).toBe('5 passed, 1 failed, 1 skipped');
  });
});

describe('skips', () => {
  it('are named one by one, and many of a kind in one line', () => {
    const few = [{ name: 'desktop: launch', reason: 'no Electron binary' }];
    const many = ['a', 'b', 'c', 'd'].map((name) => ({
      name: `vectors: ${name}`,
      reason: `not implemented: ${name}`,
    }));
    expect(describeSkips([...few, ...many])).toEqual([
      'desktop: launch: no Electron binary',
      '4 of vectors: not implemented (the first: vectors: a: not implemented: a)',
    ]);
  });
});

describe('a suite that counts itself', () => {
  it('is read by its last closing line', async () => {
    const counts = await runSelfCounting(
      'x',
      printing('1 passed, 0 failed\ncase: fine\n12 passed, 0 failed, 3 skipped'),
    );
    expect(closingLine(counts)).toBe('12 passed, 0 failed, 3 skipped');
    const named = await runSelfCounting(
      'x',
      printing('not offered acl — the server has none\n2 passed, 0 failed, 1 skipped'),
    );
    expect(named.skipped).toEqual([{ name: 'x: acl', reason: 'the server has none' }]);
    const failed = await runSelfCounting('x', printing('failed  acl — refused\n2 passed, 2 failed'));
    expect(failed.failed).toEqual(['x: acl', 'x: failure 2 of 2']);
  });

  it.each([
    ['says nothing', printing('all is well'), '0 passed, 1 failed, 0 skipped'],
    ['ran nothing', printing('0 passed, 0 failed'), '0 passed, 1 failed, 0 skipped'],
    ['fails in silence', printing('4 passed, 0 failed', 3), '4 passed, 1 failed, 0 skipped'],
    ['names failures', printing('4 passed, 2 failed', 1), '4 passed, 2 failed, 0 skipped'],
    ['cannot be started', ['no-such-program-anywhere'], '0 passed, 1 failed, 0 skipped'],
  ])('is a failure when it %s, as it should be', async (_what, command, line) => {
    expect(closingLine(await runSelfCounting('x', command))).toBe(line);
  });
});

describe('a runner with a reporter', () => {
  it('is read by what its reporter wrote', async () => {
    const counts = { passedCount: 7, failed: [], skipped: [{ name: 'a', reason: 'b' }] };
    expect(await runCounted('counting-test', reporting(counts))).toEqual(counts);
  });

  it.each([
    ['ends before it counts', printing('broken'), '0 passed, 1 failed, 0 skipped'],
    ['has no test', reporting(noCounts), '0 passed, 1 failed, 0 skipped'],
    ['fails in silence', reporting({ ...noCounts, passedCount: 4 }, 1), '4 passed, 1 failed, 0 skipped'],
  ])('is a failure when it %s', async (_what, command, line) => {
    expect(closingLine(await runCounted('counting-test', command))).toBe(line);
  });
});

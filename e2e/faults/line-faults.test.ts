import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { downloadOf, seededBytes, uploadOf } from '../../electron/transfer/testing/workbench.ts';
import { bucket, type FaultBench, hasty, openFaultBench, putInParts, sha256Of } from './fault-bench.ts';
import type { LineFault } from './fault-proxy.ts';

const mib = 1_048_576;
const files = { small: seededBytes(900_001, 71), large: seededBytes(20 * mib + 3, 72) };
const afterBytes = 400_000;

let running: FaultBench | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

/** The first connections of the engine are faulty; later ones are sound. */
async function open(fault: LineFault, faultyConnections = 3): Promise<FaultBench> {
  const faultOf = (number: number) => (number < faultyConnections ? fault : null);
  running = await openFaultBench({ faultOf, ...(fault.type === 'stall' && hasty) });
  return running;
}

const sizes = ['small', 'large'] as const;
const both = (faults: readonly LineFault[]) =>
  faults.flatMap((fault) => sizes.map((size) => [size, fault] as const));

test.each(
  both([
    { type: 'delay', delayMs: 2 },
    { type: 'chop', pieceBytes: 3_001 },
    { type: 'refuse' },
    { type: 'cut', direction: 'up', afterBytes, by: 'fin' },
    { type: 'cut', direction: 'up', afterBytes, by: 'rst' },
    // Headers of the answer, too, may be cut.
    { type: 'cut', direction: 'down', afterBytes: 40, by: 'rst' },
    { type: 'stall', direction: 'up', afterBytes },
    { type: 'corrupt', direction: 'up', atByte: afterBytes },
  ]),
)('a %s upload through %o is whole', async (size, fault) => {
  const { bench, line, read } = await open(fault);
  const { id } = await bench.engine.create(uploadOf([bench.write('k', files[size])], { bucket }), {
    isReviewed: false,
  });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneBytes: files[size].length });
  expect(line.struck()[fault.type]).toBeGreaterThan(0);
  expect(sha256Of(await read('k'))).toBe(sha256Of(files[size]));
});

test.each(
  both([
    { type: 'delay', delayMs: 2 },
    { type: 'chop', pieceBytes: 3_001 },
    { type: 'refuse' },
    { type: 'cut', direction: 'down', afterBytes, by: 'fin' },
    { type: 'cut', direction: 'down', afterBytes, by: 'rst' },
    { type: 'stall', direction: 'down', afterBytes },
    { type: 'corrupt', direction: 'down', atByte: afterBytes },
  ]),
)('a %s download through %o is whole', async (size, fault) => {
  const { bench, line, direct } = await open(fault);
  await direct.objects.putObject({ bucket, key: 'k', body: files[size] });
  const { id } = await bench.engine.create(downloadOf(['k'], [], { bucket }), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneBytes: files[size].length });
  expect(line.struck()[fault.type]).toBeGreaterThan(0);
  expect(sha256Of(readFileSync(join(bench.target, 'k')))).toBe(sha256Of(files[size]));
  expect(readdirSync(bench.target)).toEqual(['k']);
});

test.each([
  ['in one request', seededBytes(7 * mib, 73)],
  ['in ranges', files.large],
])(
  'a bit that is turned on the way down is seen in an object of parts that comes %s',
  async (_how, bytes) => {
    const { bench, line, direct } = await open({ type: 'corrupt', direction: 'down', atByte: afterBytes }, 2);
    await putInParts(direct, { bucket, key: 'k' }, bytes, 5 * mib);
    const { id } = await bench.engine.create(downloadOf(['k'], [], { bucket }), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneBytes: bytes.length });
    expect(line.struck().corrupt).toBeGreaterThan(0);
    expect(sha256Of(readFileSync(join(bench.target, 'k')))).toBe(sha256Of(bytes));
    expect(readdirSync(bench.target)).toEqual(['k']);
  },
);

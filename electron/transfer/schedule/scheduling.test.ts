import { afterEach, expect, test } from 'vitest';
import { FakeStorage } from '../testing/fake-storage.ts';
import { fixedLanes, openWorkbench, seededBytes, uploadOf, type Workbench } from '../testing/workbench.ts';

const mib = 1_048_576;
let bench: Workbench;
afterEach(() => bench.close());

/** Keeps the order in which objects were written; each waits until the test lets it. */
class OrderedStorage extends FakeStorage {
  readonly order: string[] = [];
  isOpen = true;
  readonly waiting: (() => void)[] = [];

  override async putObject(
    ...[input, options]: Parameters<FakeStorage['putObject']>
  ): ReturnType<FakeStorage['putObject']> {
    if (!this.isOpen) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.order.push(input.key);
    return super.putObject(input, options);
  }

  open(): void {
    this.isOpen = true;
    for (const go of this.waiting.splice(0)) go();
  }
}

async function jobOf(names: string[], prefix: string) {
  const paths = names.map((name) => bench.write(`${prefix}${name}`, seededBytes(100, 1)));
  return bench.engine.create(uploadOf(paths, { prefix }), { isReviewed: false });
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setImmediate(resolve));
}

test('a job of a higher priority gets the next lanes, whatever was there before', async () => {
  const storage = new OrderedStorage();
  storage.isOpen = false;
  bench = await openWorkbench(storage, { tuning: { lanes: fixedLanes(1) }, settings: { parallelFiles: 1 } });
  const usual = await jobOf(['1', '2', '3'], 'usual/');
  await until(() => storage.waiting.length === 1);
  const urgent = await jobOf(['1', '2', '3'], 'urgent/');
  expect((await bench.engine.setPriority({ jobId: urgent.id, priority: 'high' })).priority).toBe('high');
  // The first of those that wait joined the line before anybody said how urgent they are.
  await until(() =>
    bench.changes.some(({ jobs }) => jobs.some(({ id, isCounted }) => id === urgent.id && isCounted)),
  );
  storage.open();
  expect((await bench.settled(usual.id)).state).toBe('done');
  expect((await bench.settled(urgent.id)).state).toBe('done');
  const lastUrgent = storage.order.findLastIndex((key) => key.startsWith('urgent/'));
  const lastUsual = storage.order.findLastIndex((key) => key.startsWith('usual/'));
  expect(lastUrgent).toBeLessThan(lastUsual);
  await bench.restart();
  const { jobs } = await bench.engine.list();
  expect(jobs.find(({ id }) => id === urgent.id)?.priority).toBe('high');
});

test('jobs are put before others, and stay there after a restart', async () => {
  bench = await openWorkbench(new FakeStorage());
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    const { id } = await jobOf([name], `${name}/`);
    await bench.settled(id);
    ids.push(id);
  }
  const order = async () =>
    (await bench.engine.list()).jobs
      .sort((one, other) => one.position - other.position)
      .map(({ id }) => ids.indexOf(id));
  const [a = '', , c = ''] = ids;
  await bench.engine.move({ jobId: c, beforeJobId: a });
  expect(await order()).toEqual([2, 0, 1]);
  await bench.engine.move({ jobId: c, beforeJobId: null });
  await bench.engine.move({ jobId: a, beforeJobId: c });
  expect(await order()).toEqual([1, 0, 2]);
  await bench.restart();
  expect(await order()).toEqual([1, 0, 2]);
});

test('outside the transfer window jobs wait in the queue, and go on when it opens', async () => {
  const day = { year: 2026, month: 10, date: 23 };
  let hours = 12;
  const now = () => new Date(day.year, day.month, day.date, hours).getTime();
  const storage = new OrderedStorage();
  bench = await openWorkbench(storage, { now, tuning: { lanes: fixedLanes(1) } });
  bench.settings.transferWindow = { fromMinute: 20 * 60, toMinute: 6 * 60, weekdays: [1] };
  bench.engine.checkWindow();
  const { id } = await jobOf(['x'], 'night/');
  expect(await bench.engine.list()).toMatchObject({
    windowOpensAtMs: expect.any(Number),
    jobs: [{ id, state: 'queued' }],
  });
  await bench.restart();
  expect((await bench.engine.list()).jobs[0]?.state).toBe('queued');
  expect(storage.order).toEqual([]);
  hours = 21;
  bench.engine.checkWindow();
  expect((await bench.settled(id)).state).toBe('done');
});

test('what runs when the window closes goes back into the queue, and nothing of it is lost', async () => {
  let hours = 21;
  const now = () => new Date(2026, 10, 23, hours).getTime();
  const storage = new OrderedStorage();
  storage.isOpen = false;
  bench = await openWorkbench(storage, { now, settings: { parallelFiles: 1 } });
  bench.settings.transferWindow = { fromMinute: 20 * 60, toMinute: 22 * 60, weekdays: [1] };
  const { id } = await jobOf(['1', '2', '3'], 'set/');
  await until(() => storage.waiting.length === 1);
  hours = 23;
  bench.engine.checkWindow();
  storage.open();
  expect((await bench.settled(id, 'queued')).state).toBe('queued');
  hours = 21;
  bench.engine.checkWindow();
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
  expect(new Set(storage.order).size).toBe(3);
});

test('a file may have more lanes as long as they make it faster, and never more than its part of memory', async () => {
  const storage = new FakeStorage();
  bench = await openWorkbench(storage, {
    tuning: { singlePutMaxBytes: mib, minPartBytes: mib },
    settings: { transferMemoryMib: 64 },
  });
  const bytes = seededBytes(40 * mib, 3);
  const { id } = await bench.engine.create(uploadOf([bench.write('big', bytes)]), { isReviewed: false });
  bench.engine.serverTroubled('c');
  expect((await bench.settled(id)).state).toBe('done');
  expect(storage.bytesOf('big')?.equals(bytes)).toBe(true);
});

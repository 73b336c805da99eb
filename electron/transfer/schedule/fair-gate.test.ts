import { expect, test } from 'vitest';
import { FairGate, type Visitor } from './fair-gate.ts';

const never = new AbortController().signal;

/** Sends visitors in and notes the order they came in; each leaves at once. */
function visits(gate: FairGate) {
  const order: string[] = [];
  const visit = (visitor: Visitor) =>
    gate.enter(visitor, never).then((leave) => {
      order.push(visitor.group);
      leave();
    });
  return { order, visit };
}

test('one job with many waiting does not keep another from its turn', async () => {
  const gate = new FairGate(() => 1);
  const leave = await gate.enter({ group: 'first' }, never);
  const { order, visit } = visits(gate);
  const all = ['many', 'many', 'many', 'one'].map((group) => visit({ group }));
  leave();
  await Promise.all(all);
  expect(order.indexOf('one')).toBe(1);
  expect(gate.insideWeight).toBe(0);
});

test('a higher rank goes first, whoever came first', async () => {
  const gate = new FairGate(() => 1);
  const leave = await gate.enter({ group: 'first' }, never);
  const { order, visit } = visits(gate);
  const all = [
    visit({ group: 'low', rank: -1 }),
    visit({ group: 'usual' }),
    visit({ group: 'high', rank: 1 }),
    visit({ group: 'high', rank: 1 }),
  ];
  leave();
  await Promise.all(all);
  expect(order).toEqual(['high', 'high', 'usual', 'low']);
});

test('weights fill the capacity, and light ones do not go past a heavy one for ever', async () => {
  const gate = new FairGate(() => 4);
  const leaves = [await gate.enter({ group: 'a' }, never), await gate.enter({ group: 'b' }, never)];
  const { order, visit } = visits(gate);
  const all = [visit({ group: 'heavy', weight: 4 }), visit({ group: 'light' }), visit({ group: 'light' })];
  await Promise.resolve();
  expect(order).toEqual([]);
  for (const leave of leaves) leave();
  await Promise.all(all);
  expect(order).toEqual(['heavy', 'light', 'light']);
});

test('what alone is too heavy goes in when nobody is inside', async () => {
  const gate = new FairGate(() => 2);
  const leave = await gate.enter({ group: 'heavy', weight: 9 }, never);
  expect(gate.insideWeight).toBe(9);
  leave();
});

test('no group has more inside than it may, and others use the room', async () => {
  let perGroup = 1;
  const gate = new FairGate(
    () => 8,
    () => perGroup,
  );
  await gate.enter({ group: 'file' }, never);
  let isSecondIn = false;
  const second = gate.enter({ group: 'file' }, never).then(() => {
    isSecondIn = true;
  });
  await gate.enter({ group: 'other' }, never);
  expect(isSecondIn).toBe(false);
  perGroup = 2;
  gate.refresh();
  await second;
  expect(gate.insideWeight).toBe(3);
});

test('one who gives up leaves the line', async () => {
  const gate = new FairGate(() => 1);
  const leave = await gate.enter({ group: 'a' }, never);
  const stop = new AbortController();
  const waiting = gate.enter({ group: 'b' }, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ appError: { kind: 'cancelled' } });
  expect(gate.waitingCount).toBe(0);
  leave();
  await gate.enter({ group: 'c' }, never);
});

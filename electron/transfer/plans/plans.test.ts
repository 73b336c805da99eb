import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflictPolicies } from '../../../shared/model/transfer.ts';
import { applyDelete, nextDelete, startDelete } from './delete.ts';
import { numberedName } from './free-name.ts';
import {
  hasGivenUp,
  type MultipartPutEvent,
  type MultipartPutStep,
  multipartPut,
  startMultipartPut,
} from './multipart-put.ts';
import { applyName, nextName, settledName, startName } from './name-plan.ts';
import { isEveryPartDone, settlePart, takePart, trackParts } from './part-tracker.ts';
import { rangedGet, startRangedGet } from './ranged-get.ts';
import { serverCopy, startServerCopy } from './server-copy.ts';

const incoming = { sizeBytes: 10, modifiedAtMs: 100_000, etag: null };
const name = (policy: (typeof conflictPolicies)[number]) =>
  startName({ policy, canBeAtomic: true, isCheap: false, name: 'a', incoming });

test.each([
  ['a.txt', 'a (2).txt'],
  ['x/a.tar.gz', 'x/a (2).tar.gz'],
  ['.profile', '.profile (2)'],
  ['folder.d/', 'folder.d (2)/'],
  ['dir.x/plain', 'dir.x/plain (2)'],
])('%s is numbered as %s', (given, numbered) => {
  expect(numberedName(given, 2)).toBe(numbered);
});

describe('parts', () => {
  test('every part is given out once and only once more when it has to go again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 60 })),
        fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 200, maxLength: 200 }),
        (count, done, choices) => {
          let tracker = trackParts(count, done);
          const finished = new Set(done.filter((part) => part <= count));
          let at = 0;
          for (; !isEveryPartDone(tracker); at += 1) {
            const [pick, goesAgain] = choices[at % choices.length] ?? [0, false];
            const taken = takePart(tracker);
            if (taken !== null && (pick % 2 === 0 || tracker.running.length === 0)) {
              expect(finished.has(taken.part)).toBe(false);
              expect(tracker.running).not.toContain(taken.part);
              tracker = taken.tracker;
              continue;
            }
            const part = tracker.running[pick % tracker.running.length] ?? 0;
            const again = goesAgain && at < 150;
            if (!again) finished.add(part);
            tracker = settlePart(tracker, part, again ? 'again' : 'done');
          }
          expect(finished.size).toBe(count);
        },
      ),
    );
  });
});

describe('names', () => {
  test('overwrite writes without a look', () => {
    expect(nextName(name('overwrite'))).toBeNull();
    expect(name('overwrite').decision).toEqual({ action: 'write', guard: 'none', mustBeAbsent: false });
  });

  test('whatever the policy, a free name is written, and only if it is still free', () => {
    for (const policy of conflictPolicies.filter((one) => one !== 'overwrite')) {
      const looked = applyName(name(policy), { type: 'looked', existing: null });
      expect(looked.decision).toEqual({ action: 'write', guard: 'atomic', mustBeAbsent: true });
    }
  });

  test('a cheap write lets the server decide', () => {
    const state = startName({ policy: 'skip', canBeAtomic: true, isCheap: true, name: 'a', incoming });
    expect(state.decision).toEqual({ action: 'write', guard: 'atomic', mustBeAbsent: true });
    expect(applyName(state, { type: 'refused' }).decision).toEqual({ action: 'skip', guard: 'atomic' });
  });

  test.each([
    ['if-newer', 100_000 - 5_000, 'write'],
    ['if-newer', 100_000 - 1_000, 'skip'],
    ['if-newer', 100_000 + 5_000, 'skip'],
  ] as const)('%s against an object of %d ms', (policy, modifiedAtMs, action) => {
    const state = applyName(name(policy), {
      type: 'looked',
      existing: { sizeBytes: 1, modifiedAtMs, etag: null },
    });
    expect(state.decision?.action).toBe(action);
  });

  test.each([
    [true, 0, 'skip'],
    [false, 0, 'write'],
    [null, 200_000, 'skip'],
    [null, 0, 'write'],
  ] as const)('if-different with the answer %s and a time of %d', (isSame, modifiedAtMs, action) => {
    const met = applyName(name('if-different'), {
      type: 'looked',
      existing: { sizeBytes: 10, modifiedAtMs, etag: 'e' },
    });
    expect(nextName(met)?.step.type).toBe('compare');
    expect(applyName(met, { type: 'compared', isSame }).decision?.action).toBe(action);
  });

  test('a rename takes the first name that is free', () => {
    let state = name('rename');
    for (const expected of ['a', 'a (2)', 'a (3)']) {
      const found = nextName(state);
      expect(found?.step).toEqual({ type: 'look', name: expected });
      const existing = expected === 'a (3)' ? null : { sizeBytes: 1, modifiedAtMs: 0, etag: null };
      state = applyName(found?.state ?? state, { type: 'looked', existing });
    }
    expect(state).toMatchObject({ name: 'a (3)', decision: { action: 'write' } });
  });
});

describe('a multipart put', () => {
  const resumed = () =>
    startMultipartPut({
      name: settledName({
        policy: 'overwrite',
        canBeAtomic: true,
        name: 'a',
        incoming,
        guard: 'none',
        mustBeAbsent: false,
      }),
      partCount: 6,
      lanes: 3,
      hasUpload: true,
    });

  test('goes on with an open upload by asking for its parts, and never creates a second', () => {
    const steps: MultipartPutStep['type'][] = [];
    let state = resumed();
    const sent: number[] = [];
    for (;;) {
      const found = multipartPut.next(state);
      if (found === null) break;
      steps.push(found.step.type);
      state = found.state;
      if (found.step.type === 'reconcile')
        state = multipartPut.apply(state, { type: 'reconciled', doneParts: [1, 2, 4] });
      if (found.step.type === 'send-part') {
        sent.push(found.step.partNumber);
        state = multipartPut.apply(state, { type: 'part-sent', partNumber: found.step.partNumber });
      }
      if (found.step.type === 'complete') state = multipartPut.apply(state, { type: 'completed' });
      if (found.step.type === 'verify') state = multipartPut.apply(state, { type: 'verified' });
    }
    expect(sent).toEqual([3, 5, 6]);
    expect(steps).toEqual(['reconcile', 'send-part', 'send-part', 'send-part', 'complete', 'verify']);
    expect(multipartPut.outcome(state)).toMatchObject({ result: 'done', guard: 'none', name: 'a' });
  });

  test('never has more parts on their way than lanes', () => {
    let state = multipartPut.apply(resumed(), { type: 'reconciled', doneParts: [] });
    let running = 0;
    for (let found = multipartPut.next(state); found !== null; found = multipartPut.next(state)) {
      running += 1;
      state = found.state;
    }
    expect(running).toBe(3);
  });

  test('when the upload is gone it waits for what is on its way, looks, and begins anew only when it was not finished', () => {
    let state = multipartPut.apply(resumed(), { type: 'reconciled', doneParts: [] });
    for (let count = 0; count < 2; count += 1) state = multipartPut.next(state)?.state ?? state;
    state = multipartPut.apply(state, { type: 'gone', partNumber: 1 });
    expect(multipartPut.next(state)).toBeNull();
    state = multipartPut.apply(state, { type: 'gone', partNumber: 2 });
    expect(multipartPut.next(state)?.step.type).toBe('look-finished');
    expect(multipartPut.outcome(multipartPut.apply(state, { type: 'finished', isOurs: true }))?.result).toBe(
      'done',
    );
    expect(multipartPut.next(multipartPut.apply(state, { type: 'finished', isOurs: false }))?.step.type).toBe(
      'create',
    );
  });

  test('whatever is answered, it ends or waits for a step that runs, and completes only with every part', () => {
    const answers = (step: MultipartPutStep, choice: number): MultipartPutEvent => {
      switch (step.type) {
        case 'look':
          return {
            type: 'looked',
            existing: choice % 2 ? null : { sizeBytes: 1, modifiedAtMs: 0, etag: null },
          };
        case 'compare':
          return { type: 'compared', isSame: false };
        case 'create':
          return { type: 'created' };
        case 'reconcile':
          return choice % 5
            ? { type: 'reconciled', doneParts: [1, 2, 3].slice(choice % 4) }
            : { type: 'gone', partNumber: null };
        case 'send-part':
          return choice % 9
            ? { type: 'part-sent', partNumber: step.partNumber }
            : { type: 'gone', partNumber: step.partNumber };
        case 'complete':
          return [
            { type: 'completed' },
            { type: 'parts-lost' },
            { type: 'refused' },
            { type: 'gone', partNumber: null },
          ][choice % 4] as MultipartPutEvent;
        case 'look-finished':
          return { type: 'finished', isOurs: choice % 2 === 0 };
        case 'abort':
          return { type: 'aborted' };
        case 'verify':
          return { type: 'verified' };
      }
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...conflictPolicies),
        fc.array(fc.nat(), { minLength: 400, maxLength: 400 }),
        (policy, choices) => {
          let state = startMultipartPut({ name: name(policy), partCount: 4, lanes: 2, hasUpload: false });
          const running: MultipartPutStep[] = [];
          const safe = new Set<number>();
          for (const choice of choices) {
            const found = multipartPut.next(state);
            if (found !== null && choice % 3 !== 0) {
              if (found.step.type === 'create') safe.clear();
              if (found.step.type === 'complete') expect(isEveryPartDone(state.parts)).toBe(true);
              state = found.state;
              running.push(found.step);
              continue;
            }
            const [step] = running.splice(choice % Math.max(1, running.length), 1);
            if (step !== undefined) state = multipartPut.apply(state, answers(step, choice));
            else if (found === null) break;
          }
          const isOver = multipartPut.outcome(state) !== null || hasGivenUp(state);
          const canGoOn = running.length > 0 || multipartPut.next(state) !== null;
          expect(isOver || canGoOn).toBe(true);
        },
      ),
    );
  });
});

describe('a ranged get', () => {
  const opened = () => {
    const begun = rangedGet.next(startRangedGet({ name: name('overwrite'), lanes: 2 }));
    expect(begun?.step).toEqual({ type: 'open' });
    return rangedGet.apply(begun?.state ?? startRangedGet({ name: name('overwrite'), lanes: 2 }), {
      type: 'opened',
      partCount: 3,
      doneParts: [2],
    });
  };

  test('fetches the ranges that are missing, verifies, and gives the name last', () => {
    let state = opened();
    const steps: string[] = [];
    for (let found = rangedGet.next(state); found !== null; found = rangedGet.next(state)) {
      const { step } = found;
      steps.push(step.type === 'get-part' ? `get ${step.partNumber}` : step.type);
      state = found.state;
      if (step.type === 'get-part')
        state = rangedGet.apply(state, { type: 'part-got', partNumber: step.partNumber });
      if (step.type === 'verify') state = rangedGet.apply(state, { type: 'verified' });
      if (step.type === 'publish') state = rangedGet.apply(state, { type: 'published' });
    }
    expect(steps).toEqual(['get 1', 'get 3', 'verify', 'publish']);
    expect(rangedGet.outcome(state)?.result).toBe('done');
  });

  test('an object that changed is begun anew once its running ranges have ended', () => {
    let state = opened();
    for (let count = 0; count < 2; count += 1) state = rangedGet.next(state)?.state ?? state;
    state = rangedGet.apply(state, { type: 'changed', partNumber: 1 });
    expect(rangedGet.next(state)).toBeNull();
    state = rangedGet.apply(state, { type: 'changed', partNumber: 3 });
    expect(rangedGet.next(state)?.step.type).toBe('restart');
    expect(state.restarts).toBe(1);
  });
});

test('a move deletes its source only after the copy was verified', () => {
  let state = startServerCopy({
    name: name('overwrite'),
    isMove: true,
    partCount: null,
    lanes: 1,
    hasUpload: false,
  });
  const steps: string[] = [];
  for (let found = serverCopy.next(state); found !== null; found = serverCopy.next(state)) {
    steps.push(found.step.type);
    state = found.state;
    if (found.step.type === 'copy') state = serverCopy.apply(state, { type: 'copied' });
    if (found.step.type === 'verify') state = serverCopy.apply(state, { type: 'verified' });
    if (found.step.type === 'delete-source') state = serverCopy.apply(state, { type: 'source-deleted' });
  }
  expect(steps).toEqual(['copy', 'verify', 'delete-source']);
  expect(serverCopy.outcome(state)?.result).toBe('done');
});

test('a delete goes in batches, and tries again what may be tried again', () => {
  let state = startDelete(['a', 'b', 'c'], 2);
  const batches: string[][] = [];
  const slow = { kind: 'throttled', message: '', retry: 'later' } as const;
  const denied = { kind: 'access-denied', message: '', retry: 'after-user-acts' } as const;
  for (let batch = nextDelete(state); batch !== null; batch = nextDelete(state)) {
    batches.push(batch.keys);
    const isFirst = batches.length === 1;
    state = applyDelete(
      batch.state,
      batch.keys.map((key) => {
        if (key === 'b') return { key, error: isFirst ? slow : null };
        return { key, error: key === 'c' ? denied : null };
      }),
    );
  }
  expect(batches).toEqual([
    ['a', 'b'],
    ['c', 'b'],
  ]);
  expect(state.ended).toEqual([
    { key: 'a', error: null },
    { key: 'c', error: denied },
    { key: 'b', error: null },
  ]);
});

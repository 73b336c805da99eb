import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostFrame, PageFrame, Wire } from '../../shared/contract/frames.ts';
import { failure } from '../../shared/model/app-error.ts';
import { serve } from './dispatcher.ts';
import { EventHub } from './events.ts';
import type { CallContext, Handlers } from './handlers.ts';
import type { Log } from './log.ts';

interface LogLine {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const add = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    lines.push({ event, fields });
  };
  return { lines, log: { info: add, warn: add, error: add } };
}

function connect(given: Record<string, unknown>, maxRunningCalls?: number) {
  const sent: HostFrame[] = [];
  const frameListeners: ((frame: PageFrame) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const state = { closeCount: 0 };
  const wire: Wire<HostFrame, PageFrame> = {
    // A wire carries data only; cloning shows what could not cross.
    send: (frame) => void sent.push(structuredClone(frame)),
    onFrame: (listener) => void frameListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close() {
      state.closeCount += 1;
      for (const listener of closeListeners) listener();
    },
  };
  const { log, lines } = recordingLog();
  const hub = new EventHub(log);
  let clockMs = 0;
  serve(wire, {
    handlers: given as unknown as Handlers,
    hub,
    log,
    pageId: 'page-1',
    now: () => {
      clockMs += 7;
      return clockMs;
    },
    ...(maxRunningCalls === undefined ? {} : { maxRunningCalls }),
  });
  return {
    sent,
    lines,
    hub,
    state,
    receive: (frame: unknown) => {
      for (const listener of frameListeners) listener(frame as PageFrame);
    },
    close: () => wire.close(),
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const call = (id: number, method: string, input: unknown = {}) => ({ type: 'call', id, method, input });

const settings = {
  theme: 'dark',
  language: 'en',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: 4,
  transferMemoryMib: 256,
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  transferWindow: null,
};

describe('serve', () => {
  it('runs a method and answers under its number', async () => {
    const page = connect({ 'settings.get': async () => settings });
    page.receive(call(7, 'settings.get'));
    await settled();
    expect(page.sent).toEqual([{ type: 'result', id: 7, output: settings }]);
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'settings.constructor',
    'settings',
    '',
    'nothing.here',
  ])('refuses the method name %j', async (method) => {
    const page = connect({});
    page.receive(call(1, method));
    await settled();
    expect(page.sent).toMatchObject([{ type: 'error', id: 1, error: { kind: 'invalid-input' } }]);
    expect(JSON.stringify(page.lines)).toContain('(unknown)');
  });

  it('does not take a handler that is only inherited', async () => {
    const page = connect(Object.create({ 'settings.get': async () => settings }) as Record<string, unknown>);
    page.receive(call(1, 'settings.get'));
    await settled();
    expect(page.sent).toMatchObject([{ type: 'error', error: { kind: 'not-offered' } }]);
  });

  it('refuses arguments outside the contract before the handler sees them', async () => {
    let ranCount = 0;
    const page = connect({
      'settings.update': async () => {
        ranCount += 1;
        return settings;
      },
    });
    const bad = [{ parallelFiles: 0 }, { theme: 'pink' }, { extra: 1 }, null, [], 'x', 5];
    bad.forEach((input, index) => {
      page.receive(call(index, 'settings.update', input));
    });
    await settled();
    expect(ranCount).toBe(0);
    expect(page.sent).toHaveLength(bad.length);
    expect(page.sent[0]).toMatchObject({
      error: { kind: 'invalid-input', reason: 'invalid-arguments', values: { places: 'parallelFiles' } },
    });
  });

  it('never repeats a secret argument, neither to the page nor to the log', async () => {
    const page = connect({});
    const credential = { accessKeyId: 'AKIDEADBEEF', secretAccessKey: 'deadbeef01', sessionToken: 5 };
    page.receive(call(1, 'connections.create', { settings: { name: 'deadbeef01' }, credential }));
    await settled();
    expect(page.sent).toMatchObject([{ type: 'error', error: { kind: 'invalid-input' } }]);
    expect(JSON.stringify([page.sent, page.lines])).not.toMatch(/deadbeef01|AKIDEADBEEF/);
  });

  it('does not let a result outside the contract through', async () => {
    const page = connect({ 'settings.get': async () => ({ ...settings, secretAccessKey: 'deadbeef01' }) });
    page.receive(call(1, 'settings.get'));
    await settled();
    expect(page.sent).toMatchObject([
      { type: 'error', error: { kind: 'internal', reason: 'invalid-result' } },
    ]);
    expect(JSON.stringify([page.sent, page.lines])).not.toContain('deadbeef01');
  });

  it('sends a failure as data and a defect without its text', async () => {
    const page = connect({
      'settings.get': async () => {
        throw failure('read-only', 'No.', {
          code: 'AccessDenied',
          status: 403,
          requestId: 'r1',
          resource: 'b/k',
        });
      },
      'settings.hostInfo': async () => {
        throw new TypeError('deadbeef01');
      },
      'transfers.list': () => {
        throw new Error('deadbeef01 thrown before any promise');
      },
    });
    page.receive(call(1, 'settings.get'));
    page.receive(call(2, 'settings.hostInfo'));
    page.receive(call(3, 'transfers.list'));
    await settled();
    const byId = page.sent.toSorted((a, b) => (a.type === 'event' || b.type === 'event' ? 0 : a.id - b.id));
    expect(byId).toMatchObject([
      {
        id: 1,
        error: { kind: 'read-only', message: 'No.', code: 'AccessDenied', status: 403, requestId: 'r1' },
      },
      { id: 2, error: { kind: 'internal' } },
      { id: 3, error: { kind: 'internal' } },
    ]);
    expect(JSON.stringify(page.sent)).not.toContain('deadbeef01');
    expect(page.lines.filter((line) => line.event === 'defect')).toHaveLength(2);
  });

  it('logs method, duration and outcome, never what was asked or answered', async () => {
    const page = connect({
      'sharing.issueLink': async () => ({
        url: 'https://h/b/k?X-Amz-Signature=deadbeef01',
        expiresAtMs: 1,
        limitedBy: null,
      }),
    });
    const input = { connectionId: 'c', bucket: 'b', key: 'private-name', versionId: null };
    page.receive(call(1, 'sharing.issueLink', { ...input, expiresInSeconds: 60, disposition: 'inline' }));
    await settled();
    expect(page.lines).toEqual([
      {
        event: 'call',
        fields: { pageId: 'page-1', method: 'sharing.issueLink', durationMs: 7, outcome: 'ok' },
      },
    ]);
    expect(JSON.stringify(page.sent)).toContain('deadbeef01');
  });

  it('cancels at once, tells the handler, and drops its late answer', async () => {
    let context: CallContext | undefined;
    let finish: (value: unknown) => void = () => undefined;
    const page = connect({
      'settings.get': (_input: unknown, given: CallContext) => {
        context = given;
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    page.receive(call(3, 'settings.get'));
    expect(context?.signal.aborted).toBe(false);
    page.receive({ type: 'cancel', id: 3 });
    page.receive({ type: 'cancel', id: 3 });
    page.receive({ type: 'cancel', id: 99 });
    expect(context?.signal.aborted).toBe(true);
    finish(settings);
    await settled();
    expect(page.sent).toMatchObject([{ type: 'error', id: 3, error: { kind: 'cancelled' } }]);
    expect(page.sent).toHaveLength(1);
  });

  it('aborts everything and stays silent when the page is gone', async () => {
    const contexts: CallContext[] = [];
    const page = connect({
      'settings.get': (_input: unknown, given: CallContext) => {
        contexts.push(given);
        return new Promise((resolve) => given.signal.addEventListener('abort', () => resolve(settings)));
      },
    });
    page.receive(call(1, 'settings.get'));
    page.receive(call(2, 'settings.get'));
    page.close();
    await settled();
    page.receive(call(3, 'settings.get'));
    page.hub.emit('buckets.changed', { connectionId: 'c' });
    expect(contexts.map((context) => context.signal.aborted)).toEqual([true, true]);
    expect(page.sent).toEqual([]);
    expect(page.hub.hasPage('page-1')).toBe(false);
  });

  it('does not run a second call under a number in use', async () => {
    let ranCount = 0;
    let finish: (value: unknown) => void = () => undefined;
    const page = connect({
      'settings.get': () => {
        ranCount += 1;
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    page.receive(call(1, 'settings.get'));
    page.receive(call(1, 'settings.get'));
    expect(page.sent).toMatchObject([{ id: 1, error: { reason: 'duplicate-call' } }]);
    finish(settings);
    await settled();
    expect(ranCount).toBe(1);
    page.receive(call(1, 'settings.get'));
    expect(ranCount).toBe(2);
  });

  it('bounds the running calls of a page and counts cancelled ones until they end', async () => {
    const finishers: ((value: unknown) => void)[] = [];
    const handler = () => new Promise((resolve) => finishers.push(resolve));
    const page = connect({ 'settings.get': handler }, 3);
    for (let id = 1; id <= 4; id += 1) page.receive(call(id, 'settings.get'));
    page.receive({ type: 'cancel', id: 1 });
    page.receive(call(5, 'settings.get'));
    expect(finishers).toHaveLength(3);
    expect(
      page.sent.filter((frame) => frame.type === 'error' && frame.error.kind === 'throttled'),
    ).toHaveLength(2);
    for (const finish of finishers) finish(settings);
    await settled();
    page.receive(call(6, 'settings.get'));
    expect(finishers).toHaveLength(4);
  });

  it('survives any frame, answers what has a number, and cuts off a page that sends only nonsense', async () => {
    const page = connect({});
    page.receive({ type: 'call', id: 1, method: 'settings.get', input: {}, extra: true });
    expect(page.sent).toMatchObject([{ id: 1, error: { reason: 'malformed-frame' } }]);
    fc.assert(
      fc.property(fc.anything(), (frame) => {
        const other = connect({});
        other.receive(frame);
        for (const answer of other.sent) expect(answer.type).toBe('error');
      }),
    );
    for (let round = 0; round < 20; round += 1) page.receive('nonsense');
    expect(page.state.closeCount).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { HostFrame, PageFrame } from '../../shared/contract/frames.ts';
import { failure, toAppError } from '../../shared/model/app-error.ts';
import { type Client, createClient, reconnectDelayMs } from './client.ts';
import type { PageWire } from './page-wire.ts';

/** One connection as the host's end sees it. */
class HostEnd {
  readonly sent: PageFrame[] = [];
  #onFrame: ((frame: HostFrame) => void) | null = null;
  #onClose: (() => void) | null = null;
  readonly wire: PageWire = {
    send: (frame) => void this.sent.push(frame),
    onFrame: (listener) => {
      this.#onFrame = listener;
    },
    onClose: (listener) => {
      this.#onClose = listener;
    },
    close: () => this.drop(),
  };

  answer(frame: HostFrame): void {
    this.#onFrame?.(frame);
  }

  event(name: string, sequence: number, payload: unknown): void {
    this.answer({ type: 'event', name, sequence, payload });
  }

  drop(): void {
    const listener = this.#onClose;
    this.#onClose = null;
    listener?.();
  }
}

/** A client whose wires and clock the test holds. */
function setUp() {
  const attempts: { resolve: (wire: PageWire) => void; reject: (error: unknown) => void }[] = [];
  const planned: { delayMs: number; action: () => void; isCancelled: boolean }[] = [];
  const client = createClient({
    connect: () => new Promise((resolve, reject) => attempts.push({ resolve, reject })),
    now: () => 1_000,
    schedule: (delayMs, action) => {
      const plan = { delayMs, action, isCancelled: false };
      planned.push(plan);
      return () => {
        plan.isCancelled = true;
      };
    },
  });
  const succeed = async () => {
    const end = new HostEnd();
    attempts.shift()?.resolve(end.wire);
    await Promise.resolve();
    await Promise.resolve();
    return end;
  };
  const fail = async (error: unknown) => {
    attempts.shift()?.reject(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  const runTimer = () => {
    const plan = planned.shift();
    if (plan?.isCancelled === false) plan.action();
    return plan?.delayMs;
  };
  return { client, attempts, planned, succeed, fail, runTimer };
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => toAppError(thrown),
  );

const list = (client: Client, signal?: AbortSignal) =>
  client.call('buckets.list', { connectionId: 'c' }, { signal });

describe('calls', () => {
  it('sends a call and gives back its result', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    const answer = list(client);
    expect(end.sent).toEqual([{ type: 'call', id: 1, method: 'buckets.list', input: { connectionId: 'c' } }]);
    end.answer({ type: 'result', id: 1, output: { buckets: [], isListingDenied: true } });
    expect(await answer).toEqual({ buckets: [], isListingDenied: true });
  });

  it('keeps answers apart, whatever their order', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    const first = client.call('buckets.location', { connectionId: 'c', bucket: 'a' });
    const second = client.call('buckets.location', { connectionId: 'c', bucket: 'b' });
    end.answer({ type: 'result', id: 2, output: { region: 'two' } });
    end.answer({ type: 'result', id: 1, output: { region: 'one' } });
    expect([await first, await second]).toEqual([{ region: 'one' }, { region: 'two' }]);
  });

  it('rejects with the error the host sent', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    const error = errorOf(list(client));
    const sent = {
      kind: 'access-denied',
      message: 'No.',
      retry: 'after-user-acts',
      code: 'AccessDenied',
    } as const;
    end.answer({ type: 'error', id: 1, error: sent });
    expect(await error).toEqual(sent);
  });

  it('cancels on the host and rejects at once when its signal aborts', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    const controller = new AbortController();
    const error = errorOf(list(client, controller.signal));
    controller.abort();
    expect(await error).toMatchObject({ kind: 'cancelled' });
    expect(end.sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    // The late answer belongs to nobody.
    end.answer({ type: 'result', id: 1, output: {} });
  });

  it('does not send a call whose signal was aborted before', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    expect(await errorOf(list(client, AbortSignal.abort()))).toMatchObject({ kind: 'cancelled' });
    expect(end.sent).toEqual([]);
  });

  it('waits for the first connection', async () => {
    const { client, succeed } = setUp();
    const answer = list(client);
    const end = await succeed();
    expect(end.sent).toHaveLength(1);
    end.answer({ type: 'result', id: 1, output: { buckets: [], isListingDenied: false } });
    await answer;
  });
});

describe('a lost wire', () => {
  it('rejects what was running and what is asked while offline', async () => {
    const { client, succeed } = setUp();
    const end = await succeed();
    const running = errorOf(list(client));
    end.drop();
    expect(await running).toMatchObject({ kind: 'network', reason: 'host-lost' });
    expect(await errorOf(list(client))).toMatchObject({ kind: 'network', reason: 'host-lost' });
  });

  it('is replaced after growing waits, and a new one begins at the first again', async () => {
    const { client, succeed, fail, runTimer, attempts } = setUp();
    (await succeed()).drop();
    expect(client.linkState()).toEqual({ status: 'offline', nextTryAtMs: 1_000 + 250 });
    const waits: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      waits.push(runTimer());
      await fail(failure('network', 'away'));
    }
    expect(waits).toEqual([250, 500, 1_000]);
    runTimer();
    expect(attempts).toHaveLength(1);
    const end = await succeed();
    expect(client.linkState()).toEqual({ status: 'online' });
    end.drop();
    expect(runTimer()).toBe(250);
  });

  it('never waits longer than ten seconds', () => {
    expect(reconnectDelayMs(0)).toBe(250);
    expect(reconnectDelayMs(50)).toBe(10_000);
  });

  it('is tried at once when the user asks', async () => {
    const { client, succeed, planned, attempts } = setUp();
    (await succeed()).drop();
    client.reconnect();
    expect(planned[0]?.isCancelled).toBe(true);
    expect(attempts).toHaveLength(1);
    client.reconnect();
    expect(attempts).toHaveLength(1);
  });

  it('ends for good when the host refuses', async () => {
    const { client, fail, planned } = setUp();
    const waiting = errorOf(list(client));
    await fail(failure('authentication', 'no', { reason: 'session-refused' }));
    expect(client.linkState()).toMatchObject({ status: 'refused', error: { reason: 'session-refused' } });
    expect(await waiting).toMatchObject({ kind: 'authentication' });
    expect(planned).toEqual([]);
  });
});

describe('events', () => {
  it('reach their listeners and no others', async () => {
    const { client, succeed } = setUp();
    const seen: string[] = [];
    client.on('buckets.changed', ({ connectionId }) => seen.push(connectionId));
    const stop = client.on('buckets.changed', () => seen.push('stopped'));
    stop();
    const end = await succeed();
    end.event('buckets.changed', 1, { connectionId: 'a' });
    end.event('connections.changed', 1, { connections: [] });
    expect(seen).toEqual(['a']);
  });

  it('tell a gap when a number is missing, only for that name', async () => {
    const { client, succeed } = setUp();
    const gaps: string[] = [];
    client.on(
      'buckets.changed',
      () => undefined,
      () => gaps.push('buckets'),
    );
    client.on(
      'connections.changed',
      () => undefined,
      () => gaps.push('connections'),
    );
    const end = await succeed();
    end.event('buckets.changed', 1, { connectionId: 'a' });
    end.event('buckets.changed', 2, { connectionId: 'a' });
    expect(gaps).toEqual([]);
    end.event('buckets.changed', 4, { connectionId: 'a' });
    expect(gaps).toEqual(['buckets']);
    end.event('buckets.changed', 5, { connectionId: 'a' });
    expect(gaps).toEqual(['buckets']);
  });

  it('tell a gap when the first number is not 1', async () => {
    const { client, succeed } = setUp();
    let gaps = 0;
    client.on(
      'buckets.changed',
      () => undefined,
      () => {
        gaps += 1;
      },
    );
    const end = await succeed();
    end.event('buckets.changed', 2, { connectionId: 'a' });
    expect(gaps).toBe(1);
  });

  it('tell every listener a gap after a new wire, and count from 1 again', async () => {
    const { client, succeed, runTimer } = setUp();
    const gaps: string[] = [];
    client.on(
      'buckets.changed',
      () => undefined,
      () => gaps.push('buckets'),
    );
    client.on(
      'settings.changed',
      () => undefined,
      () => gaps.push('settings'),
    );
    const first = await succeed();
    expect(gaps).toEqual([]);
    first.event('buckets.changed', 1, { connectionId: 'a' });
    first.drop();
    runTimer();
    const second = await succeed();
    expect(gaps).toEqual(['buckets', 'settings']);
    second.event('buckets.changed', 1, { connectionId: 'a' });
    expect(gaps).toEqual(['buckets', 'settings']);
  });
});

it('closes for good', async () => {
  const { client, succeed, planned } = setUp();
  await succeed();
  const running = errorOf(list(client));
  client.close();
  expect(await running).toMatchObject({ kind: 'network' });
  expect(planned).toEqual([]);
});

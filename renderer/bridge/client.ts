import type {
  EventName,
  EventPayload,
  MethodInput,
  MethodName,
  MethodOutput,
} from '../../shared/contract/contract.ts';
import type { HostFrame } from '../../shared/contract/frames.ts';
import { type AppError, AppFailure, failure, toAppError } from '../../shared/model/app-error.ts';
import type { ConnectWire, PageWire } from './page-wire.ts';

/**
 * How the page and its host stand: `connecting` before the first answer, `online`, `offline` while it tries again by
 * itself, `refused` when only a new link from the host helps.
 */
export type LinkState =
  | { readonly status: 'connecting' | 'online' }
  | { readonly status: 'offline'; readonly nextTryAtMs: number }
  | { readonly status: 'refused'; readonly error: AppError };

/** The typed contract over whichever wire the page has. */
export interface Client {
  /**
   * Calls a method. Rejects with AppFailure only: what the host answered, `cancelled` after `signal`, or `network`
   * with reason `host-lost` while there is no wire. Before the first connection it waits; while offline it does not,
   * because an action must not happen minutes after its click.
   */
  call<M extends MethodName>(
    method: M,
    input: MethodInput<M>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<MethodOutput<M>>;
  /**
   * Listens to an event. `onGap` is called when one may have been lost (a missing number, or a new wire): whoever keeps
   * a state from this event then asks for it whole. Returns how to stop.
   */
  on<E extends EventName>(
    name: E,
    listener: (payload: EventPayload<E>) => void,
    onGap?: () => void,
  ): () => void;
  linkState(): LinkState;
  onLinkState(listener: (state: LinkState) => void): () => void;
  /** Tries to reach the host now instead of at the next planned time. */
  reconnect(): void;
  close(): void;
}

/** What the client needs of its surroundings; tests bring their own clock. */
export interface ClientOptions {
  readonly connect: ConnectWire;
  readonly now: () => number;
  /** Runs `action` after `delayMs`; the answer cancels it. */
  readonly schedule: (delayMs: number, action: () => void) => () => void;
}

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: AppFailure) => void;
}

interface Subscription {
  readonly name: string;
  readonly listener: (payload: never) => void;
  readonly onGap: (() => void) | undefined;
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** Time before attempt number `attempt` (0 is the first after a loss): doubles from 250 ms up to 10 s. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 10));
}

/** Connects and keeps connected until `close`. */
export function createClient({ connect, now, schedule }: ClientOptions): Client {
  const pending = new Map<number, Pending>();
  const subscriptions = new Set<Subscription>();
  const stateListeners = new Set<(state: LinkState) => void>();
  const waiting: (() => void)[] = [];
  let sequences = new Map<string, number>();
  let state: LinkState = { status: 'connecting' };
  let wire: PageWire | null = null;
  let nextId = 1;
  let attempt = 0;
  let wasOnline = false;
  let isClosed = false;
  let isConnecting = false;
  let cancelTimer: (() => void) | null = null;

  const lost = () => failure('network', 'The connection to Stowage was lost.', { reason: 'host-lost' });

  function setState(next: LinkState): void {
    state = next;
    for (const listener of [...stateListeners]) listener(next);
  }

  function flushWaiting(): void {
    for (const start of waiting.splice(0)) start();
  }

  function tellGaps(name: string | null): void {
    for (const { onGap, name: wanted } of [...subscriptions]) {
      if (name === null || wanted === name) onGap?.();
    }
  }

  function receive(frame: HostFrame): void {
    if (frame.type === 'event') {
      const expected = (sequences.get(frame.name) ?? 0) + 1;
      sequences.set(frame.name, frame.sequence);
      for (const { name, listener } of [...subscriptions]) {
        if (name === frame.name) listener(frame.payload as never);
      }
      if (frame.sequence !== expected) tellGaps(frame.name);
      return;
    }
    const call = pending.get(frame.id);
    pending.delete(frame.id);
    if (frame.type === 'result') call?.resolve(frame.output);
    else call?.reject(new AppFailure(frame.error));
  }

  function planReconnect(): void {
    if (isClosed) return;
    const delayMs = reconnectDelayMs(attempt);
    attempt += 1;
    setState({ status: 'offline', nextTryAtMs: now() + delayMs });
    flushWaiting();
    cancelTimer = schedule(delayMs, open);
  }

  function open(): void {
    if (isConnecting || isClosed || wire !== null) return;
    cancelTimer?.();
    cancelTimer = null;
    isConnecting = true;
    connect().then(
      (opened) => {
        isConnecting = false;
        if (isClosed) return opened.close();
        adopt(opened);
      },
      (thrown: unknown) => {
        isConnecting = false;
        const error = toAppError(thrown);
        if (error.kind !== 'authentication') return planReconnect();
        setState({ status: 'refused', error });
        flushWaiting();
      },
    );
  }

  function adopt(opened: PageWire): void {
    wire = opened;
    attempt = 0;
    sequences = new Map();
    opened.onFrame(receive);
    opened.onClose(() => {
      if (wire !== opened) return;
      wire = null;
      for (const call of [...pending.values()]) call.reject(lost());
      pending.clear();
      planReconnect();
    });
    setState({ status: 'online' });
    flushWaiting();
    if (wasOnline) tellGaps(null);
    wasOnline = true;
  }

  open();

  return {
    call: <M extends MethodName>(
      method: M,
      input: MethodInput<M>,
      { signal }: { readonly signal?: AbortSignal | undefined } = {},
    ) =>
      new Promise<MethodOutput<M>>((resolve, reject) => {
        const cancelled = () => failure('cancelled', 'The action was cancelled.');
        const start = () => {
          if (signal?.aborted === true) return reject(cancelled());
          if (wire === null) return reject(state.status === 'refused' ? new AppFailure(state.error) : lost());
          const id = nextId;
          nextId += 1;
          const onAbort = () => {
            if (!pending.delete(id)) return;
            wire?.send({ type: 'cancel', id });
            reject(cancelled());
          };
          const end = () => signal?.removeEventListener('abort', onAbort);
          pending.set(id, {
            resolve: (output) => {
              end();
              resolve(output as MethodOutput<M>);
            },
            reject: (error) => {
              end();
              reject(error);
            },
          });
          signal?.addEventListener('abort', onAbort, { once: true });
          wire.send({ type: 'call', id, method, input });
        };
        if (state.status === 'connecting') waiting.push(start);
        else start();
      }),

    on(name, listener, onGap) {
      const subscription: Subscription = { name, listener, onGap };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },

    linkState: () => state,
    onLinkState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    reconnect() {
      if (state.status === 'offline') open();
    },
    close() {
      isClosed = true;
      cancelTimer?.();
      wire?.close();
      for (const call of [...pending.values()]) call.reject(lost());
      pending.clear();
    },
  };
}

import type {
  EventName,
  EventPayload,
  MethodInput,
  MethodName,
  MethodOutput,
} from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import type { Client } from '../client.ts';

type Answers = {
  [M in MethodName]?: (
    input: MethodInput<M>,
    signal: AbortSignal | undefined,
  ) => MethodOutput<M> | Promise<MethodOutput<M>>;
};

/** A client for tests: methods answer as told, events come when told, and every call is written down. */
export interface FakeClient extends Client {
  readonly calls: readonly { readonly method: MethodName; readonly input: unknown }[];
  emit<E extends EventName>(name: E, payload: EventPayload<E>): void;
  /** An event may have been lost. */
  tellGap(name: EventName): void;
}

/** A method without an answer is refused; a call whose signal is aborted rejects with `cancelled`. */
export function createFakeClient(answers: Answers): FakeClient {
  const calls: { method: MethodName; input: unknown }[] = [];
  const listeners: { name: string; listener: (payload: never) => void; onGap?: (() => void) | undefined }[] =
    [];
  return {
    calls,
    async call(method, input, { signal } = {}) {
      calls.push({ method, input });
      const answer = answers[method];
      if (answer === undefined) throw failure('internal', `${method} has no answer in this test.`);
      const output = await answer(input, signal);
      if (signal?.aborted === true) throw failure('cancelled', 'The action was cancelled.');
      return output;
    },
    on(name, listener, onGap) {
      const entry = { name, listener, onGap };
      listeners.push(entry);
      return () => listeners.splice(listeners.indexOf(entry), 1);
    },
    emit(name, payload) {
      for (const one of listeners) if (one.name === name) one.listener(payload as never);
    },
    tellGap(name) {
      for (const one of listeners) if (one.name === name) one.onGap?.();
    },
    linkState: () => ({ status: 'online' }),
    onLinkState: () => () => undefined,
    reconnect: () => undefined,
    close: () => undefined,
  };
}

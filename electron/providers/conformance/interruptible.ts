import type { Transport } from '../http/transport.ts';

/** A transport whose requests end, and are not sent any more, once the current signal has aborted. */
export interface Interruptible {
  /** The signal that counts from now on. */
  signal: AbortSignal;
  wrap(transport: Transport): Transport;
}

/** Lets the runner end whatever a check has under way, without a word in the check. */
export function interruptible(signal: AbortSignal): Interruptible {
  const state: Interruptible = {
    signal,
    wrap: (transport) => ({
      close: () => transport.close(),
      send(request, options) {
        const signals = options.signal ? [options.signal, state.signal] : [state.signal];
        return transport.send(request, { ...options, signal: AbortSignal.any(signals) });
      },
    }),
  };
  return state;
}

import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { type IgnoranceWatch, subResourcesOf, watchIgnorance } from '../client/ignorance.ts';
import type { Transport, WireRequest } from '../http/transport.ts';

/** What the runner sees and decides of the requests of a run. */
export interface RunRequests {
  /** Requests end, and are not sent any more, once this has aborted. */
  signal: AbortSignal;
  readonly ignorance: IgnoranceWatch;
  wrap(transport: Transport): Transport;
  /** The same for requests that go on after `signal` has aborted, until `deadline` does. */
  wrapCleanup(transport: Transport, deadline: AbortSignal): Transport;
}

/** So often in a row a connection may be lost without an answer to one kind of request. */
const MAX_LOST = 3;
/** After so many kinds of requests that were never answered, the others get less time. */
const MAX_PATIENCE_KINDS = 2;
const LITTLE_PATIENCE_MS = 5_000;

/** Watches the requests of all clients of a run. */
export function runRequests(signal: AbortSignal): RunRequests {
  const ignorance = watchIgnorance();
  const silence = rememberSilence();
  const requests: RunRequests = {
    signal,
    ignorance,
    wrap: (transport) => guard(ignorance.wrap(transport), () => requests.signal),
    wrapCleanup: (transport, deadline) => guard(transport, () => deadline),
  };
  const guard = (transport: Transport, end: () => AbortSignal): Transport => ({
    close: () => transport.close(),
    send: (request, options) => {
      const signals = options.signal ? [options.signal, end()] : [end()];
      return silence.watch(request, AbortSignal.any(signals), (signalOfRequest) =>
        transport.send(request, { ...options, signal: signalOfRequest }),
      );
    },
  });
  return requests;
}

interface Silence {
  watch<Answer>(
    request: WireRequest,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer>;
}

/**
 * Remembers which sub-resources the server answers with silence or by hanging up. They are not asked for again, so that a
 * run ends in minutes on a server that does so to half of them. Objects and listings are always asked for.
 */
function rememberSilence(): Silence {
  const silent = new Set<string>();
  const lost = new Map<string, number>();
  return {
    async watch(request, signal, send) {
      const subResources = subResourcesOf(request);
      if (subResources === '') return await send(signal);
      const kind = `${request.method} ?${subResources}`;
      if (silent.has(kind) || (lost.get(kind) ?? 0) >= MAX_LOST) throw unanswered(kind);
      const isImpatient = silent.size >= MAX_PATIENCE_KINDS;
      const patience = isImpatient ? AbortSignal.timeout(LITTLE_PATIENCE_MS) : null;
      try {
        const answer = await send(patience === null ? signal : AbortSignal.any([signal, patience]));
        lost.delete(kind);
        return answer;
      } catch (thrown) {
        const error = thrown instanceof AppFailure ? thrown.appError : null;
        const hasRunOut = patience?.aborted === true && !signal.aborted;
        if (hasRunOut || error?.kind === 'timeout') silent.add(kind);
        if (error?.kind === 'network') lost.set(kind, (lost.get(kind) ?? 0) + 1);
        throw hasRunOut ? unanswered(kind) : thrown;
      }
    },
  };
}

function unanswered(kind: string): AppFailure {
  const words = `The server does not answer ${kind}, and is not asked again.`;
  // As a refused connection it is not tried again.
  return failure('network', words, { reason: 'connection-refused' });
}

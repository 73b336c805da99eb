import type { Transport, WireRequest, WireResponse } from '../http/transport.ts';

/** What the runner sees and decides of the requests of a run. */
export interface RunRequests {
  /** Requests end, and are not sent any more, once this has aborted. */
  signal: AbortSignal;
  /** How the server refuses a sub-resource that does not exist; empty while nobody asked, or when it ignores it. */
  readonly ignorance: Set<string>;
  /** The newest answer to `nonsense`: the one after the region and the clock were healed. */
  lastToNonsense: string | null;
  /** The first answer, since it was last emptied, that is the one to a sub-resource that does not exist. */
  unknown: string | null;
  wrap(transport: Transport): Transport;
}

/** A sub-resource that no server has. */
export const nonsense = 'stowage-no-such-thing';

/** Parameters of requests that ask for no sub-resource. */
const plain =
  /^(?:list-type|prefix|delimiter|max-keys|marker|start-after|continuation-token|encoding-type|fetch-owner|response-|x-|q-|max-buckets)/i;

/** Watches the requests of all clients of a run. */
export function runRequests(signal: AbortSignal): RunRequests {
  const requests: RunRequests = {
    signal,
    ignorance: new Set(),
    lastToNonsense: null,
    unknown: null,
    wrap: (transport) => ({
      close: () => transport.close(),
      async send(request, options) {
        const signals = options.signal ? [options.signal, requests.signal] : [requests.signal];
        const response = await transport.send(request, { ...options, signal: AbortSignal.any(signals) });
        const answer = answerTo(request, response);
        if (request.target.includes(nonsense)) requests.lastToNonsense = answer;
        else if (answer !== null && requests.ignorance.has(answer)) requests.unknown ??= answer;
        return response;
      },
    }),
  };
  return requests;
}

/**
 * The answer to a question for a sub-resource, when it is one that a server may give because it does not know it: a
 * refusal, or nothing. null for any other.
 */
function answerTo(request: WireRequest, { status, body, receivedBytes }: WireResponse): string | null {
  const [, query = ''] = request.target.split('?', 2);
  const hasSubResource = query !== '' && query.split('&').some((parameter) => !plain.test(parameter));
  if (!hasSubResource) return null;
  if (status === 200) return request.method === 'GET' && receivedBytes === 0 ? '200 without a word' : null;
  if (![400, 404, 405, 501].includes(status)) return null;
  const text = Buffer.from(body.subarray(0, 4_096)).toString('utf8');
  const word = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  return [status, word('Code'), word('Message')].filter(Boolean).join(' ');
}

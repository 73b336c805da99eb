import type { Place } from '../dialect.ts';
import type { Transport, WireRequest, WireResponse } from '../http/transport.ts';
import type { StorageClient } from './storage-client.ts';

/** A sub-resource that no server has. */
const nonsense = 'stowage-no-such-thing';

/** Parameters of requests that ask for no sub-resource. */
const plain =
  /^(?:list-type|prefix|delimiter|max-keys|marker|start-after|continuation-token|encoding-type|fetch-owner|x-(?:amz|cos)-|x-oss-(?!process)|q-|max-buckets)/i;

/**
 * Tells what a server does not know from what it has. Many answer a sub-resource that they do not know as if they did:
 * with a refusal that could mean anything, with an empty success, with a listing or a page of HTML. So they are asked for
 * one that nobody has, and what is answered like it is not offered, whatever its status.
 */
export interface IgnoranceWatch {
  /** Watches the requests of a client. */
  wrap(transport: Transport): Transport;
  /**
   * Asks about each of these places through a client whose transport is watched. GET changes nothing; POST tells how a
   * server answers what it is to do, and is for places that may be spoiled. Never rejects, because a refusal is what is
   * looked for. Places that exist tell most.
   */
  learn(client: StorageClient, places: readonly Place[], method?: 'GET' | 'POST'): Promise<void>;
  /** Forgets the answers that were seen, and keeps what was learned. */
  forget(): void;
  /** The answers that were learned, in the words of `unknown`. */
  readonly learned: ReadonlySet<string>;
  /** The first answer since `forget` that was the one to a sub-resource that does not exist; null when there was none. */
  readonly unknown: string | null;
}

/** A watch that has learned nothing yet, and so takes every answer for what it says. */
export function watchIgnorance(): IgnoranceWatch {
  const learned = new Set<string>();
  let unknown: string | null = null;
  let lastToNonsense: string | null = null;
  const isLearned = (answer: string, { method }: WireRequest): boolean =>
    // The answer to a HEAD has a status and no words.
    method === 'HEAD' ? [...learned].some((known) => known.startsWith(answer)) : learned.has(answer);
  return {
    learned,
    get unknown() {
      return unknown;
    },
    forget() {
      unknown = null;
    },
    wrap: (transport) => ({
      close: () => transport.close(),
      async send(request, options) {
        const response = await transport.send(request, options);
        const answer = answerTo(request, response);
        if (request.target.includes(nonsense)) lastToNonsense = answer;
        else if (answer !== null && isLearned(answer, request)) unknown ??= answer;
        return response;
      },
    }),
    async learn(client, places, method = 'GET') {
      for (const place of places) {
        lastToNonsense = null;
        try {
          await client.send({ operation: 'askForNonsense', method, place, query: [[nonsense]] });
        } catch {
          // The watch has seen the answer, which is all that is wanted.
        }
        // The newest one: what came after the region and the clock were healed.
        if (lastToNonsense !== null) learned.add(lastToNonsense);
      }
    },
  };
}

/** Names of what a request asks for beside an object or a listing, in order; empty when it is nothing else. */
export function subResourcesOf({ target }: Pick<WireRequest, 'target'>): string {
  const [, query = ''] = target.split('?', 2);
  const names = query.split('&').map((parameter) => parameter.split('=', 1)[0] ?? '');
  return names
    .filter((name) => name !== '' && !plain.test(name))
    .toSorted()
    .join('&');
}

/** The answer to a question for a sub-resource, when a server may give it because it does not know it; null for any other. */
function answerTo(request: WireRequest, { status, body, receivedBytes }: WireResponse): string | null {
  if (subResourcesOf(request) === '') return null;
  const text = Buffer.from(body.subarray(0, 4_096)).toString('utf8');
  if (status === 200) {
    // Whether a change was made is for reading it back to tell.
    if (request.method !== 'GET' && request.method !== 'POST') return null;
    if (receivedBytes === 0) return '200 without a word';
    const root = /^\s*(?:<[?!][^>]*>\s*)*<([\w:-]+)/.exec(text)?.[1];
    return root === undefined ? null : `200 with a document called ${root}`;
  }
  if (![400, 404, 405, 501].includes(status)) return null;
  const word = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  return [status, word('Code'), word('Message')].filter(Boolean).join(' ');
}

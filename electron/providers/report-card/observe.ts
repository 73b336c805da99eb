import type { Transport, WireResponse } from '../http/transport.ts';

/** More of an answer than this tells nothing about who gave it. */
const MAX_DOCUMENT_LENGTH = 2_000;
const MAX_DOCUMENTS = 24;

/** One request and how it was answered. */
export interface Exchange {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly target: string;
  readonly status: number;
  /** Begin of the body, as text; empty for one that went to a receiver. */
  readonly text: string;
}

/** What the answers of a server show of it, beside what they say. */
export interface Observations {
  readonly requestCount: number;
  /** First value seen of each header, by its lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Error documents, as they came. */
  readonly errorDocuments: readonly string[];
  /** The server's clock minus ours; null while no answer told its time. */
  readonly clockOffsetMs: number | null;
  /** Exchanges since `forget`. */
  readonly recent: readonly Exchange[];
}

/** Watches the answers to the requests of clients. */
export interface Observer extends Observations {
  wrap(transport: Transport): Transport;
  forget(): void;
}

/** An observer that has seen nothing. `now` is milliseconds since 1970. */
export function observeAnswers(now: () => number): Observer {
  const headers = new Map<string, string>();
  const errorDocuments: string[] = [];
  let recent: Exchange[] = [];
  let requestCount = 0;
  let clockOffsetMs: number | null = null;

  const note = (response: WireResponse): string => {
    for (const [name, value] of Object.entries(response.headers)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    const dateMs = Date.parse(response.headers.date ?? '');
    if (!Number.isNaN(dateMs)) clockOffsetMs ??= dateMs - now();
    const text = Buffer.from(response.body.subarray(0, MAX_DOCUMENT_LENGTH)).toString('utf8');
    if (response.status >= 400 && text.includes('<Error') && errorDocuments.length < MAX_DOCUMENTS) {
      errorDocuments.push(text);
    }
    return text;
  };

  return {
    get requestCount() {
      return requestCount;
    },
    headers,
    errorDocuments,
    get clockOffsetMs() {
      return clockOffsetMs;
    },
    get recent() {
      return recent;
    },
    forget() {
      recent = [];
    },
    wrap: (transport) => ({
      close: () => transport.close(),
      async send(request, options) {
        requestCount += 1;
        const response = await transport.send(request, options);
        const text = note(response);
        recent.push({ method: request.method, target: request.target, status: response.status, text });
        return response;
      },
    }),
  };
}

import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { watchIdle } from './idle-watch.ts';
import { type Situation, toNetworkFailure } from './network-errors.ts';
import { bodySizeBytes, dispatchBody } from './request-body.ts';
import type { WireOptions, WireRequest, WireResponse } from './transport.ts';
import { releaseBody, watchBody } from './upload-sockets.ts';

/** No control answer of a storage server is near this size; a listing page is a few hundred KiB. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/** Sends one request through a dispatcher and waits for its whole answer. See `Transport.send`. */
export async function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  options: WireOptions,
  idleTimeoutMs: number,
): Promise<WireResponse> {
  const { signal } = options;
  if (signal?.aborted) throw cancelled();
  let sentBytes = 0;
  let socket: Socket | null = null;
  const run = new Exchange(request, options);
  const watch = watchIdle(idleTimeoutMs, () =>
    run.fail(
      failure('timeout', `${request.hostname} was silent for ${Math.round(idleTimeoutMs / 1_000)} seconds.`, {
        resource: request.hostname,
        values: { seconds: Math.round(idleTimeoutMs / 1_000) },
      }),
    ),
  );
  run.watch = watch;
  const body = dispatchBody(request.body, (bytes) => {
    sentBytes = bytes;
    watch.touch();
    options.onSentBytes?.(bytes);
  });
  if (body !== null) {
    watchBody(body, (found) => {
      socket = found;
    });
  }
  const onAbort = (): void => run.fail(cancelled());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    dispatcher.dispatch(dispatchOptions(request, body), run.handler);
    const response = await run.finished;
    const totalBytes = bodySizeBytes(request.body);
    if (response.status < 300) {
      if (Buffer.isBuffer(body)) options.onSentBytes?.(body.byteLength);
      sentBytes = totalBytes ?? sentBytes;
    } else if (body !== null) {
      await releaseBody(socket);
    }
    return { ...response, sentBytes };
  } catch (thrown) {
    if (body !== null) await releaseBody(socket);
    const situation: Situation = {
      hostname: request.hostname,
      port: request.port,
      usesTls: request.usesTls,
      hasAnswer: run.hasAnswer,
    };
    throw toNetworkFailure(thrown, situation);
  } finally {
    watch.end();
    signal?.removeEventListener('abort', onAbort);
  }
}

function dispatchOptions(
  request: WireRequest,
  body: ReturnType<typeof dispatchBody>,
): Dispatcher.DispatchOptions {
  const sizeBytes = bodySizeBytes(request.body);
  const hasLength =
    sizeBytes !== null && (sizeBytes > 0 || request.method === 'PUT' || request.method === 'POST');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = onTheWire(name, value);
  if (hasLength) headers['content-length'] = String(sizeBytes);
  return {
    origin: `${request.usesTls ? 'https' : 'http'}://${request.hostname}:${request.port}`,
    path: request.target,
    method: request.method,
    headers,
    // undici takes iterables too; its type has not heard of it.
    body: body as Buffer | null,
    // Silence is watched here, where sending counts as life as well.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(request.method === 'HEAD' ? { reset: false } : {}),
  };
}

/** undici writes header text as latin1, so UTF-8 has to be spelled out byte by byte. */
function onTheWire(name: string, value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these may not stand in a header.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    throw failure('invalid-input', `The value of ${name} has a line break or control character.`, {
      reason: 'header-control-character',
      values: { name },
    });
  }
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** The life of one request as undici's dispatch handler sees it. */
class Exchange {
  readonly finished: Promise<Omit<WireResponse, 'sentBytes'>>;
  hasAnswer = false;
  watch: ReturnType<typeof watchIdle> | null = null;
  readonly handler: Dispatcher.DispatchHandler;
  readonly #request: WireRequest;
  readonly #options: WireOptions;
  #settle: { resolve(response: Omit<WireResponse, 'sentBytes'>): void; reject(thrown: unknown): void };
  #controller: Dispatcher.DispatchController | null = null;
  #failure: AppFailure | null = null;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #isStreamed = false;

  constructor(request: WireRequest, options: WireOptions) {
    this.#request = request;
    this.#options = options;
    const { promise, resolve, reject } = Promise.withResolvers<Omit<WireResponse, 'sentBytes'>>();
    this.finished = promise;
    this.#settle = { resolve, reject };
    this.handler = {
      onRequestStart: (controller) => {
        this.#controller = controller;
        this.watch?.release();
        options.onRequestSent?.();
        if (this.#failure) controller.abort(this.#failure);
      },
      onResponseStart: (_controller, status, headers) => this.#start(status, headers),
      onResponseData: (_controller, chunk) => this.#data(chunk),
      onResponseEnd: () => this.#end(),
      onResponseError: (_controller, error) => this.#settle.reject(this.#failure ?? error),
    };
  }

  /** Ends the request with this failure. One that still waits for a connection never starts. */
  fail(problem: AppFailure): void {
    if (this.#failure) return;
    this.#failure = problem;
    if (this.#controller) this.#controller.abort(problem);
    else this.#settle.reject(problem);
  }

  #start(status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    this.hasAnswer = true;
    this.watch?.touch();
    this.#status = status;
    this.#headers = readHeaders(headers);
    const { stream } = this.#options;
    if (!stream?.accepts(status, this.#headers)) return;
    this.#isStreamed = true;
    const length = Number(this.#headers['content-length'] ?? Number.NaN);
    stream.receiver.start({
      sizeBytes: Number.isFinite(length) ? length : null,
      control: {
        pause: () => {
          this.watch?.hold();
          this.#controller?.pause();
        },
        resume: () => {
          this.watch?.release();
          this.#controller?.resume();
        },
      },
    });
  }

  #data(chunk: Buffer): void {
    this.#receivedBytes += chunk.byteLength;
    this.watch?.touch();
    if (this.#isStreamed) {
      this.#deliver(chunk);
      return;
    }
    if (this.#receivedBytes > MAX_BUFFERED_BYTES) {
      throw failure('malformed-response', `${this.#request.hostname} sent an answer without end.`, {
        reason: 'answer-too-large',
      });
    }
    // The memory of a piece is the connection's again when this returns.
    this.#chunks.push(Buffer.from(chunk));
  }

  /** What a receiver throws is its own affair (a full disk), not the network's. */
  #deliver(chunk: Buffer): void {
    try {
      this.#options.stream?.receiver.data(chunk);
    } catch (thrown) {
      if (thrown instanceof AppFailure) throw thrown;
      throw failure('internal', 'Stowage could not take the bytes of a download.', { cause: thrown });
    }
  }

  #end(): void {
    this.#settle.resolve({
      status: this.#status,
      headers: this.#headers,
      body: this.#chunks.length === 1 ? (this.#chunks[0] ?? new Uint8Array()) : Buffer.concat(this.#chunks),
      receivedBytes: this.#receivedBytes,
    });
  }
}

function readHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.at(-1) : value;
    if (text === undefined) continue;
    const bytes = Buffer.from(text, 'latin1');
    // Servers send metadata as UTF-8 or as latin1; what is not valid UTF-8 is left as it came.
    const utf8 = bytes.toString('utf8');
    read[name.toLowerCase()] = utf8.includes('\ufffd') ? text : utf8;
  }
  return read;
}

function cancelled(): AppFailure {
  return failure('cancelled', 'The action was cancelled.');
}

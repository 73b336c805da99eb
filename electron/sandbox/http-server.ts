import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';

/** One request and its answer, as a face gets them. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Tells a client that waits for it to send the body. Harmless when it does not wait. */
  readonly askForBody: () => void;
  /** `due`: bytes of the body are still on their way. `held`: the client waits to be asked for it. */
  readonly bodyState: () => 'read' | 'due' | 'held';
  /** Aborted when the connection ends, the server closes or the client sends nothing for too long. */
  readonly signal: AbortSignal;
}

/** One API over the store. */
export interface Face {
  readonly id: string;
  /** True for a request to one of its hosts. */
  isFor(message: IncomingMessage): boolean;
  /** Answers one request in full; must not reject. */
  answer(exchange: Exchange): Promise<void>;
  /** The document of an error that a fault asks for. */
  errorDocument(code: string): string;
}

/** A running server. */
export interface RunningServer {
  readonly port: number;
  /** Ends every connection, streams too, and waits for the answers that are being written to end. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
const mostHeaderBytes = 32 * 1024;

/**
 * Starts HTTP on 127.0.0.1 and hands every request to its face. `idleTimeoutMs`: how long a client may take between
 * two reads of its body. Rejects with Node's own error when the port is taken.
 */
export async function startHttpServer(options: {
  port: number;
  /** The face that a request is for. */
  faceFor: (message: IncomingMessage) => Face;
  now: () => number;
  idleTimeoutMs: number;
  faults: Faults | null;
}): Promise<RunningServer> {
  const { port, faceFor, now, idleTimeoutMs, faults } = options;
  const sockets = new Set<Socket>();
  const running = new Set<Promise<void>>();
  const silences = new WeakMap<Socket, () => void>();
  let requestCount = 0;

  const handle = (message: IncomingMessage, response: ServerResponse, waitsForGo: boolean) => {
    const face = faceFor(message);
    const number = requestCount;
    requestCount += 1;
    response.sendDate = false;
    response.setHeader('Date', new Date(now()).toUTCString());
    const controller = new AbortController();
    const stop = () => controller.abort();
    response.once('close', stop);
    silences.set(message.socket, () => {
      if (message.complete || response.headersSent) return;
      response.writeHead(400, { 'Content-Type': 'application/xml', Connection: 'close' });
      response.end(face.errorDocument('RequestTimeout'), stop);
    });
    let hasAsked = !waitsForGo;
    const askForBody = () => {
      if (!hasAsked) response.writeContinue();
      hasAsked = true;
    };
    const hasBody =
      message.headers['transfer-encoding'] !== undefined ||
      Number(message.headers['content-length'] ?? 0) > 0;
    const bodyState = () => {
      if (!hasBody || message.readableEnded) return 'read';
      return hasAsked ? 'due' : 'held';
    };
    const exchange: Exchange = { message, response, askForBody, bodyState, signal: controller.signal };
    const fault = faults?.({ method: message.method ?? '', target: message.url ?? '', number }) ?? null;
    const answered: Promise<void> = (
      fault === null ? face.answer(exchange) : answerWithFault(face, exchange, fault)
    )
      .catch(() => {
        message.socket.destroy();
      })
      .finally(() => running.delete(answered));
    running.add(answered);
  };

  const server: Server = createServer({ maxHeaderSize: mostHeaderBytes, noDelay: true });
  // An upload may take hours; it is the silence of a client that is limited, not its patience.
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 120_000;
  server.timeout = idleTimeoutMs;
  server.on('timeout', (socket) => silences.get(socket)?.());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (message, response) => handle(message, response, false));
  server.on('checkContinue', (message, response) => handle(message, response, true));

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.allSettled(running);
    },
  };
}

async function answerWithFault(face: Face, exchange: Exchange, fault: Fault): Promise<void> {
  const { message, response } = exchange;
  switch (fault.type) {
    case 'delay':
      await wait(fault.delayMs, undefined, { signal: exchange.signal });
      return await face.answer(exchange);
    case 'refuse':
    case 'error-in-200': {
      exchange.askForBody();
      message.resume();
      const isRefused = fault.type === 'refuse';
      const retryAfter = isRefused ? fault.retryAfterSeconds : undefined;
      if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
      response.writeHead(isRefused ? fault.status : 200, { 'Content-Type': 'application/xml' });
      response.end(face.errorDocument(fault.code));
      return;
    }
    case 'cut-request':
      cutAfter(message, fault.afterBytes);
      return await face.answer(exchange);
    case 'cut-answer':
      cutAnswerAfter(response, fault.afterBytes);
      return await face.answer(exchange);
    case 'lose-answer':
      response.writeHead = () => {
        message.socket.destroy();
        return response;
      };
      return await face.answer(exchange);
    case 'stall':
      exchange.askForBody();
      message.resume();
      await new Promise((resolve) => exchange.signal.addEventListener('abort', resolve));
      return;
    case 'wrong-etag':
      beforeHead(response, () => response.setHeader('ETag', `"${'0'.repeat(32)}"`));
      return await face.answer(exchange);
    case 'missing-etag':
      beforeHead(response, () => response.removeHeader('ETag'));
      return await face.answer(exchange);
    case 'short-answer':
      shorten(response, fault.missingBytes);
      return await face.answer(exchange);
    case 'keep-nothing': {
      exchange.askForBody();
      const md5 = createHash('md5');
      for await (const chunk of message) md5.update(chunk as Buffer);
      response.writeHead(200, { ETag: `"${md5.digest('hex')}"`, 'Content-Length': '0' }).end();
      return;
    }
    case 'meanwhile':
      await fault.act();
      return await face.answer(exchange);
  }
}

function beforeHead(response: ServerResponse, change: () => void): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number) => {
    change();
    return writeHead(status);
  };
}

/** Declares a shorter body, and drops what is longer. */
function shorten(response: ServerResponse, missingBytes: number): void {
  let leftBytes = Number.POSITIVE_INFINITY;
  beforeHead(response, () => {
    leftBytes = Math.max(0, Number(response.getHeader('Content-Length') ?? 0) - missingBytes);
    response.setHeader('Content-Length', String(leftBytes));
  });
  const write = response.write.bind(response);
  response.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    const done = rest.find((item): item is (error?: Error | null) => void => typeof item === 'function');
    const kept = Buffer.from(chunk).subarray(0, leftBytes);
    leftBytes -= kept.length;
    return done === undefined ? write(kept) : write(kept, done);
  };
}

function cutAfter(message: IncomingMessage, afterBytes: number): void {
  let seenBytes = 0;
  const push = message.push.bind(message);
  message.push = (chunk: Buffer | null) => {
    seenBytes += chunk?.length ?? 0;
    if (seenBytes > afterBytes) {
      message.socket.destroy();
      return false;
    }
    return push(chunk);
  };
}

function cutAnswerAfter(response: ServerResponse, afterBytes: number): void {
  let sentBytes = 0;
  const write = response.write.bind(response);
  const cut = (chunk: Uint8Array | string) => {
    const bytes = Buffer.from(chunk);
    const rest = bytes.subarray(0, Math.max(0, afterBytes - sentBytes));
    sentBytes += bytes.length;
    if (sentBytes <= afterBytes) return false;
    write(rest, () => response.socket?.destroy());
    return true;
  };
  response.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    const done = rest.find((item): item is (error?: Error | null) => void => typeof item === 'function');
    if (!cut(chunk)) return done === undefined ? write(chunk) : write(chunk, done);
    done?.(new Error('cut'));
    return false;
  };
}

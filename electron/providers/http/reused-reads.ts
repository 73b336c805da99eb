import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';

/** Most bytes that one read from a socket may bring. */
const largestReadBytes = 256 * 1024;
/** Enough for the answers of all requests but downloads. */
const firstReadBytes = 16 * 1024;

type ConnectorOptions = buildConnector.BuildOptions;

/**
 * A connector whose sockets read into one buffer of their own over and over. A stock socket allocates 64 KiB for each
 * read, which makes garbage collection the largest part of a fast download. Node offers the reading part as `onread`
 * (https://nodejs.org/docs/latest-v24.x/api/net.html#new-netsocketoptions); undici's parser asks a socket for its bytes
 * by `read`, and here it is answered with a view of that buffer.
 *
 * Whoever gets a piece of a body must be done with it when the call returns. Pieces that undici itself may keep, those
 * that come before a body or while it is paused, are copies. Should undici's inside change so that a body cannot be
 * recognised any more, everything is copied: slower, never wrong.
 */
export function reusedReadsConnector(options: ConnectorOptions): buildConnector.connector {
  const sessions = new Map<string, Buffer>();
  const keepsSessions = options.maxCachedSessions !== 0;
  return (target, callback) => {
    const reader = new SocketReader();
    const name = target.servername ?? target.hostname;
    const session = sessions.get(name);
    const connect = buildConnector({
      ...options,
      onread: reader.onread,
      ...(session !== undefined && { session }),
    } as ConnectorOptions);
    connect(target, (...[error, socket]) => {
      if (error) {
        callback(error, null);
        return;
      }
      reader.attach(socket);
      if (keepsSessions && 'encrypted' in socket) {
        (socket as TLSSocket).on('session', (fresh) => sessions.set(name, fresh));
      }
      callback(null, socket);
    });
  };
}

/** The bytes of one socket on their way from the kernel to undici's parser. */
class SocketReader {
  #buffer = new Uint8Array(firstReadBytes);
  readonly #queue: Buffer[] = [];
  #socket: Socket | null = null;

  readonly onread = {
    buffer: (): Uint8Array => this.#buffer,
    callback: (count: number, buffer: Uint8Array): boolean => this.#take(count, buffer),
  };

  attach(socket: Socket): void {
    this.#socket = socket;
    const read = socket.read.bind(socket);
    // Reading on, and seeing the end, is the socket's own affair: it is asked when nothing is queued.
    socket.read = (size?: number) => (size === 0 ? read(0) : (this.#queue.shift() ?? read(size)));
    socket.unshift = (piece: Buffer) => {
      if (piece.length > 0) this.#queue.unshift(piece);
    };
  }

  /** Hands over what was read; false holds the socket until it is read again. */
  #take(count: number, buffer: Uint8Array): boolean {
    const view = Buffer.from(buffer.buffer, buffer.byteOffset, count);
    const isBody = isInBody(this.#socket);
    this.#queue.push(isBody && this.#queue.length === 0 ? view : Buffer.from(view));
    this.#socket?.emit('readable');
    // What was not taken at once would be overwritten by the next read.
    for (const [index, piece] of this.#queue.entries()) {
      if (piece.buffer === buffer.buffer) this.#queue[index] = Buffer.from(piece);
    }
    if (count === buffer.length && buffer.length < largestReadBytes && isBody) {
      this.#buffer = new Uint8Array(largestReadBytes);
    }
    return this.#queue.length === 0;
  }
}

/** Where undici keeps the parser of a socket; null while it has not been seen. */
let parserSymbol: symbol | null = null;

/**
 * True while the parser is inside a body of known length: then it keeps nothing of what it is given. Of a chunked one it
 * may keep the beginning of a trailer.
 */
function isInBody(socket: Socket | null): boolean {
  if (socket === null) return false;
  parserSymbol ??=
    Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser') ?? null;
  if (parserSymbol === null) return false;
  const parser = (socket as unknown as Record<symbol, ParserState | null>)[parserSymbol];
  return Number(parser?.statusCode) >= 200 && Number(parser?.contentLength) > 0;
}

interface ParserState {
  readonly statusCode?: unknown;
  readonly contentLength?: unknown;
}

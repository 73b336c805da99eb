import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** `up` goes to the server, `down` comes from it. */
export type Direction = 'up' | 'down';

/**
 * One way in which a line goes wrong, for one connection. Bytes count from 0.
 *
 * - `delay`: every piece waits before it goes on.
 * - `slow`: both directions share a rate.
 * - `chop`: bytes go on in pieces of at most so many.
 * - `refuse`: the connection is reset as soon as it is made.
 * - `cut`: after so many bytes of a direction both sides see the end (`fin`) or a reset (`rst`).
 * - `stall`: after so many bytes of a direction nothing goes on, and the connection stays.
 * - `corrupt`: one bit of the byte at this place of the first message that is as long is turned. A message is what
 *   goes one way until something goes the other way, so that a place far from its start is in a body.
 */
export type LineFault =
  | { readonly type: 'delay'; readonly delayMs: number }
  | { readonly type: 'slow'; readonly bytesPerSecond: number }
  | { readonly type: 'chop'; readonly pieceBytes: number }
  | { readonly type: 'refuse' }
  | {
      readonly type: 'cut';
      readonly direction: Direction;
      readonly afterBytes: number;
      readonly by: 'fin' | 'rst';
    }
  | { readonly type: 'stall'; readonly direction: Direction; readonly afterBytes: number }
  | { readonly type: 'corrupt'; readonly direction: Direction; readonly atByte: number };

/** Decides what is wrong with a connection, by its number from 0; null for nothing. */
export type LineFaults = (connectionNumber: number) => LineFault | null;

/** A TCP proxy on 127.0.0.1 whose connections go wrong as they are told to. */
export interface FaultProxy {
  readonly port: number;
  /** Faults that took effect so far, by type: a cut of a connection that ended before it is none. */
  struck(): Readonly<Partial<Record<LineFault['type'], number>>>;
  /** Whether anybody listens: `false` refuses connections as a server that is down does. */
  setListening(isListening: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of `target`. */
export async function startFaultProxy(
  target: { readonly host: string; readonly port: number },
  faults: LineFaults,
): Promise<FaultProxy> {
  const lines = new Set<Line>();
  const struck: Partial<Record<LineFault['type'], number>> = {};
  let connectionCount = 0;
  const open = (port: number) =>
    listen(port, (client) => {
      const fault = faults(connectionCount);
      connectionCount += 1;
      const line = new Line(client, fault, () => {
        if (fault !== null) struck[fault.type] = (struck[fault.type] ?? 0) + 1;
      });
      lines.add(line);
      void line.run(target).finally(() => lines.delete(line));
    });
  let server: Server | null = await open(0);
  const { port } = server.address() as { port: number };
  const stop = async () => {
    const stopping = server;
    server = null;
    if (stopping === null) return;
    const closed = once(stopping, 'close');
    stopping.close();
    for (const line of lines) line.reset();
    await closed;
  };
  return {
    port,
    struck: () => ({ ...struck }),
    async setListening(isListening) {
      if (!isListening) await stop();
      else server ??= await open(port);
    },
    close: stop,
  };
}

async function listen(port: number, onClient: (client: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, onClient);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** One connection through the proxy. */
class Line {
  readonly #client: Socket;
  readonly #fault: LineFault | null;
  readonly #onStruck: () => void;
  #upstream: Socket | null = null;
  #hasStruck = false;
  /** Bytes of each direction so far, and of the message that goes now. */
  readonly #seenBytes = { up: 0, down: 0 };
  #messageBytes = 0;
  #lastDirection: Direction = 'down';
  #freeAtMs = 0;

  constructor(client: Socket, fault: LineFault | null, onStruck: () => void) {
    this.#client = client;
    this.#fault = fault;
    this.#onStruck = onStruck;
  }

  async run(target: { readonly host: string; readonly port: number }): Promise<void> {
    this.#client.on('error', () => this.reset());
    if (this.#fault?.type === 'refuse') {
      this.#strike();
      this.reset();
      return;
    }
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#upstream = upstream;
    upstream.on('error', () => this.reset());
    // Whichever side goes, the other goes too, or writes to it would wait for ever.
    upstream.on('close', () => this.#client.destroySoon());
    this.#client.on('close', () => upstream.destroy());
    await Promise.allSettled([
      this.#carry(this.#client, upstream, 'up'),
      this.#carry(upstream, this.#client, 'down'),
    ]);
    this.#client.destroy();
    upstream.destroy();
  }

  /** Both sides see a reset. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream?.resetAndDestroy();
  }

  async #carry(from: Socket, to: Socket, direction: Direction): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (const piece of this.#pieces(chunk)) {
        const bytes = await this.#pass(piece, direction);
        if (bytes.length > 0 && !to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
        if (bytes.length < piece.length) return await this.#endBy(direction);
      }
    }
    to.end();
  }

  #pieces(chunk: Buffer): Buffer[] {
    const fault = this.#fault;
    if (fault?.type !== 'chop') return [chunk];
    this.#strike();
    return Array.from({ length: Math.ceil(chunk.length / fault.pieceBytes) }, (_, index) =>
      chunk.subarray(index * fault.pieceBytes, (index + 1) * fault.pieceBytes),
    );
  }

  /** What goes on of a piece, at its time; less than all of it where the line ends. */
  async #pass(piece: Buffer, direction: Direction): Promise<Buffer> {
    if (direction !== this.#lastDirection) this.#messageBytes = 0;
    this.#lastDirection = direction;
    const at = { connection: this.#seenBytes[direction], message: this.#messageBytes };
    this.#seenBytes[direction] += piece.length;
    this.#messageBytes += piece.length;
    const fault = this.#fault;
    switch (fault?.type) {
      case 'delay':
        this.#strike();
        await wait(fault.delayMs);
        return piece;
      case 'chop':
        // Pieces that are written at once would arrive as one.
        await new Promise((resolve) => setImmediate(resolve));
        return piece;
      case 'slow': {
        this.#strike();
        const startMs = Math.max(performance.now(), this.#freeAtMs);
        this.#freeAtMs = startMs + (piece.length / fault.bytesPerSecond) * 1_000;
        await wait(Math.max(0, this.#freeAtMs - performance.now()));
        return piece;
      }
      case 'cut':
      case 'stall':
        if (direction !== fault.direction) return piece;
        return piece.subarray(0, Math.max(0, fault.afterBytes - at.connection));
      case 'corrupt': {
        const place = fault.atByte - at.message;
        if (direction !== fault.direction || this.#hasStruck || place < 0 || place >= piece.length)
          return piece;
        this.#strike();
        const changed = Buffer.from(piece);
        changed[place] = (changed[place] ?? 0) ^ 1;
        return changed;
      }
      default:
        return piece;
    }
  }

  async #endBy(direction: Direction): Promise<void> {
    this.#strike();
    const fault = this.#fault;
    if (fault?.type === 'cut' && fault.by === 'rst') this.reset();
    else if (fault?.type === 'cut') {
      for (const socket of [this.#client, this.#upstream]) socket?.destroySoon();
    } else await once(direction === 'up' ? this.#client : (this.#upstream ?? this.#client), 'close');
  }

  #strike(): void {
    if (this.#hasStruck) return;
    this.#hasStruck = true;
    this.#onStruck();
  }
}

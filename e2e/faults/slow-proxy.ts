import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** A TCP proxy on 127.0.0.1 that lets bytes through at a given rate and counts them. */
export interface SlowProxy {
  readonly port: number;
  /** Bytes that went to the server so far, over all connections. */
  sentBytes(): number;
  /** Bytes that came from the server so far. */
  receivedBytes(): number;
  /** Changes the rate of both directions, in bytes a second; Infinity lets everything through. */
  setRate(bytesPerSecond: number): void;
  close(): Promise<void>;
}

/** One direction of all connections: they share its rate. */
class Direction {
  countBytes = 0;
  bytesPerSecond: number;
  #freeAtMs = 0;

  constructor(bytesPerSecond: number) {
    this.bytesPerSecond = bytesPerSecond;
  }

  pipe(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        void this.#admit(chunk.length).then(() => done(null, chunk), done);
      },
    });
  }

  async #admit(sizeBytes: number): Promise<void> {
    this.countBytes += sizeBytes;
    if (!Number.isFinite(this.bytesPerSecond)) return;
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = startMs + (sizeBytes / this.bytesPerSecond) * 1_000;
    // Shorter waits than a timer keeps would only make the rate wrong.
    if (startMs - nowMs > 2) await wait(startMs - nowMs);
  }
}

/** Starts a proxy in front of `target`. Both directions have `bytesPerSecond`, shared by all connections. */
export async function startSlowProxy(
  target: { readonly host: string; readonly port: number },
  bytesPerSecond: number,
): Promise<SlowProxy> {
  const toServer = new Direction(bytesPerSecond);
  const fromServer = new Direction(bytesPerSecond);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    // Whichever side goes, the other goes too: the ends must not believe in a connection that is gone.
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.end());
    client.pipe(toServer.pipe()).pipe(upstream);
    upstream.pipe(fromServer.pipe()).pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('the proxy has no port');
  return {
    port: address.port,
    sentBytes: () => toServer.countBytes,
    receivedBytes: () => fromServer.countBytes,
    setRate: (rate) => {
      toServer.bytesPerSecond = rate;
      fromServer.bytesPerSecond = rate;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

import { setTimeout as waitFor } from 'node:timers/promises';
import type { BandwidthLimit } from '../../../shared/model/transfer.ts';
import type { TransferBody, TransferReceiver } from '../storage-port.ts';

export type Direction = 'up' | 'down';

/** Waits and tells the time; tests bring their own. */
export interface Pacing {
  now(): number;
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
}

const realPacing: Pacing = {
  now: () => performance.now(),
  wait: async (delayMs, signal) => {
    await waitFor(delayMs, undefined, { signal }).catch(() => undefined);
  },
};

/** Bytes that may go at once after a rest, as a time: short enough to look smooth, long enough to fill a line. */
const burstMs = 250;
/** No wait is longer, so that a limit that is lifted works soon. */
const longestWaitMs = 500;
/** Pieces of a limited upload take about this long each, within these sizes. */
const pieceMs = 100;
const leastPieceBytes = 4_096;
const mostPieceBytes = 1_048_576;

/** One limit: bytes are taken from an allowance that grows with time and may be overdrawn by what is on its way already. */
class Allowance {
  #limit: number | null = null;
  #bytes = 0;
  #atMs = 0;

  /** Milliseconds until something may go again; 0: now. */
  delayMs(limit: number | null, nowMs: number): number {
    this.#refill(limit, nowMs);
    if (limit === null || this.#bytes > 0) return 0;
    return Math.min(longestWaitMs, Math.max(1, (-this.#bytes / limit) * 1_000));
  }

  take(bytes: number, limit: number | null, nowMs: number): void {
    this.#refill(limit, nowMs);
    if (limit !== null) this.#bytes -= bytes;
  }

  #refill(limit: number | null, nowMs: number): void {
    if (limit !== this.#limit) {
      // A new limit begins without a debt to the old one.
      this.#limit = limit;
      this.#bytes = limit === null ? 0 : (limit * burstMs) / 1_000;
      this.#atMs = nowMs;
    }
    if (limit === null) return;
    const most = (limit * burstMs) / 1_000;
    this.#bytes = Math.min(most, this.#bytes + (limit * (nowMs - this.#atMs)) / 1_000);
    this.#atMs = nowMs;
  }
}

/**
 * Holds transfers to limits that may change while they run: one over everything, and one for each connection. What is
 * asked for is the limit of now, each time a piece goes.
 */
export class Bandwidth {
  readonly #limitOf: (connectionId: string | null) => BandwidthLimit;
  readonly #pacing: Pacing;
  /** By direction and connection; the one over everything has no connection. */
  readonly #allowances = new Map<string, Allowance>();

  /** `limitOf(null)` is the limit over everything. */
  constructor(limitOf: (connectionId: string | null) => BandwidthLimit, pacing: Pacing = realPacing) {
    this.#limitOf = limitOf;
    this.#pacing = pacing;
  }

  /** The same body in pieces that wait for their turn; the body itself while nothing limits it. */
  slow(connectionId: string, body: TransferBody, signal: AbortSignal): TransferBody {
    if (this.#tightest(connectionId, 'up') === null) return body;
    const sizeBytes = body instanceof Uint8Array ? body.byteLength : body.sizeBytes;
    return { sizeBytes, slices: () => this.#pieces(connectionId, body, signal) };
  }

  /** A receiver that holds the sender while more has come than may. */
  slowReceiver(connectionId: string, receiver: TransferReceiver, signal: AbortSignal): TransferReceiver {
    let holds = 0;
    let wire: { pause(): void; resume(): void } | null = null;
    let isWaiting = false;
    const hold = () => {
      holds += 1;
      if (holds === 1) wire?.pause();
    };
    const release = () => {
      holds -= 1;
      if (holds === 0) wire?.resume();
    };
    const waitForTurn = async () => {
      isWaiting = true;
      hold();
      await this.#turn(connectionId, 'down', signal);
      isWaiting = false;
      release();
    };
    return {
      start: (head) => {
        wire = head.control;
        // A new answer is not held by what held the one before, but for the wait that still runs.
        holds = isWaiting ? 1 : 0;
        if (isWaiting) wire.pause();
        receiver.start({ sizeBytes: head.sizeBytes, control: { pause: hold, resume: release } });
      },
      data: (chunk) => {
        receiver.data(chunk);
        this.#take(connectionId, 'down', chunk.byteLength);
        if (!isWaiting && this.#delayMs(connectionId, 'down') > 0) void waitForTurn();
      },
    };
  }

  async *#pieces(
    connectionId: string,
    body: TransferBody,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const slice of body instanceof Uint8Array ? [body] : body.slices()) {
      for (let offset = 0; offset < slice.byteLength; ) {
        await this.#turn(connectionId, 'up', signal);
        const limit = this.#tightest(connectionId, 'up') ?? Number.POSITIVE_INFINITY;
        const wanted = Math.min(mostPieceBytes, Math.max(leastPieceBytes, (limit * pieceMs) / 1_000));
        const piece = slice.subarray(offset, offset + Math.floor(wanted));
        this.#take(connectionId, 'up', piece.byteLength);
        offset += piece.byteLength;
        yield piece;
      }
    }
  }

  /** Resolves when something may go, or at once when the transfer is stopped. */
  async #turn(connectionId: string, direction: Direction, signal: AbortSignal): Promise<void> {
    for (;;) {
      const delayMs = signal.aborted ? 0 : this.#delayMs(connectionId, direction);
      if (delayMs === 0) return;
      await this.#pacing.wait(delayMs, signal);
    }
  }

  #delayMs(connectionId: string, direction: Direction): number {
    const nowMs = this.#pacing.now();
    return Math.max(
      ...[null, connectionId].map((id) =>
        this.#allowance(id, direction).delayMs(this.#limit(id, direction), nowMs),
      ),
    );
  }

  #take(connectionId: string, direction: Direction, bytes: number): void {
    const nowMs = this.#pacing.now();
    for (const id of [null, connectionId]) {
      this.#allowance(id, direction).take(bytes, this.#limit(id, direction), nowMs);
    }
  }

  #tightest(connectionId: string, direction: Direction): number | null {
    const limits = [null, connectionId].flatMap((id) => this.#limit(id, direction) ?? []);
    return limits.length === 0 ? null : Math.min(...limits);
  }

  #limit(connectionId: string | null, direction: Direction): number | null {
    const { upBytesPerSecond, downBytesPerSecond } = this.#limitOf(connectionId);
    return direction === 'up' ? upBytesPerSecond : downBytesPerSecond;
  }

  #allowance(connectionId: string | null, direction: Direction): Allowance {
    const name = `${direction} ${connectionId ?? ''}`;
    const known = this.#allowances.get(name);
    if (known !== undefined) return known;
    const allowance = new Allowance();
    this.#allowances.set(name, allowance);
    return allowance;
  }
}

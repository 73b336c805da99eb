import { ConnectionLanes } from './connection-lanes.ts';
import type { LaneBounds } from './lane-tuner.ts';

/** The lanes to all servers, by connection. */
export class Lanes {
  readonly #bounds: LaneBounds;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #byConnection = new Map<string, ConnectionLanes>();

  /** `onChange` is called when a server got more or fewer lanes. */
  constructor(bounds: LaneBounds, now: () => number, onChange: () => void) {
    this.#bounds = bounds;
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Those of a connection; they are there from the first question on. */
  of(connectionId: string): ConnectionLanes {
    const known = this.#byConnection.get(connectionId);
    if (known !== undefined) return known;
    const lanes = new ConnectionLanes(this.#bounds, this.#now, this.#onChange);
    this.#byConnection.set(connectionId, lanes);
    return lanes;
  }

  /** Width of the widest; that of a new connection while there is none. */
  get widest(): number {
    const widths = [...this.#byConnection.values()].map(({ width }) => width);
    return widths.length === 0 ? this.#bounds.start.total : Math.max(...widths);
  }

  close(): void {
    for (const lanes of this.#byConnection.values()) lanes.close();
  }
}

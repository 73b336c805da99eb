import type { StoredVersion } from './model.ts';

/** What happened to an object. */
export type ChangeCause =
  | 'put'
  | 'append'
  | 'copy'
  | 'complete'
  | 'delete'
  | 'delete-marker'
  | 'get'
  | 'head';

export interface Change {
  readonly cause: ChangeCause;
  readonly bucket: string;
  readonly version: StoredVersion;
  readonly atMs: number;
  /** Who did it, and from which address; empty when the store did it by itself. */
  readonly actor: Actor;
}

export interface Actor {
  readonly name: string;
  readonly address: string;
}

/** Tells listeners of changes after they are committed, in order. Nothing is kept for a listener that comes later. */
export interface ChangeFeed {
  publish(change: Change): void;
  /** Gives the function that ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** Makes an empty feed. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  return {
    publish(change) {
      for (const listener of [...listeners]) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import { Worker } from 'node:worker_threads';
import { AppFailure, failure } from '../../shared/model/app-error.ts';
import type { ListingAnswer, ListingQuestion, ListingRequest } from './listing-worker.ts';

/** The thread that owns the indexes: sorting a million rows must not hold up transfers. It starts with the first question. */
export class ListingThread {
  #worker: Worker | null = null;
  #isClosed = false;
  #nextId = 1;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  /** Rejects with what the thread failed with, or `cancelled` when it was closed. */
  ask<T>(question: ListingQuestion): Promise<T> {
    if (this.#isClosed) return Promise.reject(failure('cancelled', 'Stowage is closing.'));
    const worker = this.#worker ?? this.#start();
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject });
      worker.ref();
      worker.postMessage({ id, question } satisfies ListingRequest);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerUrl());
    this.#worker = worker;
    worker.unref();
    worker.on('message', (answer: ListingAnswer) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (this.#pending.size === 0) worker.unref();
      if ('error' in answer) pending?.reject(new AppFailure(answer.error));
      else pending?.resolve(answer.value);
    });
    const end = (error: Error) => {
      if (this.#worker === worker) this.#worker = null;
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    };
    worker.on('error', (cause) =>
      end(failure('internal', 'The thread of the index stopped.', { cause, retry: 'now' })),
    );
    worker.on('exit', () => end(failure('cancelled', 'Stowage is closing.')));
    return worker;
  }
}

/** Beside this module: as source under Node's type stripping, or as `listing-worker.js` beside the bundle. */
function workerUrl(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './listing-worker.ts' : './listing-worker.js', import.meta.url);
}

import { type EventName, type EventPayload, events } from '../../shared/contract/contract.ts';
import type { HostFrame } from '../../shared/contract/frames.ts';
import type { EventSink, PageId } from './handlers.ts';
import type { Log } from './log.ts';

interface Page {
  readonly send: (frame: HostFrame) => void;
  readonly sequences: Map<string, number>;
}

/**
 * Hands events to the connected pages. Every page counts every name for itself, from 1, so that a page notices when
 * one was lost and asks for the whole state again.
 */
export class EventHub implements EventSink {
  readonly #pages = new Map<PageId, Page>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Begins to send events to a page, counting from 1. Returns how to stop; a newer page of the same id stays. */
  addPage(pageId: PageId, send: (frame: HostFrame) => void): () => void {
    const page: Page = { send, sequences: new Map() };
    this.#pages.set(pageId, page);
    return () => {
      if (this.#pages.get(pageId) === page) this.#pages.delete(pageId);
    };
  }

  /** Pages whose wires live. */
  get pageCount(): number {
    return this.#pages.size;
  }

  /** True while the page's wire lives. */
  hasPage(pageId: PageId): boolean {
    return this.#pages.has(pageId);
  }

  /**
   * Sends to every page, or to one; to nobody when that page is gone. A payload that breaks the contract is not sent
   * but does use up a number: the page sees the gap and asks again instead of believing an old state.
   */
  emit<E extends EventName>(name: E, payload: EventPayload<E>, pageId?: PageId): void {
    const definition = events.get(name);
    const checked = definition?.payload.safeParse(payload);
    if (checked === undefined || !checked.success) {
      const places = checked?.error.issues.slice(0, 5).map((issue) => issue.path.join('.'));
      this.#log.error('event-refused', { name, places });
    }
    const only = pageId === undefined ? undefined : this.#pages.get(pageId);
    const receivers = pageId === undefined ? [...this.#pages.values()] : only === undefined ? [] : [only];
    for (const page of receivers) {
      const sequence = (page.sequences.get(name) ?? 0) + 1;
      page.sequences.set(name, sequence);
      if (checked?.success !== true) continue;
      page.send({ type: 'event', name, sequence, payload: checked.data });
    }
  }
}

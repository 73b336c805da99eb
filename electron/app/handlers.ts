import type {
  EventName,
  EventPayload,
  MethodInput,
  MethodName,
  MethodOutput,
} from '../../shared/contract/contract.ts';

/** Names one connected page (a window or a browser tab) for as long as its wire lives. */
export type PageId = string;

/** What a handler knows about the call it answers. */
export interface CallContext {
  /** Aborts when the page cancels the call or goes away. */
  readonly signal: AbortSignal;
  readonly pageId: PageId;
}

/** Answers one contract method. Rejects with AppFailure; anything else is reported as `internal`. */
export type Handler<M extends MethodName> = (
  input: MethodInput<M>,
  context: CallContext,
) => Promise<MethodOutput<M>>;

/** One handler for every method: a missing one does not compile. */
export type Handlers = { readonly [M in MethodName]: Handler<M> };

/** The methods of one area. */
export type AreaHandlers<A extends string> = {
  readonly [M in MethodName as M extends `${A}.${string}` ? M : never]: Handler<M>;
};

/** Sends an event to every page, or to one. Numbers are given by the receiver of each page's wire. */
export interface EventSink {
  emit<E extends EventName>(name: E, payload: EventPayload<E>, pageId?: PageId): void;
}

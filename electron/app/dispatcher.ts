import type { z } from 'zod';
import { methods } from '../../shared/contract/contract.ts';
import type { MethodDefinition } from '../../shared/contract/define.ts';
import { type HostFrame, type PageFrame, pageFrameSchema, type Wire } from '../../shared/contract/frames.ts';
import { type AppError, AppFailure, failure, toAppError } from '../../shared/model/app-error.ts';
import type { EventHub } from './events.ts';
import type { CallContext, Handlers, PageId } from './handlers.ts';
import type { Log } from './log.ts';

export interface ServeOptions {
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly log: Log;
  readonly pageId: PageId;
  /** Milliseconds of any steady clock, for the durations in the log. */
  readonly now: () => number;
  /** Calls one page may have running; more are refused as `throttled`. 200 unless told. */
  readonly maxRunningCalls?: number;
}

interface RunningCall {
  readonly controller: AbortController;
  /** True once the page has its answer; the call still counts until its handler ends. */
  isAnswered: boolean;
}

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown>;

/** Frames that make no sense and carry no call id to answer; a page that sends this many is cut off. */
const maxSenselessFrames = 20;

/**
 * Answers one page over one wire until it closes: checks each frame, the arguments and the result against the
 * contract, runs the handler, turns whatever it throws into an AppError, aborts it when the page cancels or goes away,
 * and writes one line per call into the log: method, duration and outcome, never what was asked or answered.
 */
export function serve(wire: Wire<HostFrame, PageFrame>, options: ServeOptions): void {
  const { hub, log, pageId, now } = options;
  const maxRunningCalls = options.maxRunningCalls ?? 200;
  const running = new Map<number, RunningCall>();
  let isOpen = true;
  let senselessCount = 0;

  function send(frame: HostFrame): void {
    if (isOpen) wire.send(frame);
  }

  function refuse(id: number, method: string, error: AppError): void {
    log.warn('call', { pageId, method: methods.has(method) ? method : '(unknown)', outcome: error.kind });
    send({ type: 'error', id, error });
  }

  async function run(
    id: number,
    method: string,
    definition: MethodDefinition,
    input: unknown,
  ): Promise<void> {
    const call: RunningCall = { controller: new AbortController(), isAnswered: false };
    running.set(id, call);
    const startedAtMs = now();
    let answer: HostFrame;
    let error: AppError | null = null;
    try {
      const checked = checkInput(method, definition, input);
      const handler = findHandler(options.handlers, method);
      const output = await handler(checked, { signal: call.controller.signal, pageId });
      answer = { type: 'result', id, output: checkOutput(method, definition, output, log) };
    } catch (thrown) {
      error = toAppError(thrown);
      if (error.kind === 'internal' && !(thrown instanceof AppFailure))
        log.error('defect', { method, thrown });
      answer = { type: 'error', id, error };
    }
    running.delete(id);
    const outcome = call.isAnswered ? 'cancelled' : (error?.kind ?? 'ok');
    log.info('call', {
      pageId,
      method,
      durationMs: Math.round(now() - startedAtMs),
      outcome,
      ...outline(error),
    });
    if (!call.isAnswered) send(answer);
  }

  function findRefusal(id: number, definition: MethodDefinition | undefined): AppError | null {
    if (running.has(id)) return refusal('duplicate-call', 'A call with this number is still running.');
    if (definition === undefined) {
      return refusal('unknown-method', 'There is no such action in this version of Stowage.');
    }
    if (running.size < maxRunningCalls) return null;
    const message = 'Too many actions are running at once; try again in a moment.';
    return failure('throttled', message, { reason: 'too-many-calls' }).appError;
  }

  function startCall({ id, method, input }: PageFrame & { type: 'call' }): void {
    const definition = methods.get(method);
    const refused = findRefusal(id, definition);
    if (refused !== null || definition === undefined) refuse(id, method, refused ?? toAppError(null));
    else void run(id, method, definition, input);
  }

  function cancelCall(id: number): void {
    const call = running.get(id);
    if (call === undefined || call.isAnswered) return;
    call.isAnswered = true;
    call.controller.abort();
    send({ type: 'error', id, error: failure('cancelled', 'The action was cancelled.').appError });
  }

  const removePage = hub.addPage(pageId, send);
  wire.onFrame((received: unknown) => {
    if (!isOpen) return;
    const frame = pageFrameSchema.safeParse(received);
    if (frame.success) {
      if (frame.data.type === 'call') startCall(frame.data);
      else cancelCall(frame.data.id);
      return;
    }
    const id = readCallId(received);
    if (id !== null && !running.has(id)) {
      refuse(id, '', refusal('malformed-frame', 'The request was not understood.'));
      return;
    }
    senselessCount += 1;
    if (senselessCount === 1) log.warn('frame-refused', { pageId });
    if (senselessCount >= maxSenselessFrames) wire.close();
  });
  wire.onClose(() => {
    isOpen = false;
    removePage();
    for (const call of running.values()) {
      call.isAnswered = true;
      call.controller.abort();
    }
  });
}

function refusal(reason: string, message: string): AppError {
  return failure('invalid-input', message, { reason }).appError;
}

/** Looks the handler up among the object's own names: `constructor` and its kin are not handlers. */
function findHandler(handlers: Handlers, method: string): AnyHandler {
  const found: unknown = Object.hasOwn(handlers, method) ? handlers[method as keyof Handlers] : undefined;
  if (typeof found !== 'function') {
    throw failure('not-offered', 'This action is not available here.', { reason: 'not-implemented' });
  }
  return found as AnyHandler;
}

function checkInput(method: string, definition: MethodDefinition, input: unknown): unknown {
  const checked = definition.input.safeParse(input);
  if (checked.success) return checked.data;
  // Paths only: a message of the schema could repeat a value, and a value can be a secret.
  throw failure('invalid-input', `The request is not valid: check ${describePlaces(checked.error)}.`, {
    reason: 'invalid-arguments',
    values: { method, places: describePlaces(checked.error) },
  });
}

function checkOutput(method: string, definition: MethodDefinition, output: unknown, log: Log): unknown {
  const checked = definition.output.safeParse(output);
  if (checked.success) return checked.data;
  log.error('result-refused', { method, places: describePlaces(checked.error) });
  throw failure('internal', 'Stowage made an answer that it does not understand itself.', {
    reason: 'invalid-result',
  });
}

function describePlaces(error: z.ZodError): string {
  const places = error.issues.slice(0, 5).map((issue) => issue.path.map(String).join('.') || 'the whole');
  return [...new Set(places)].join(', ');
}

function readCallId(received: unknown): number | null {
  if (typeof received !== 'object' || received === null) return null;
  if (!Object.hasOwn(received, 'type') || !Object.hasOwn(received, 'id')) return null;
  const { type, id } = received as { type: unknown; id: unknown };
  return type === 'call' && typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/** What the log keeps of a failure: what the server said by code, never a message, which may name what a user owns. */
function outline(error: AppError | null): Readonly<Record<string, unknown>> {
  if (error === null) return {};
  const { reason, code, status, requestId } = error;
  const known = Object.entries({ reason, code, status, requestId }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(known);
}

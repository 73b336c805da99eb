import type { OverwriteGuard } from '../../../shared/model/transfer.ts';
import { applyName, type NameEvent, type NameState, type NameStep, nextName } from './name-plan.ts';
import { isEveryPartDone, type PartTracker, settlePart, takePart, trackParts } from './part-tracker.ts';
import type { Plan } from './plan.ts';
import { outcomeOf } from './single-put.ts';

/** How often an upload that vanished is begun anew before the item fails. */
const maxRestarts = 2;

export interface MultipartPutState {
  readonly name: NameState;
  readonly partCount: number;
  readonly lanes: number;
  readonly parts: PartTracker;
  /** True while an upload is open on the server. */
  readonly hasUpload: boolean;
  readonly restarts: number;
  readonly phase:
    | 'name'
    | 'create'
    | 'reconcile'
    | 'parts'
    | 'complete'
    | 'verify'
    | 'look-finished'
    | 'abort'
    | 'busy'
    | 'lost'
    | 'done';
}

export type MultipartPutStep =
  | NameStep
  /** Opens an upload for `name`, or finds the one that was opened in the instant before a crash. */
  | {
      readonly type: 'create';
      readonly name: string;
      readonly guard: OverwriteGuard;
      readonly mustBeAbsent: boolean;
    }
  /** Asks the server which parts it has: after a restart that is the truth. */
  | { readonly type: 'reconcile' }
  | { readonly type: 'send-part'; readonly partNumber: number }
  | { readonly type: 'complete'; readonly mustBeAbsent: boolean }
  | { readonly type: 'verify'; readonly name: string }
  /** The upload is gone: was it completed, with only the answer lost? */
  | { readonly type: 'look-finished'; readonly name: string }
  | { readonly type: 'abort' };

export type MultipartPutEvent =
  | NameEvent
  | { readonly type: 'created' }
  | { readonly type: 'reconciled'; readonly doneParts: readonly number[] }
  | { readonly type: 'part-sent'; readonly partNumber: number }
  /** The server does not know the upload; `partNumber` when sending that part told so. */
  | { readonly type: 'gone'; readonly partNumber: number | null }
  | { readonly type: 'completed' }
  /** The server misses parts that it had confirmed, or holds others. */
  | { readonly type: 'parts-lost' }
  | { readonly type: 'verified' }
  | { readonly type: 'finished'; readonly isOurs: boolean }
  | { readonly type: 'aborted' };

/** Begins an upload in parts; with `hasUpload` it goes on with one of an earlier run, whose name is settled. */
export function startMultipartPut(input: {
  name: NameState;
  partCount: number;
  lanes: number;
  hasUpload: boolean;
}): MultipartPutState {
  return {
    ...input,
    parts: trackParts(input.partCount, []),
    restarts: 0,
    phase: input.hasUpload ? 'reconcile' : 'name',
  };
}

/**
 * A large object in parts. There is never a second upload for the same item: one that is open is reconciled with the
 * server's own list, and a new one is only begun when the server says that the old is gone and unfinished.
 * `lost` (see `hasGivenUp`) means that the upload vanished again and again.
 */
export const multipartPut: Plan<MultipartPutState, MultipartPutStep, MultipartPutEvent> = {
  next(state) {
    const { name } = state.name;
    const busy = { ...state, phase: 'busy' } as const;
    switch (state.phase) {
      case 'name': {
        const found = nextName(state.name);
        if (found !== null) return { step: found.step, state: { ...state, name: found.state } };
        return create(state);
      }
      case 'create':
        return create(state);
      case 'reconcile':
        return { step: { type: 'reconcile' }, state: busy };
      case 'parts': {
        if (state.parts.running.length >= state.lanes) return null;
        const taken = takePart(state.parts);
        if (taken === null) return null;
        return {
          step: { type: 'send-part', partNumber: taken.part },
          state: { ...state, parts: taken.tracker },
        };
      }
      case 'complete':
        return { step: { type: 'complete', mustBeAbsent: mustBeAbsent(state.name) }, state: busy };
      case 'verify':
        return { step: { type: 'verify', name }, state: busy };
      case 'look-finished':
        return state.parts.running.length > 0 ? null : { step: { type: 'look-finished', name }, state: busy };
      case 'abort':
        return { step: { type: 'abort' }, state: busy };
      default:
        return null;
    }
  },
  apply(state, event) {
    switch (event.type) {
      case 'looked':
      case 'compared':
        return { ...state, name: applyName(state.name, event) };
      case 'found-own':
        return { ...state, name: applyName(state.name, event), phase: 'done' };
      case 'created':
        return { ...state, hasUpload: true, parts: trackParts(state.partCount, []), phase: 'parts' };
      case 'reconciled':
        return afterParts({ ...state, parts: trackParts(state.partCount, event.doneParts), phase: 'parts' });
      case 'part-sent':
        return afterParts({ ...state, parts: settlePart(state.parts, event.partNumber, 'done') });
      case 'gone':
        return { ...state, parts: drained(state.parts, event.partNumber), phase: 'look-finished' };
      case 'parts-lost':
        return restart(state, 'reconcile');
      case 'completed':
        return { ...state, hasUpload: false, phase: 'verify' };
      case 'verified':
        return { ...state, phase: 'done' };
      case 'finished':
        return event.isOurs
          ? { ...state, hasUpload: false, phase: 'done' }
          : restart({ ...state, hasUpload: false }, 'create');
      case 'refused':
        return { ...state, name: applyName(state.name, event), phase: 'abort' };
      case 'aborted':
        return { ...state, hasUpload: false, phase: 'name' };
    }
  },
  outcome: (state) =>
    state.phase === 'done' || state.phase === 'name' ? outcomeOf(state.name, state.phase) : null,
};

/** True when the plan can do nothing more for an upload that keeps vanishing. */
export function hasGivenUp(state: MultipartPutState): boolean {
  return state.phase === 'lost';
}

function afterParts(state: MultipartPutState): MultipartPutState {
  return state.phase === 'parts' && isEveryPartDone(state.parts) ? { ...state, phase: 'complete' } : state;
}

/** Nothing new starts; what is on its way ends first, for it will be told the same. */
function drained(parts: PartTracker, endedPart: number | null): PartTracker {
  const running = parts.running.filter((part) => part !== endedPart);
  return { ...parts, waiting: [], running };
}

function restart(state: MultipartPutState, phase: 'create' | 'reconcile'): MultipartPutState {
  const restarts = state.restarts + 1;
  return { ...state, restarts, phase: restarts > maxRestarts ? 'lost' : phase };
}

function create(state: MultipartPutState): { step: MultipartPutStep; state: MultipartPutState } | null {
  const { decision, name } = state.name;
  if (decision?.action !== 'write') return null;
  const { guard, mustBeAbsent: isGuarded } = decision;
  return {
    step: { type: 'create', name, guard, mustBeAbsent: isGuarded },
    state: { ...state, phase: 'busy' },
  };
}

function mustBeAbsent(name: NameState): boolean {
  return name.decision?.action === 'write' && name.decision.mustBeAbsent;
}

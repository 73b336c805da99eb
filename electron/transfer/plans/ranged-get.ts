import { applyName, type NameEvent, type NameState, type NameStep, nextName } from './name-plan.ts';
import { isEveryPartDone, type PartTracker, settlePart, takePart, trackParts } from './part-tracker.ts';
import type { Plan } from './plan.ts';
import { outcomeOf } from './single-put.ts';

/** How often a download begins anew after the object changed or came out wrong. */
const maxRestarts = 2;

export interface RangedGetState {
  readonly name: NameState;
  readonly lanes: number;
  readonly parts: PartTracker;
  readonly restarts: number;
  readonly phase: 'name' | 'open' | 'parts' | 'restart' | 'verify' | 'publish' | 'busy' | 'lost' | 'done';
}

export type RangedGetStep =
  | NameStep
  /** Opens the temporary file and says which ranges of this very object it holds already. */
  | { readonly type: 'open' }
  | { readonly type: 'get-part'; readonly partNumber: number }
  /** Throws away what was fetched and looks at the object anew. */
  | { readonly type: 'restart' }
  | { readonly type: 'verify' }
  /** Gives the file its name. */
  | { readonly type: 'publish'; readonly name: string; readonly mustBeAbsent: boolean };

export type RangedGetEvent =
  | NameEvent
  | { readonly type: 'opened'; readonly partCount: number; readonly doneParts: readonly number[] }
  | { readonly type: 'part-got'; readonly partNumber: number }
  /** The object is no longer the one that was begun with. */
  | { readonly type: 'changed'; readonly partNumber: number | null }
  | { readonly type: 'restarted' }
  | { readonly type: 'verified' }
  | { readonly type: 'corrupt' }
  | { readonly type: 'published' };

/** Begins a download of `lanes` ranges at once; the number of ranges is known when the file is open. */
export function startRangedGet(input: { name: NameState; lanes: number }): RangedGetState {
  return { ...input, parts: trackParts(0, []), restarts: 0, phase: 'name' };
}

/**
 * An object in ranges, every one of the same version (`If-Match`), into a temporary file that gets its name last.
 * An object that changes on the way is fetched anew from its beginning; so is one whose digest does not match.
 */
export const rangedGet: Plan<RangedGetState, RangedGetStep, RangedGetEvent> = {
  next(state) {
    const busy = { ...state, phase: 'busy' } as const;
    switch (state.phase) {
      case 'name': {
        const found = nextName(state.name);
        if (found !== null) return { step: found.step, state: { ...state, name: found.state } };
        // A name that was lost to somebody else after the bytes were fetched: they are not fetched again.
        if (state.name.decision?.action !== 'write') return null;
        return isFetched(state) ? publish(state) : { step: { type: 'open' }, state: busy };
      }
      case 'parts': {
        if (state.parts.running.length >= state.lanes) return null;
        const taken = takePart(state.parts);
        if (taken === null) return null;
        return {
          step: { type: 'get-part', partNumber: taken.part },
          state: { ...state, parts: taken.tracker },
        };
      }
      case 'restart':
        return state.parts.running.length > 0 ? null : { step: { type: 'restart' }, state: busy };
      case 'open':
        return { step: { type: 'open' }, state: busy };
      case 'verify':
        return { step: { type: 'verify' }, state: busy };
      case 'publish':
        return publish(state);
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
      case 'opened':
        return afterParts({ ...state, parts: trackParts(event.partCount, event.doneParts), phase: 'parts' });
      case 'part-got':
        return afterParts({ ...state, parts: settlePart(state.parts, event.partNumber, 'done') });
      case 'changed': {
        const running = state.parts.running.filter((part) => part !== event.partNumber);
        return beginAgain({ ...state, parts: { ...state.parts, waiting: [], running } });
      }
      case 'corrupt':
        return beginAgain(state);
      case 'restarted':
        return { ...state, parts: trackParts(0, []), phase: 'open' };
      case 'verified':
        return { ...state, phase: 'publish' };
      case 'published':
        return { ...state, phase: 'done' };
      case 'refused':
        return { ...state, name: applyName(state.name, event), phase: 'name' };
    }
  },
  outcome: (state) =>
    state.phase === 'done' || state.phase === 'name' ? outcomeOf(state.name, state.phase) : null,
};

/** True when the object never held still, or never came out right. */
export function hasGivenUpGet(state: RangedGetState): boolean {
  return state.phase === 'lost' && state.parts.running.length === 0;
}

function publish(state: RangedGetState): { step: RangedGetStep; state: RangedGetState } {
  const { decision, name } = state.name;
  const mustBeAbsent = decision?.action === 'write' && decision.mustBeAbsent;
  return { step: { type: 'publish', name, mustBeAbsent }, state: { ...state, phase: 'busy' } };
}

function isFetched(state: RangedGetState): boolean {
  return state.parts.partCount > 0 && isEveryPartDone(state.parts);
}

function afterParts(state: RangedGetState): RangedGetState {
  return state.phase === 'parts' && isEveryPartDone(state.parts) ? { ...state, phase: 'verify' } : state;
}

function beginAgain(state: RangedGetState): RangedGetState {
  if (state.phase === 'restart' || state.phase === 'lost') return state;
  const restarts = state.restarts + 1;
  return { ...state, restarts, phase: restarts > maxRestarts ? 'lost' : 'restart' };
}

import {
  applyName,
  type NameEvent,
  type NameState,
  type NameStep,
  nextName,
  startName,
  type Version,
} from './name-plan.ts';
import type { Plan, PlanOutcome } from './plan.ts';

export interface SinglePutState {
  readonly name: NameState;
  readonly phase: 'name' | 'send' | 'sending' | 'confirm' | 'confirming' | 'done';
}

export type SinglePutStep =
  | NameStep
  | { readonly type: 'send'; readonly name: string; readonly mustBeAbsent: boolean }
  /** A send was refused: is what lies there what an earlier try of ours wrote? */
  | { readonly type: 'confirm'; readonly name: string };

export type SinglePutEvent =
  | Exclude<NameEvent, { type: 'refused' }>
  | { readonly type: 'sent' }
  | { readonly type: 'refused' }
  | { readonly type: 'confirmed'; readonly isOurs: boolean; readonly existing: Version | null };

export function startSinglePut(input: Parameters<typeof startName>[0]): SinglePutState {
  return { name: startName(input), phase: 'name' };
}

/**
 * A whole object in one request. A refusal (`If-None-Match`) is looked at once before it is believed: the answer to a
 * first try can be lost, and then the second is refused because of the first.
 */
export const singlePut: Plan<SinglePutState, SinglePutStep, SinglePutEvent> = {
  next(state) {
    if (state.phase === 'name') {
      const found = nextName(state.name);
      if (found !== null) return { step: found.step, state: { ...state, name: found.state } };
      const decision = state.name.decision;
      if (decision?.action !== 'write') return null;
      const step = { type: 'send', name: state.name.name, mustBeAbsent: decision.mustBeAbsent } as const;
      return { step, state: { ...state, phase: 'sending' } };
    }
    if (state.phase === 'confirm') {
      return { step: { type: 'confirm', name: state.name.name }, state: { ...state, phase: 'confirming' } };
    }
    return null;
  },
  apply(state, event) {
    switch (event.type) {
      case 'sent':
        return { ...state, phase: 'done' };
      case 'found-own':
        return { name: applyName(state.name, event), phase: 'done' };
      case 'refused':
        return { ...state, phase: 'confirm' };
      case 'confirmed':
        return event.isOurs
          ? { ...state, phase: 'done' }
          : { name: applyName(state.name, { type: 'refused', existing: event.existing }), phase: 'name' };
      default:
        return { ...state, name: applyName(state.name, event) };
    }
  },
  outcome: (state) =>
    state.phase === 'done' || state.phase === 'name' ? outcomeOf(state.name, state.phase) : null,
};

/** How a plan ends by its name alone, or with its write done. */
export function outcomeOf(name: NameState, phase: 'done' | 'name'): PlanOutcome | null {
  const { decision, existing } = name;
  if (decision === null) return null;
  const at = { name: name.name, existing };
  if (phase === 'done') {
    return { result: 'done', guard: decision.action === 'ask' ? 'none' : decision.guard, ...at };
  }
  if (decision.action === 'skip') return { result: 'skipped', guard: decision.guard, ...at };
  if (decision.action === 'ask') return { result: 'conflict', guard: 'checked', ...at };
  return null;
}

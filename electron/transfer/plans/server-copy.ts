import type { OverwriteGuard } from '../../../shared/model/transfer.ts';
import {
  hasGivenUp,
  type MultipartPutEvent,
  type MultipartPutState,
  type MultipartPutStep,
  multipartPut,
  startMultipartPut,
} from './multipart-put.ts';
import { applyName, type NameState, nextName } from './name-plan.ts';
import type { Plan } from './plan.ts';
import { outcomeOf } from './single-put.ts';

/** `whole` for one request, `parts` above the size that a server copies at once. */
export type ServerCopyState = {
  readonly isMove: boolean;
  readonly phase: 'copy' | 'delete-source' | 'deleting' | 'done';
} & (
  | { readonly way: 'whole'; readonly inner: WholeCopyState }
  | { readonly way: 'parts'; readonly inner: MultipartPutState }
);

interface WholeCopyState {
  readonly name: NameState;
  readonly phase: 'name' | 'verify' | 'busy' | 'done';
}

export type ServerCopyStep =
  | MultipartPutStep
  | { readonly type: 'copy'; readonly name: string; readonly mustBeAbsent: boolean }
  /** Only after the copy was seen to be whole. */
  | { readonly type: 'delete-source'; readonly name: string; readonly guard: OverwriteGuard };

export type ServerCopyEvent =
  | MultipartPutEvent
  | { readonly type: 'copied' }
  | { readonly type: 'source-deleted' };

/** Begins a copy; `partCount` null copies in one request. */
export function startServerCopy(input: {
  name: NameState;
  isMove: boolean;
  partCount: number | null;
  lanes: number;
  hasUpload: boolean;
}): ServerCopyState {
  const { isMove, partCount, ...rest } = input;
  return partCount === null
    ? { isMove, phase: 'copy', way: 'whole', inner: { name: input.name, phase: 'name' } }
    : { isMove, phase: 'copy', way: 'parts', inner: startMultipartPut({ ...rest, partCount }) };
}

/** Copies inside one account; a move deletes the source after the copy was verified, and never before. */
export const serverCopy: Plan<ServerCopyState, ServerCopyStep, ServerCopyEvent> = {
  next(state) {
    if (state.phase === 'delete-source') {
      const { name, decision } = state.inner.name;
      const guard = decision?.action === 'write' ? decision.guard : 'none';
      return { step: { type: 'delete-source', name, guard }, state: { ...state, phase: 'deleting' } };
    }
    if (state.phase !== 'copy') return null;
    if (state.way === 'parts') {
      const found = multipartPut.next(state.inner);
      return found && { step: found.step, state: { ...state, inner: found.state } };
    }
    const found = nextWhole(state.inner);
    return found && { step: found.step, state: { ...state, inner: found.state } };
  },
  apply(state, event) {
    if (event.type === 'source-deleted') return { ...state, phase: 'done' };
    if (state.way === 'parts') {
      if (event.type === 'copied') return state;
      const inner = multipartPut.apply(state.inner, event);
      return { ...state, inner, phase: phaseAfter(state, inner.phase === 'done') };
    }
    const inner = applyWhole(state.inner, event);
    return { ...state, inner, phase: phaseAfter(state, inner.phase === 'done') };
  },
  outcome(state) {
    if (state.phase === 'done') return outcomeOf(state.inner.name, 'done');
    return state.inner.phase === 'name' ? outcomeOf(state.inner.name, 'name') : null;
  },
};

/** True when the upload of a copy in parts keeps vanishing. */
export function hasGivenUpCopy(state: ServerCopyState): boolean {
  return state.way === 'parts' && hasGivenUp(state.inner);
}

function phaseAfter(state: ServerCopyState, isCopied: boolean): ServerCopyState['phase'] {
  if (!isCopied) return state.phase;
  return state.isMove ? 'delete-source' : 'done';
}

function nextWhole(state: WholeCopyState): { step: ServerCopyStep; state: WholeCopyState } | null {
  if (state.phase === 'verify') {
    return { step: { type: 'verify', name: state.name.name }, state: { ...state, phase: 'busy' } };
  }
  if (state.phase !== 'name') return null;
  const found = nextName(state.name);
  if (found !== null) return { step: found.step, state: { ...state, name: found.state } };
  const decision = state.name.decision;
  if (decision?.action !== 'write') return null;
  const step = { type: 'copy', name: state.name.name, mustBeAbsent: decision.mustBeAbsent } as const;
  return { step, state: { ...state, phase: 'busy' } };
}

function applyWhole(state: WholeCopyState, event: ServerCopyEvent): WholeCopyState {
  switch (event.type) {
    case 'looked':
    case 'compared':
      return { ...state, name: applyName(state.name, event) };
    case 'found-own':
      return { name: applyName(state.name, event), phase: 'done' };
    case 'copied':
      return { ...state, phase: 'verify' };
    case 'verified':
      return { ...state, phase: 'done' };
    case 'refused':
      return { name: applyName(state.name, event), phase: 'name' };
    default:
      return state;
  }
}

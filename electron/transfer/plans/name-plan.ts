import { type ConflictPolicy, type OverwriteGuard, sameTimeMs } from '../../../shared/model/transfer.ts';
import { numberedName } from './free-name.ts';

/** One side of a conflict. */
export interface Version {
  readonly sizeBytes: number;
  /** Milliseconds since 1970; null when nobody says. */
  readonly modifiedAtMs: number | null;
  readonly etag: string | null;
}

/** Most names that are tried before a rename gives up and asks. */
const maxNames = 1_000;

/**
 * Finds the name to write to, or why not to write: the part of a plan that every kind of write shares.
 * `look` asks for what lies at `name`, `compare` asks whether two things of one size hold the same bytes.
 */
export interface NameState {
  readonly policy: ConflictPolicy;
  /** The other side can refuse an overwrite by itself. */
  readonly canBeAtomic: boolean;
  /** Looking first would cost more than a refused write: write at once and let the other side refuse. */
  readonly isCheap: boolean;
  readonly wantedName: string;
  readonly name: string;
  readonly triedNames: number;
  readonly incoming: Version;
  readonly existing: Version | null;
  readonly phase: 'look' | 'looking' | 'compare' | 'comparing' | 'decided';
  readonly decision: NameDecision | null;
}

export type NameDecision =
  | { readonly action: 'write'; readonly guard: OverwriteGuard; readonly mustBeAbsent: boolean }
  | { readonly action: 'skip'; readonly guard: OverwriteGuard }
  | { readonly action: 'ask' };

export type NameStep =
  | { readonly type: 'look'; readonly name: string }
  | { readonly type: 'compare'; readonly name: string; readonly existing: Version };

export type NameEvent =
  | { readonly type: 'looked'; readonly existing: Version | null }
  /** What lies there is what an earlier run of this very item wrote, whose end was not written down. */
  | { readonly type: 'found-own' }
  /** null: the bytes could not be compared. */
  | { readonly type: 'compared'; readonly isSame: boolean | null }
  /** The write was refused because something has the name by now: `existing` where it was looked at. */
  | { readonly type: 'refused'; readonly existing?: Version | null };

/** Begins the search for a name. */
export function startName(input: {
  policy: ConflictPolicy;
  canBeAtomic: boolean;
  isCheap: boolean;
  name: string;
  incoming: Version;
}): NameState {
  const { name, ...rest } = input;
  const base = { ...rest, wantedName: name, name, triedNames: 1, existing: null, decision: null } as const;
  if (input.policy === 'overwrite') {
    return decided({ ...base, phase: 'look' }, { action: 'write', guard: 'none', mustBeAbsent: false });
  }
  return atName({ ...base, phase: 'look' }, name);
}

/** A name that was settled in an earlier run. */
export function settledName(input: {
  policy: ConflictPolicy;
  canBeAtomic: boolean;
  name: string;
  incoming: Version;
  guard: OverwriteGuard;
  mustBeAbsent: boolean;
}): NameState {
  const { guard, mustBeAbsent, ...rest } = input;
  return decided(startName({ ...rest, isCheap: false }), { action: 'write', guard, mustBeAbsent });
}

export function nextName(state: NameState): { step: NameStep; state: NameState } | null {
  if (state.phase === 'look') {
    return { step: { type: 'look', name: state.name }, state: { ...state, phase: 'looking' } };
  }
  if (state.phase === 'compare' && state.existing !== null) {
    const step: NameStep = { type: 'compare', name: state.name, existing: state.existing };
    return { step, state: { ...state, phase: 'comparing' } };
  }
  return null;
}

export function applyName(state: NameState, event: NameEvent): NameState {
  switch (event.type) {
    case 'looked':
      return event.existing === null ? writeAbsent(state) : meet({ ...state, existing: event.existing });
    case 'compared': {
      const isSame = event.isSame ?? isNotOlder(state.existing, state.incoming);
      return decided(
        state,
        isSame
          ? { action: 'skip', guard: 'checked' }
          : { action: 'write', guard: 'checked', mustBeAbsent: false },
      );
    }
    case 'found-own':
      return decided(state, { action: 'write', guard: 'checked', mustBeAbsent: false });
    case 'refused':
      return refused({ ...state, existing: event.existing ?? null });
  }
}

function atName(state: NameState, name: string): NameState {
  const next: NameState = { ...state, name, existing: null, decision: null, phase: 'look' };
  const isBlind = state.policy === 'skip' || state.policy === 'rename';
  return state.isCheap && state.canBeAtomic && isBlind ? writeAbsent(next) : next;
}

function writeAbsent(state: NameState): NameState {
  const guard = state.canBeAtomic ? 'atomic' : 'checked';
  return decided(state, { action: 'write', guard, mustBeAbsent: state.canBeAtomic });
}

function meet(state: NameState): NameState {
  const { existing, incoming } = state;
  const replace: NameDecision = { action: 'write', guard: 'checked', mustBeAbsent: false };
  switch (state.policy) {
    case 'overwrite':
      return decided(state, { action: 'write', guard: 'none', mustBeAbsent: false });
    case 'skip':
      return decided(state, { action: 'skip', guard: 'checked' });
    case 'ask':
      return decided(state, { action: 'ask' });
    case 'rename':
      return tryNextName(state);
    case 'if-newer':
      return decided(state, isNewer(incoming, existing) ? replace : { action: 'skip', guard: 'checked' });
    case 'if-different':
      return existing?.sizeBytes === incoming.sizeBytes
        ? { ...state, phase: 'compare' }
        : decided(state, replace);
  }
}

function refused(state: NameState): NameState {
  if (state.policy === 'skip') return decided(state, { action: 'skip', guard: 'atomic' });
  if (state.policy === 'rename') return tryNextName(state);
  if (state.policy === 'ask') return decided(state, { action: 'ask' });
  return { ...state, phase: 'look', decision: null, existing: null };
}

function tryNextName(state: NameState): NameState {
  const triedNames = state.triedNames + 1;
  if (triedNames > maxNames) return decided(state, { action: 'ask' });
  return atName({ ...state, triedNames }, numberedName(state.wantedName, triedNames));
}

function isNewer(incoming: Version, existing: Version | null): boolean {
  if (incoming.modifiedAtMs === null || existing === null || existing.modifiedAtMs === null) return true;
  return incoming.modifiedAtMs - existing.modifiedAtMs >= sameTimeMs;
}

function isNotOlder(existing: Version | null, incoming: Version): boolean {
  if (existing === null || existing.modifiedAtMs === null || incoming.modifiedAtMs === null) return false;
  return existing.modifiedAtMs > incoming.modifiedAtMs - sameTimeMs;
}

function decided(state: NameState, decision: NameDecision): NameState {
  return { ...state, phase: 'decided', decision };
}

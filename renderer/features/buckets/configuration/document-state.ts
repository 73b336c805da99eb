import type { AppError } from '../../../../shared/model/app-error.ts';
import type { LoadedDocument, SourceProblem } from '../../../../shared/model/configuration/configured.ts';
import type { Json } from './model-path.ts';

/** What a document is turned into, in both its forms; `problem` says where the source stopped being one. */
export interface Draft {
  readonly value: Json;
  readonly source: string;
  readonly problem: SourceProblem | null;
}

/** One document on the page. */
export interface DocumentState {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Why it could not be loaded. */
  readonly error: AppError | null;
  readonly loaded: LoadedDocument | null;
  readonly draft: Draft;
  /** Earlier drafts, the newest last, and those that were undone. */
  readonly undone: { readonly past: readonly Draft[]; readonly future: readonly Draft[] };
  readonly saving: 'idle' | 'running' | AppError;
  /** What somebody else made of it meanwhile. */
  readonly theirs: LoadedDocument | null;
}

const emptyDraft: Draft = { value: null, source: '', problem: null };

export const unloadedDocument: DocumentState = {
  status: 'idle',
  error: null,
  loaded: null,
  draft: emptyDraft,
  undone: { past: [], future: [] },
  saving: 'idle',
  theirs: null,
};

/** How many steps can be taken back. */
const maxSteps = 200;

/** A document as it was just loaded or saved. */
export function settled(loaded: LoadedDocument): DocumentState {
  const draft = { value: loaded.value as Json, source: loaded.source, problem: null };
  return { ...unloadedDocument, status: 'ready', loaded, draft };
}

/** A change by the user, which can be undone. `joins`: it goes on with the last one, as letters of a word do. */
export function edited(state: DocumentState, draft: Partial<Draft>, joins: boolean): DocumentState {
  const { past } = state.undone;
  const isJoined = joins && past.length > 0;
  return {
    ...state,
    draft: { ...state.draft, ...draft },
    undone: { past: isJoined ? past : [...past, state.draft].slice(-maxSteps), future: [] },
    saving: state.saving === 'running' ? 'running' : 'idle',
  };
}

/** One step back or forth; the same where there is none. */
export function stepped(state: DocumentState, direction: 'undo' | 'redo'): DocumentState {
  const { past, future } = state.undone;
  const target = direction === 'undo' ? past.at(-1) : future.at(0);
  if (target === undefined) return state;
  return {
    ...state,
    draft: target,
    undone:
      direction === 'undo'
        ? { past: past.slice(0, -1), future: [state.draft, ...future] }
        : { past: [...past, state.draft], future: future.slice(1) },
  };
}

/** Whether there is something to save. */
export function isChanged({ loaded, draft }: DocumentState): boolean {
  if (loaded === null) return false;
  return draft.source.trim() !== loaded.source.trim();
}

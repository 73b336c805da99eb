import type { AppError } from '../../../shared/model/app-error.ts';

/** How often a key is asked for again after an answer that says to try again. */
const maxTries = 4;

interface PendingKey {
  readonly key: string;
  readonly tries: number;
}

/** Deletes keys in batches. Keys that the server could not delete for now are tried again, apart from the others. */
export interface DeleteState {
  readonly maxBatch: number;
  readonly pending: readonly PendingKey[];
  readonly running: readonly PendingKey[];
  readonly ended: readonly { readonly key: string; readonly error: AppError | null }[];
}

export function startDelete(keys: readonly string[], maxBatch: number): DeleteState {
  return { maxBatch, pending: keys.map((key) => ({ key, tries: 0 })), running: [], ended: [] };
}

/** The next batch; null while one runs, and at the end. */
export function nextDelete(state: DeleteState): { keys: string[]; tries: number; state: DeleteState } | null {
  if (state.running.length > 0 || state.pending.length === 0) return null;
  const running = state.pending.slice(0, state.maxBatch);
  return {
    keys: running.map(({ key }) => key),
    tries: Math.max(...running.map(({ tries }) => tries)),
    state: { ...state, pending: state.pending.slice(state.maxBatch), running },
  };
}

/** Takes the server's word on each key of the running batch; a key it says nothing about is tried again. */
export function applyDelete(
  state: DeleteState,
  answers: readonly { readonly key: string; readonly error: AppError | null }[],
): DeleteState {
  const byKey = new Map(answers.map((answer) => [answer.key, answer.error]));
  const again: PendingKey[] = [];
  const ended: { key: string; error: AppError | null }[] = [];
  for (const { key, tries } of state.running) {
    const error = byKey.get(key);
    const mayRetry = error === undefined || error?.retry === 'now' || error?.retry === 'later';
    if (mayRetry && tries + 1 < maxTries) again.push({ key, tries: tries + 1 });
    else ended.push({ key, error: error === undefined ? unanswered(key) : error });
  }
  return { ...state, running: [], pending: [...state.pending, ...again], ended: [...state.ended, ...ended] };
}

function unanswered(key: string): AppError {
  return {
    kind: 'malformed-response',
    message: 'The server did not say whether it deleted the object.',
    resource: key,
    retry: 'later',
  };
}

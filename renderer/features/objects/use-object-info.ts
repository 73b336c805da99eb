import { useEffect, useState } from 'react';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { useAppStoreApi } from '../../app/store.ts';
import type { ObjectsState } from './objects-slice.ts';
import type { Place } from './place.ts';

/** Something asked of the server about one object. */
export type Asked<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: AppError };

/** Moving through a list with the arrow keys asks only about the row where it stops. */
const restMs = 150;

/**
 * Asks about an object when it is shown, again when `revision` changes, and gives up when it no longer is.
 * `ask` must stay the same function.
 */
export function useAsked<T>(
  place: Place,
  key: string,
  revision: string,
  ask: (objects: ObjectsState, place: Place, key: string, signal: AbortSignal) => Promise<T>,
): Asked<T> {
  const store = useAppStoreApi();
  const [asked, setAsked] = useState<Asked<T>>({ status: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new ETag is a new answer for the same key.
  useEffect(() => {
    const controller = new AbortController();
    setAsked({ status: 'loading' });
    const timer = setTimeout(() => {
      ask(store.getState().objects, place, key, controller.signal).then(
        (value) => setAsked({ status: 'ready', value }),
        (thrown: unknown) => {
          if (!controller.signal.aborted) setAsked({ status: 'failed', error: toAppError(thrown) });
        },
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [store, place.connectionId, place.bucket, key, revision, ask]);
  return asked;
}

import { useTranslations } from 'use-intl';
import type { AppError } from '../../shared/model/app-error.ts';

/** Turns an error into one or two sentences in the user's language: by its reason, else by its kind. */
export type ErrorWords = (error: AppError) => string;

/** The words for errors. The English message of the error itself stays for the details. */
export function useErrorWords(): ErrorWords {
  const t = useTranslations('errors');
  return (error) => {
    const values = { ...error.values, resource: error.resource ?? '' };
    const key = `reasons.${error.reason}`;
    if (error.reason !== undefined && t.has(key)) {
      const words = t(key, values);
      // A message whose values are not all there comes back as its own name.
      if (words !== `errors.${key}`) return words;
    }
    return t(`kinds.${error.kind}`, values);
  };
}

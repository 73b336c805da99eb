import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AppError, AppErrorAction } from '../../shared/model/app-error.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './error-notice.module.css';
import { useErrorWords } from './error-words.ts';
import { useAppStoreApi } from './store.ts';

/** What an error notice takes. `onRetry` belongs to `retry`; `onAction` does what only the place knows how to do. */
export interface AppErrorNoticeProps {
  error: AppError;
  onRetry?: (() => void) | undefined;
  /** Answers true when it has done the action. */
  onAction?: ((action: AppErrorAction) => boolean) | undefined;
  onDismiss?: (() => void) | undefined;
  /** Stands before the words: what was tried, as a whole sentence. */
  lead?: string | undefined;
}

/** An error in place: what happened, what to do, one button that helps, and the server's own words on demand. */
export function AppErrorNotice({ error, onRetry, onAction, onDismiss, lead }: AppErrorNoticeProps) {
  const t = useTranslations('errors');
  const words = useErrorWords();
  const [hasDetails, setHasDetails] = useState(false);
  const action = useErrorAction(error, onRetry, onAction);
  const facts: (readonly [string, string])[] = [
    [t('details.message'), error.message],
    ...(error.code === undefined ? [] : [[t('details.code'), error.code] as const]),
    ...(error.status === undefined ? [] : [[t('details.status'), String(error.status)] as const]),
    ...(error.requestId === undefined ? [] : [[t('details.requestId'), error.requestId] as const]),
    ...(error.resource === undefined ? [] : [[t('details.resource'), error.resource] as const]),
  ];
  return (
    <Notice
      action={
        action === null && onDismiss === undefined ? null : (
          <span className={styles.actions}>
            {action === null ? null : (
              <Button onPress={action.perform} size="small">
                {action.label}
              </Button>
            )}
            {onDismiss === undefined ? null : (
              <Button onPress={onDismiss} size="small" variant="quiet">
                {t('dismiss')}
              </Button>
            )}
          </span>
        )
      }
      isAlert
      tone="bad"
    >
      <p>
        {lead === undefined ? null : <strong className={styles.lead}>{lead} </strong>}
        {words(error)}
      </p>
      <span className={styles.more}>
        <Button
          aria-expanded={hasDetails}
          icon={hasDetails ? ChevronDown : ChevronRight}
          onPress={() => setHasDetails(!hasDetails)}
          size="small"
          variant="quiet"
        >
          {t('details.title')}
        </Button>
      </span>
      {hasDetails ? (
        <dl className={styles.details}>
          {facts.map(([name, value]) => (
            <div className={styles.fact} key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Notice>
  );
}

/** The button of an error: what the place can do, else what the shell can; null where nothing would help. */
function useErrorAction(
  error: AppError,
  onRetry: (() => void) | undefined,
  onAction: ((action: AppErrorAction) => boolean) | undefined,
): { label: string; perform: () => void } | null {
  const t = useTranslations('errors.actions');
  const store = useAppStoreApi();
  const { action } = error;
  const retry =
    onRetry === undefined || error.retry === 'never' ? null : { label: t('retry'), perform: onRetry };
  if (action === undefined || action.type === 'retry') return retry;
  if (
    action.type === 'edit-connection' ||
    (action.type === 'trust-certificate' && action.connectionId !== null)
  ) {
    const { connectionId } = action;
    const trustFingerprintSha256 = action.type === 'trust-certificate' ? action.fingerprintSha256 : null;
    return {
      label: t(action.type),
      perform: () => {
        if (onAction?.(action) === true || connectionId === null) return;
        store.getState().connections.openDialog({ type: 'edit', connectionId, trustFingerprintSha256 });
      },
    };
  }
  if (onAction === undefined) return retry;
  const label = action.type === 'use-region' ? t('use-region', { region: action.region }) : t(action.type);
  return { label, perform: () => void onAction(action) };
}

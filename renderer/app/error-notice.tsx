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
  const action = useErrorAction(error, onRetry, onAction);
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
      <ErrorDetails error={error} />
    </Notice>
  );
}

/** The one button that helps with an error, for a place that shows its words itself; nothing where none would. */
export function ErrorActionButton({ error, onRetry }: Pick<AppErrorNoticeProps, 'error' | 'onRetry'>) {
  const action = useErrorAction(error, onRetry, undefined);
  if (action === null) return null;
  return (
    <Button onPress={action.perform} size="small">
      {action.label}
    </Button>
  );
}

/** What the host and the server said about an error, word for word, behind a button. */
export function ErrorDetails({ error }: { error: AppError }) {
  const t = useTranslations('errors.details');
  const [isShown, setShown] = useState(false);
  const facts: (readonly [string, string | number | undefined])[] = [
    [t('message'), error.message],
    [t('code'), error.code],
    [t('status'), error.status],
    [t('requestId'), error.requestId],
    [t('resource'), error.resource],
  ];
  return (
    <>
      <span className={styles.more}>
        <Button
          aria-expanded={isShown}
          icon={isShown ? ChevronDown : ChevronRight}
          onPress={() => setShown(!isShown)}
          size="small"
          variant="quiet"
        >
          {t('title')}
        </Button>
      </span>
      {isShown ? (
        <dl className={styles.details}>
          {facts.map(([name, value]) =>
            value === undefined ? null : (
              <div className={styles.fact} key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
      ) : null}
    </>
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

import { useLocale, useTranslations } from 'use-intl';
import { formatCount } from '../../../shared/format/bytes.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { rowCount } from './listing.ts';
import { listedOrder } from './listing-view.ts';
import styles from './object-browser.module.css';
import { type PaneId, selectPane } from './objects-slice.ts';

/** Below the table: what an action failed at, that the rows are old, and what sort and filter really cover. */
export function LoadedStrip({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.strip');
  const { objects } = useAppStoreApi().getState();
  const pane = useAppStore((state) => selectPane(state, paneId));
  const hasRows = pane.status === 'ready' || pane.status === 'refreshing';
  const isPartial = hasRows && pane.nextToken !== null;
  const isStale = hasRows && pane.isStale && pane.moreError === null;
  if (pane.actionError === null && pane.moreError === null && !isStale && !isPartial) return null;
  return (
    <div className={styles.strip}>
      {pane.actionError === null ? null : (
        <AppErrorNotice error={pane.actionError} onDismiss={() => objects.dismissError(paneId)} />
      )}
      {pane.moreError === null ? null : (
        <AppErrorNotice
          error={pane.moreError}
          lead={t('moreFailed')}
          onRetry={() => (pane.isStale ? objects.refresh(paneId) : objects.loadMore(paneId))}
        />
      )}
      {isStale ? (
        <Notice
          action={
            <Button onPress={() => objects.refresh(paneId)} size="small">
              {t('refresh')}
            </Button>
          }
          tone="accent"
        >
          {t('stale')}
        </Notice>
      ) : null}
      {isPartial ? <PartialRow paneId={paneId} /> : null}
    </div>
  );
}

function PartialRow({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.strip');
  const locale = useLocale();
  const { objects } = useAppStoreApi().getState();
  const pane = useAppStore((state) => selectPane(state, paneId));
  const count = formatCount(rowCount(pane.listing), locale);
  const isInOrder = pane.sort.column === listedOrder.column && !pane.sort.isDescending;
  if (pane.more === 'all') {
    return (
      <div className={styles.stripRow} role="status">
        <span className={styles.stripWords}>{t('loadingAll', { count })}</span>
        <span style={{ width: 120 }}>
          <ProgressBar label={t('loadingAllLabel')} value={null} />
        </span>
        <Button onPress={() => objects.stopLoading(paneId)} size="small">
          {t('stop')}
        </Button>
      </div>
    );
  }
  const what = pane.filter !== '' ? 'filtered' : isInOrder ? 'partial' : 'sorted';
  return (
    <div className={styles.stripRow}>
      <span className={styles.stripWords}>{t(what, { count })}</span>
      <Button onPress={() => objects.loadAll(paneId)} size="small">
        {t('loadAll')}
      </Button>
    </div>
  );
}

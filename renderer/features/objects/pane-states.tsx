import { CloudOff, FolderOpen, Lock, SearchX, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AppError, AppErrorKind } from '../../../shared/model/app-error.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { useCommand } from '../../app/use-commands.ts';
import { Button } from '../../ui/button.tsx';
import type { MenuPoint } from '../../ui/context-menu.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { IconType } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './object-browser.module.css';
import { ObjectMenu } from './object-menu.tsx';
import { type PaneId, selectPane } from './objects-slice.ts';
import { placeAbove } from './place.ts';

/** Rows before the first page: as many as a page shows at a glance, in the places of the real ones. */
export function LoadingRows() {
  const t = useTranslations('objects');
  return (
    <div aria-busy aria-label={t('states.loading')} className={styles.state} role="status">
      {Array.from({ length: 14 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
        <div className={styles.loadingRow} key={index}>
          <span />
          <span className={styles.loadingName}>
            <Skeleton heightPx={14} widthPx={14} />
            <Skeleton widthPx={120 + ((index * 67) % 140)} />
          </span>
          <Skeleton widthPx={40 + ((index * 13) % 20)} />
          <Skeleton widthPx={84} />
          <Skeleton widthPx={56} />
        </div>
      ))}
    </div>
  );
}

/** A place without objects: a drop target with one sentence and one button. */
export function EmptyPlace({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.states');
  const upload = useCommand('objects.uploadFiles');
  const isBucket = useAppStore((state) => selectPane(state, paneId).place?.prefix === '');
  const [menu, setMenu] = useState<MenuPoint | null>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu's entries are also in the bar.
    <div
      className={styles.stateCentre}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <EmptyState
        action={
          upload.isEnabled ? (
            <Button icon={Upload} onPress={upload.perform}>
              {upload.label}
            </Button>
          ) : undefined
        }
        icon={FolderOpen}
        title={t(isBucket ? 'emptyBucket' : 'emptyFolder')}
      >
        {upload.disabledReason ?? t('dropHere')}
      </EmptyState>
      <ObjectMenu at={menu} onClose={() => setMenu(null)} paneId={paneId} />
    </div>
  );
}

/** The filter hides every row that there is. */
export function NothingMatches({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.states');
  const { objects } = useAppStoreApi().getState();
  const filter = useAppStore((state) => selectPane(state, paneId).filter);
  return (
    <div className={styles.stateCentre}>
      <EmptyState
        action={<Button onPress={() => objects.setFilter(paneId, '')}>{t('clearFilter')}</Button>}
        icon={SearchX}
        title={t('noMatch', { filter })}
      />
    </div>
  );
}

const failures: Partial<Record<AppErrorKind, { icon: IconType; title: 'forbidden' | 'gone' }>> = {
  'access-denied': { icon: Lock, title: 'forbidden' },
  'not-found': { icon: SearchX, title: 'gone' },
};

/** The place could not be listed: what happened, and the way out that fits. */
export function FailedPlace({ paneId, error }: { paneId: PaneId; error: AppError }) {
  const t = useTranslations('objects.states');
  const { objects } = useAppStoreApi().getState();
  const place = useAppStore((state) => selectPane(state, paneId).place);
  const above = place === null ? null : placeAbove(place);
  const name = place === null ? '' : place.prefix === '' ? place.bucket : `${place.bucket}/${place.prefix}`;
  const { icon, title } = failures[error.kind] ?? { icon: CloudOff, title: 'failed' as const };
  return (
    <div className={styles.stateCentre}>
      <EmptyState
        action={
          <span className={styles.stateActions}>
            <Button onPress={() => objects.refresh(paneId)}>{t('tryAgain')}</Button>
            {above === null ? null : (
              <Button onPress={() => objects.goUp(paneId)} variant="quiet">
                {t('goUp')}
              </Button>
            )}
          </span>
        }
        icon={icon}
        title={t(title, { name })}
      >
        <div className={styles.failed}>
          <AppErrorNotice error={error} />
        </div>
      </EmptyState>
    </div>
  );
}

import { useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../shared/format/bytes.ts';
import { nameBelow } from '../../../shared/format/keys.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { FileIcon } from './file-icon.tsx';
import styles from './object-inspector.module.css';
import type { PrefixSum } from './objects-slice.ts';
import type { Place } from './place.ts';
import { Property, PropertyList } from './property-list.tsx';
import { VisibleName } from './visible-name.tsx';

/** A folder: its name, and on demand what is below it. Counting asks the server once for each thousand objects. */
export function FolderSummary({ place, prefix }: { place: Place; prefix: string }) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  const store = useAppStoreApi();
  const [sum, setSum] = useState<PrefixSum | null>(null);
  const [isCounting, setCounting] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  const count = async () => {
    const controller = new AbortController();
    running.current = controller;
    setCounting(true);
    setError(null);
    try {
      await store.getState().objects.sumPrefix({ ...place, prefix }, setSum, controller.signal);
    } catch (thrown) {
      const appError = toAppError(thrown);
      if (appError.kind !== 'cancelled') setError(appError);
    }
    setCounting(false);
  };

  return (
    <>
      <h2 className={styles.title}>
        <FileIcon isFolder name={prefix} />
        <span className={styles.titleWords}>
          <VisibleName text={nameBelow(prefix, place.prefix).slice(0, -1)} />
        </span>
      </h2>
      <PropertyList>
        <Property name={t('prefix')}>
          <VisibleName text={prefix} />
        </Property>
        {sum === null ? null : (
          <>
            <Property name={t('objects')}>
              {formatCount(sum.objectCount, locale)}{' '}
              <span className={styles.dim}>{sum.isWhole ? null : t('soFar')}</span>
            </Property>
            <Property name={t('size')}>{formatBytes(sum.bytes, locale)}</Property>
          </>
        )}
      </PropertyList>
      <div className={styles.below}>
        {isCounting ? (
          <Button onPress={() => running.current?.abort()} size="small">
            {t('stopCounting')}
          </Button>
        ) : (
          <Button onPress={() => void count()} size="small">
            {t('count')}
          </Button>
        )}
        {sum === null && !isCounting ? <p className={styles.dim}>{t('countHint')}</p> : null}
        {error === null ? null : <AppErrorNotice error={error} onRetry={() => void count()} />}
      </div>
    </>
  );
}

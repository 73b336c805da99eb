import { ChartPie, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../../shared/format/bytes.ts';
import { formatMoment } from '../../../../shared/format/dates.ts';
import { type AppError, toAppError } from '../../../../shared/model/app-error.ts';
import type { BucketCensus, IndexState } from '../../../../shared/model/listing-index.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { type IndexedBucket, selectIndex } from '../../objects/index-slice.ts';
import styles from './overview-panel.module.css';
import { PrefixMap } from './prefix-map.tsx';
import { SettingsSummary } from './settings-summary.tsx';
import { SumBars } from './sum-bars.tsx';

/** What is in a bucket: how much, of which class, kind and age, and where; and how it is set up. */
export function OverviewPanel({ place }: { place: IndexedBucket }) {
  const t = useTranslations('overview');
  const { load } = useAppStoreApi().getState().objectIndex;
  const { state, error } = useAppStore((all) => selectIndex(all, place));
  useEffect(() => load(place), [load, place]);
  return (
    <section aria-label={t('title')} className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.name}>{t('title')}</h2>
        <CountLine place={place} state={state} />
      </header>
      {error === null ? null : (
        <div className={styles.notice}>
          <AppErrorNotice error={error} lead={t('failed')} />
        </div>
      )}
      <SettingsSummary place={place} />
      {state === null ? (
        <Waiting />
      ) : state.listedAtMs === null && state.running === null ? (
        <NotCounted place={place} />
      ) : (
        <Contents place={place} state={state} />
      )}
    </section>
  );
}

function Waiting() {
  const t = useTranslations('overview');
  return (
    <div aria-busy aria-label={t('loading')} className={styles.waiting} role="status">
      {[240, 320, 180].map((widthPx) => (
        <Skeleton heightPx={14} key={widthPx} widthPx={widthPx} />
      ))}
    </div>
  );
}

function NotCounted({ place }: { place: IndexedBucket }) {
  const t = useTranslations('overview');
  const { build } = useAppStoreApi().getState().objectIndex;
  return (
    <EmptyState
      action={
        <Button onPress={() => build(place)} variant="primary">
          {t('count')}
        </Button>
      }
      icon={ChartPie}
      title={t('notCounted')}
    >
      {t('cost')}
    </EmptyState>
  );
}

/** How much was found and when, or how far the counting is. */
function CountLine({ place, state }: { place: IndexedBucket; state: IndexState | null }) {
  const t = useTranslations('overview');
  const locale = useLocale();
  const { build, cancel } = useAppStoreApi().getState().objectIndex;
  if (state === null || (state.listedAtMs === null && state.running === null)) return null;
  const { running, listedAtMs, requestCount } = state;
  if (running !== null) {
    // What it took last time is the best guess of what it will take now.
    const share = requestCount === 0 ? null : Math.min(1, running.requestCount / requestCount);
    return (
      <div className={styles.count}>
        <span className={styles.words} role="status">
          {t('running', {
            objects: formatCount(running.objectCount, locale),
            requests: running.requestCount,
          })}
        </span>
        <span className={styles.progress}>
          <ProgressBar label={t('progress')} value={share} />
        </span>
        <Button onPress={() => cancel(place)} size="small">
          {t('stop')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.count}>
      <span className={styles.words}>
        {t('counted', {
          when: listedAtMs === null ? '' : formatMoment(listedAtMs, { locale, nowMs: Date.now() }),
          requests: requestCount,
        })}
        {state.isStale ? ` ${t('stale')}` : ''}
      </span>
      <Button icon={RefreshCw} onPress={() => build(place)} size="small">
        {t('again')}
      </Button>
    </div>
  );
}

function Contents({ place, state }: { place: IndexedBucket; state: IndexState }) {
  const t = useTranslations('overview');
  const locale = useLocale();
  const [prefix, setPrefix] = useState('');
  const census = useCensus(place, prefix, state);
  const ageName = (name: string) =>
    name === 'older' ? t('ages.older') : t('ages.within', { days: Number(name) });
  if (census === null) return <Waiting />;
  if ('kind' in census) {
    return (
      <div className={styles.notice}>
        <AppErrorNotice error={census} />
      </div>
    );
  }
  if (census.objectCount === 0 && prefix === '' && state.running === null) {
    return (
      <div className={styles.notice}>
        <Notice>{t('empty')}</Notice>
      </div>
    );
  }
  return (
    <div className={styles.contents}>
      <p className={styles.total}>
        <span className={styles.totalSize}>{formatBytes(census.sizeBytes, locale)}</span>
        <span className={styles.totalCount}>
          {t('objects', { count: census.objectCount, shown: formatCount(census.objectCount, locale) })}
        </span>
      </p>
      <PrefixMap census={census} onGo={setPrefix} place={place} prefix={prefix} />
      <div className={styles.groups}>
        <SumBars
          nameOf={(name) => (name === '' ? t('standard') : name)}
          sums={census.storageClasses}
          title={t('byClass')}
        />
        <SumBars
          nameOf={(name) => (name === '' ? t('noKind') : name === '…' ? t('others') : `.${name}`)}
          sums={census.extensions.slice(0, 8)}
          title={t('byKind')}
        />
        <SumBars isInOrder nameOf={ageName} sums={census.ages} title={t('byAge')} />
      </div>
    </div>
  );
}

/** The census of a prefix, taken again after the index changed; null until it is there. */
function useCensus(place: IndexedBucket, prefix: string, state: IndexState): BucketCensus | AppError | null {
  const { census } = useAppStoreApi().getState().objectIndex;
  const [found, setFound] = useState<BucketCensus | AppError | null>(null);
  const { listedAtMs, objectCount, totalBytes, running } = state;
  // While a bucket is counted, once for each hundred thousand: each takes the index a moment.
  const step = running === null ? -1 : Math.floor(running.objectCount / 100_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is counted changes with the index.
  useEffect(() => {
    let isCurrent = true;
    census(place, prefix).then(
      (next) => isCurrent && setFound(next),
      (thrown: unknown) => isCurrent && setFound(toAppError(thrown)),
    );
    return () => {
      isCurrent = false;
    };
  }, [
    census,
    place,
    prefix,
    listedAtMs,
    step,
    running === null ? objectCount : 0,
    running === null ? totalBytes : 0,
  ]);
  return found;
}

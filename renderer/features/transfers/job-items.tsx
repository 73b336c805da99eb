// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatBytesOf } from '../../../shared/format/bytes.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { type ItemState, itemStates, type Job, type JobItem } from '../../../shared/model/transfer.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useErrorWords } from '../../app/error-words.ts';
import { useAppStoreApi } from '../../app/store.ts';
import { Select } from '../../ui/select.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { VisibleName } from '../objects/visible-name.tsx';
import styles from './job-items.module.css';
import { useJobTitle } from './job-title.ts';

const pageSize = 200;
const rowPx = 24;
/** While a job runs, what is on screen is asked for again this often. */
const refreshMs = 1_000;

const tones: Readonly<Record<ItemState, Tone>> = {
  queued: 'neutral',
  running: 'accent',
  verifying: 'accent',
  'needs-user': 'warn',
  done: 'good',
  skipped: 'neutral',
  failed: 'bad',
  cancelled: 'neutral',
};

type ItemFilter = ItemState | 'all';

/** The items of a job: paged from the host, drawn where they are looked at. */
export function JobItems({ job }: { job: Job }) {
  const t = useTranslations('transfers.items');
  const title = useJobTitle(job);
  const [filter, setFilter] = useState<ItemFilter>(firstFilter(job));
  const { items, error, loadMore, isWhole } = useItems(job, filter === 'all' ? null : filter);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
  });
  const lastShown = virtualizer.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (!isWhole && lastShown > items.length - 50) loadMore();
  }, [isWhole, lastShown, items.length, loadMore]);

  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <Select<ItemFilter>
          isLabelHidden
          label={t('filter')}
          onChange={setFilter}
          options={(['all', ...itemStates] as const).map((value) => ({
            value,
            label: value === 'all' ? t('all') : t(`states.${value}`),
          }))}
          value={filter}
        />
      </div>
      {error === null ? null : <AppErrorNotice error={error} />}
      {items.length === 0 && isWhole ? <p className={styles.none}>{t('none')}</p> : null}
      <section aria-label={t('label', { title })} className={styles.rows} ref={scroller} tabIndex={0}>
        <ul className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((row) => {
            const item = items[row.index];
            return item === undefined ? null : (
              <li className={styles.item} key={item.id} style={{ transform: `translateY(${row.start}px)` }}>
                <ItemRow item={item} />
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}

function ItemRow({ item }: { item: JobItem }) {
  const t = useTranslations('transfers.items');
  const locale = useLocale();
  const words = useErrorWords();
  return (
    <>
      <span className={styles.name} title={item.key}>
        <VisibleName text={item.key} />
      </span>
      <span className={styles.why} title={item.error === null ? undefined : words(item.error)}>
        {item.error === null ? null : words(item.error)}
      </span>
      <span className={styles.size}>
        {item.state === 'running'
          ? formatBytesOf(item.doneBytes, item.sizeBytes, locale)
          : formatBytes(item.sizeBytes, locale)}
      </span>
      <span className={styles.state}>
        <Tag tone={tones[item.state]}>{t(`states.${item.state}`)}</Tag>
      </span>
    </>
  );
}

/** What is most likely looked for: what needs the user, what failed, else everything. */
function firstFilter(job: Job): ItemFilter {
  if (job.needsUserCount > 0) return 'needs-user';
  return job.failedCount > 0 ? 'failed' : 'all';
}

/** Pages of items, and the loaded ones anew whenever the job has moved on, at most once a second. */
function useItems(job: Job, state: ItemState | null) {
  const store = useAppStoreApi();
  const [items, setItems] = useState<readonly JobItem[]>([]);
  const [isWhole, setWhole] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [wanted, setWanted] = useState(pageSize);
  const revision = `${job.state}/${job.doneCount}/${job.failedCount}/${job.skippedCount}/${job.needsUserCount}/${job.itemCount}/${job.doneBytes}`;
  const askedAtMs = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a moved job is asked about again.
  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      askedAtMs.current = performance.now();
      const loaded: JobItem[] = [];
      for (;;) {
        const limit = Math.min(1_000, wanted - loaded.length);
        const afterId = loaded.at(-1)?.id ?? 0;
        const { transfers } = store.getState();
        const page = await transfers.listItems(job.id, state, afterId, limit, controller.signal);
        loaded.push(...page);
        if (controller.signal.aborted) return;
        if (page.length < limit || loaded.length >= wanted) {
          setItems(loaded);
          setWhole(page.length < limit);
          setError(null);
          return;
        }
      }
    };
    const waitMs = Math.max(0, refreshMs - (performance.now() - askedAtMs.current));
    const timer = setTimeout(
      () =>
        load().catch((thrown: unknown) => {
          if (!controller.signal.aborted) setError(toAppError(thrown));
        }),
      askedAtMs.current === 0 ? 0 : waitMs,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [store, job.id, state, wanted, revision]);

  // A new filter or a further page is not to wait for the pause between refreshes.
  const count = items.length;
  const loadMore = useCallback(() => {
    askedAtMs.current = 0;
    setWanted(count + pageSize);
  }, [count]);
  return { items, isWhole, error, loadMore };
}

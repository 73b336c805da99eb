// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ChevronDown, ChevronUp, ListFilter, ListX, Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatCount, formatRate } from '../../../shared/format/bytes.ts';
import { formatMoment } from '../../../shared/format/dates.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Tag } from '../../ui/tag.tsx';
import { countJobs, isEnded, type JobFilter, jobFilters, passesFilter } from './job-list.ts';
import { JobEntries } from './job-menu.tsx';
import { JobRow } from './job-row.tsx';
import styles from './transfers-dock.module.css';

/** All jobs, the next to run first, with what they need. `isOpen` false leaves the head alone. */
export function TransfersDock({ isOpen = true, onToggle }: { isOpen?: boolean; onToggle?: () => void }) {
  const t = useTranslations('transfers');
  const store = useAppStoreApi();
  const error = useAppStore((state) => state.transfers.actionError);
  const sync = useAppStore((state) => state.transfers.sync);
  const [filter, setFilter] = useState<JobFilter>('all');
  return (
    <div className={styles.dock}>
      <DockHead filter={filter} isOpen={isOpen} onFilter={setFilter} onToggle={onToggle} />
      {isOpen ? (
        <>
          {error === null ? null : (
            <div className={styles.error}>
              <AppErrorNotice error={error} onDismiss={() => store.getState().transfers.dismissError()} />
            </div>
          )}
          {sync === 'failed' ? (
            <div className={styles.empty}>
              {t('syncFailed')}{' '}
              <Button onPress={() => void store.getState().transfers.resync()} size="small">
                {t('tryAgain')}
              </Button>
            </div>
          ) : (
            <JobRows filter={filter} />
          )}
        </>
      ) : null}
    </div>
  );
}

function DockHead({
  filter,
  onFilter,
  isOpen,
  onToggle,
}: {
  filter: JobFilter;
  onFilter: (filter: JobFilter) => void;
  isOpen: boolean;
  onToggle: (() => void) | undefined;
}) {
  const t = useTranslations('transfers');
  const store = useAppStoreApi();
  const hasJobs = useAppStore((state) => state.transfers.order.length > 0);
  const hasEnded = useAppStore((state) => Object.values(state.transfers.jobs).some(isEnded));
  const hasActive = useAppStore((state) => Object.values(state.transfers.jobs).some((job) => !isEnded(job)));
  const isPaused = useAppStore((state) => state.transfers.isPaused);
  const { actOnAll } = store.getState().transfers;
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>{t('title')}</h2>
      <JobCounts />
      <TransferHours />
      <span className={styles.space} />
      <Rates />
      {isOpen && hasJobs ? (
        <Menu
          label={t('filter.label')}
          placement="top end"
          trigger={
            <Button icon={ListFilter} size="small" variant="quiet">
              {t(`filter.${filter}`)}
            </Button>
          }
        >
          {jobFilters.map((value) => (
            <MenuItem isSelected={value === filter} key={value} onAction={() => onFilter(value)}>
              {t(`filter.${value}`)}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {hasActive || isPaused ? (
        <Button
          icon={isPaused ? Play : Pause}
          onPress={() => void actOnAll(isPaused ? 'resumeAll' : 'pauseAll')}
          size="small"
          variant="quiet"
        >
          {t(isPaused ? 'resumeAll' : 'pauseAll')}
        </Button>
      ) : null}
      {hasEnded ? (
        <IconButton
          icon={ListX}
          label={t('clearEnded')}
          onPress={() => void actOnAll('removeEnded')}
          size="small"
        />
      ) : null}
      {onToggle === undefined ? null : (
        <IconButton
          aria-expanded={isOpen}
          icon={isOpen ? ChevronDown : ChevronUp}
          label={t(isOpen ? 'collapse' : 'expand')}
          onPress={onToggle}
          size="small"
        />
      )}
    </header>
  );
}

function JobCounts() {
  const t = useTranslations('transfers.counts');
  const locale = useLocale();
  // As text, so that the head is drawn again only when a number changes, not with every progress.
  const text = useAppStore((state) => JSON.stringify(countJobs(state.transfers)));
  const counts = JSON.parse(text) as ReturnType<typeof countJobs>;
  const shown = (count: number) => formatCount(count, locale);
  return (
    <span aria-live="polite" className={styles.counts}>
      {counts.running === 0 ? null : (
        <Tag tone="accent">{t('running', { shown: shown(counts.running) })}</Tag>
      )}
      {counts.waiting === 0 ? null : <span>{t('waiting', { shown: shown(counts.waiting) })}</span>}
      {counts.done === 0 ? null : <span>{t('done', { shown: shown(counts.done) })}</span>}
      {counts.failed === 0 ? null : <Tag tone="bad">{t('failed', { shown: shown(counts.failed) })}</Tag>}
      {counts.needsUser === 0 ? null : (
        <Tag tone="warn">{t('needsUser', { count: counts.needsUser, shown: shown(counts.needsUser) })}</Tag>
      )}
    </span>
  );
}

/** Says that the hours of the settings hold transfers back, and until when. */
function TransferHours() {
  const t = useTranslations('transfers');
  const place = { locale: useLocale(), nowMs: Date.now() };
  const opensAtMs = useAppStore((state) => state.transfers.windowOpensAtMs);
  const hasActive = useAppStore((state) => Object.values(state.transfers.jobs).some((job) => !isEnded(job)));
  if (opensAtMs === null || !hasActive) return null;
  return <Tag tone="warn">{t('window', { when: formatMoment(opensAtMs, place) })}</Tag>;
}

function Rates() {
  const t = useTranslations('transfers');
  const locale = useLocale();
  const totals = useAppStore((state) => state.transfers.totals);
  // The last measured speed outlives its transfer.
  const isMoving = totals.runningCount > 0;
  const up = isMoving ? totals.uploadBytesPerSecond : 0;
  const down = isMoving ? totals.downloadBytesPerSecond : 0;
  return (
    <span className={styles.rates}>
      {up === 0 ? null : (
        <span className={styles.rate} title={t('upRate')}>
          <Icon icon={ArrowUp} size="small" />
          {formatRate(up, locale)}
        </span>
      )}
      {down === 0 ? null : (
        <span className={styles.rate} title={t('downRate')}>
          <Icon icon={ArrowDown} size="small" />
          {formatRate(down, locale)}
        </span>
      )}
    </span>
  );
}

const rowPx = 30;

function JobRows({ filter }: { filter: JobFilter }) {
  const t = useTranslations('transfers');
  const order = useAppStore((state) => state.transfers.order);
  // Which jobs pass depends on their states; as one text, it changes only when the answer does.
  const shownIds = useAppStore((state) =>
    filter === 'all' ? null : order.filter((id) => passesJob(state.transfers.jobs[id], filter)).join('\n'),
  );
  const ids = shownIds === null ? order : shownIds.split('\n').filter((id) => id !== '');
  const [openId, setOpenId] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ jobId: string; at: MenuPoint } | null>(null);
  const menuJob = useAppStore((state) => (menu === null ? undefined : state.transfers.jobs[menu.jobId]));
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => rowPx,
    overscan: 6,
  });
  if (ids.length === 0) return <p className={styles.empty}>{t(filter === 'all' ? 'empty' : 'noneMatch')}</p>;
  return (
    <section aria-label={t('listLabel')} className={styles.rows} ref={scroller} tabIndex={0}>
      <ul className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : (
            <li
              className={styles.item}
              data-index={item.index}
              key={item.key}
              ref={virtualizer.measureElement}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <JobRow
                isOpen={openId === id}
                jobId={id}
                onMenu={(at) => setMenu({ jobId: id, at })}
                onToggle={() => setOpenId(openId === id ? null : id)}
              />
            </li>
          );
        })}
      </ul>
      {/* Not in a row: rows are moved by a transform, which a point in the window would be measured from. */}
      <ContextMenu
        at={menuJob === undefined ? null : (menu?.at ?? null)}
        label={t('menu.label', { title: menuJob?.title ?? '' })}
        onClose={() => setMenu(null)}
      >
        {menuJob === undefined ? null : <JobEntries job={menuJob} />}
      </ContextMenu>
    </section>
  );
}

function passesJob(job: Parameters<typeof passesFilter>[0] | undefined, filter: JobFilter): boolean {
  return job !== undefined && passesFilter(job, filter);
}

import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount, formatRate } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import { selectBucketList } from '../features/buckets/buckets-slice.ts';
import { ConnectionDot } from '../features/connections/connection-dot.tsx';
import { selectConnection } from '../features/connections/connections-slice.ts';
import { rowCount } from '../features/objects/listing.ts';
import { mainPane, selectPane } from '../features/objects/objects-slice.ts';
import { Icon } from '../ui/icon.tsx';
import { selectShownBucket, selectShownConnectionId } from './navigation.ts';
import styles from './status-bar.module.css';
import { useAppStore } from './store.ts';
import { useCommand } from './use-commands.ts';

/** The line at the bottom: what is shown and how fresh it is; whose it is; how fast the transfers are. */
export function StatusBar() {
  const viewType = useAppStore((state) => state.shell.view.type);
  return (
    <footer className={styles.status}>
      {viewType === 'objects' ? <ObjectFacts /> : <BucketFacts />}
      <span className={styles.space} />
      <ConnectionFacts />
      <TransfersToggle />
    </footer>
  );
}

function ObjectFacts() {
  const t = useTranslations('shell.status');
  const locale = useLocale();
  const pane = useAppStore((state) => selectPane(state, mainPane));
  const { listing, selection, nextToken, status, listedAtMs } = pane;
  if (status === 'loading' || status === 'empty')
    return <Fact>{status === 'loading' ? t('loading') : ''}</Fact>;
  if (status === 'failed') return <Fact>{t('notListed')}</Fact>;
  let selectedBytes = 0;
  let hasFolder = false;
  for (const row of selection.rows) {
    if (row % 2 === 1) hasFolder = true;
    else selectedBytes += listing.sizesBytes[row >> 1] ?? 0;
  }
  const count = formatCount(rowCount(listing), locale);
  const selected = formatCount(selection.rows.size, locale);
  return (
    <>
      <Fact>
        {t('items', {
          count: rowCount(listing),
          shown: count,
          size: formatBytes(listing.totalBytes, locale),
        })}
      </Fact>
      {selection.rows.size === 0 ? null : (
        <Fact>
          {hasFolder
            ? t('selected', { count: selected })
            : t('selectedSize', { count: selected, size: formatBytes(selectedBytes, locale) })}
        </Fact>
      )}
      <Fact isMinor>
        {t(nextToken === null ? 'allLoaded' : 'moreAvailable')}
        <Freshness atMs={listedAtMs} />
      </Fact>
    </>
  );
}

function BucketFacts() {
  const t = useTranslations('shell.status');
  const locale = useLocale();
  const connectionId = useAppStore(selectShownConnectionId);
  const list = useAppStore((state) => selectBucketList(state, connectionId));
  if (connectionId === null) return null;
  if (list.listedAtMs === null) return <Fact>{t(list.status === 'failed' ? 'notListed' : 'loading')}</Fact>;
  const count = list.buckets.length;
  return (
    <>
      <Fact>{t('buckets', { count, shown: formatCount(count, locale) })}</Fact>
      <Fact isMinor>
        {t('allLoaded')}
        <Freshness atMs={list.listedAtMs} />
      </Fact>
    </>
  );
}

/** `, listed 12 s ago`; counted in steps that do not make the line restless. */
function Freshness({ atMs }: { atMs: number | null }) {
  const t = useTranslations('shell.status');
  const locale = useLocale();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = window.setInterval(() => setNowMs(Date.now()), 5_000);
    return () => window.clearInterval(timer);
  }, []);
  if (atMs === null) return null;
  const seconds = Math.max(0, (nowMs - atMs) / 1_000);
  if (seconds < 5) return t('listedNow');
  const rounded = seconds < 60 ? Math.floor(seconds / 5) * 5 : Math.floor(seconds / 60) * 60;
  return t('listedAgo', { time: wholeDuration(rounded, locale) });
}

/** Minutes without seconds: a count that moves once a minute has none to show. */
function wholeDuration(seconds: number, locale: string): string {
  return seconds < 60 || seconds >= 3_600
    ? formatDuration(seconds, locale)
    : formatDuration(seconds, locale).replace(/ 00.*$/, '');
}

function ConnectionFacts() {
  const connectionId = useAppStore(selectShownConnectionId);
  const connection = useAppStore((state) => selectConnection(state, connectionId));
  const bucket = useAppStore(selectShownBucket);
  const list = useAppStore((state) => selectBucketList(state, connectionId));
  if (connection === null) return null;
  const region = list.buckets.find(({ name }) => name === bucket)?.region ?? connection.region;
  return (
    <>
      {region === null ? null : <Fact isMinor>{region}</Fact>}
      <Fact>
        <ConnectionDot colour={connection.colour} />
        {connection.name}
      </Fact>
    </>
  );
}

/** How fast the transfers are, as the button that shows and hides them; nothing while there are none. */
function TransfersToggle() {
  const t = useTranslations('shell.status');
  const locale = useLocale();
  const toggle = useCommand('shell.toggleDock');
  const hasJobs = useAppStore((state) => state.transfers.order.length > 0);
  const isShown = useAppStore((state) => state.shell.layout.isDockShown);
  const totals = useAppStore((state) => state.transfers.totals);
  if (!hasJobs) return null;
  const isRunning = totals.runningCount > 0;
  return (
    <Button
      aria-expanded={isShown}
      aria-label={t(isShown ? 'hideTransfers' : 'showTransfers')}
      className={styles.toggle ?? ''}
      onPress={toggle.perform}
    >
      <Icon icon={ArrowUp} size="small" />
      <span className={styles.rate}>{formatRate(isRunning ? totals.uploadBytesPerSecond : 0, locale)}</span>
      <Icon icon={ArrowDown} size="small" />
      <span className={styles.rate}>{formatRate(isRunning ? totals.downloadBytesPerSecond : 0, locale)}</span>
    </Button>
  );
}

/** One fact of the line; a minor one gives way in a narrow window. */
function Fact({ children, isMinor = false }: { children: ReactNode; isMinor?: boolean }) {
  return <span className={isMinor ? styles.minor : styles.fact}>{children}</span>;
}

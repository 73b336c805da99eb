import { useEffect, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { useAppStore } from '../../app/store.ts';
import { isFolderRow, objectAt, rowCount } from './listing.ts';
import { mainPane, type PaneId, selectPane } from './objects-slice.ts';
import type { Pane } from './pane.ts';

function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

function selectedBytes({ selection, listing }: Pane): number {
  let bytes = 0;
  for (const row of selection.rows) {
    if (!isFolderRow(row)) bytes += objectAt(listing, row)?.sizeBytes ?? 0;
  }
  return bytes;
}

/** The facts of a pane for the status line: what is loaded, what is selected, how fresh it is. */
export function PaneStatus({ paneId = mainPane }: { paneId?: PaneId }) {
  const t = useTranslations('objects.status');
  const locale = useLocale();
  const pane = useAppStore((state) => selectPane(state, paneId));
  const nowMs = useNow(5_000);
  if (pane.listedAtMs === null) return null;
  const count = rowCount(pane.listing);
  const selectedCount = pane.selection.rows.size;
  const age = formatDuration(Math.max(0, Math.floor((nowMs - pane.listedAtMs) / 1_000)), locale);
  return (
    <>
      <span>
        {t('items', { count, shown: formatCount(count, locale) })} ·{' '}
        {formatBytes(pane.listing.totalBytes, locale)}
      </span>
      {selectedCount === 0 ? null : (
        <span>
          {t('selected', { shown: formatCount(selectedCount, locale) })} ·{' '}
          {formatBytes(selectedBytes(pane), locale)}
        </span>
      )}
      <span>{t(pane.nextToken === null ? 'allLoaded' : 'moreAvailable', { age })}</span>
    </>
  );
}

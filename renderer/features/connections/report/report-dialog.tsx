import { Play, RotateCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatMoment } from '../../../../shared/format/dates.ts';
import type { Connection } from '../../../../shared/model/connection.ts';
import type { ReportScratch } from '../../../../shared/model/report-card.ts';
import { AppErrorNotice } from '../../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import styles from './report-dialog.module.css';
import { ReportExport } from './report-export.tsx';
import { ReportScratchChoice } from './report-scratch-choice.tsx';
import { ReportSummary } from './report-summary.tsx';
import { ReportTable } from './report-table.tsx';
import { noReport } from './reports-slice.ts';

/** What the server of a connection offers, whose it seems to be, and its faults; and the way to ask it. */
export function ReportDialog({ connection }: { connection: Connection }) {
  const t = useTranslations('connections.report');
  const store = useAppStoreApi();
  const report = useAppStore((state) => state.reports.byConnection[connection.id] ?? noReport);
  const [scratch, setScratch] = useState<ReportScratch>({ type: 'none' });
  const { card, run, error, isLoaded } = report;
  const { reports, connections } = store.getState();
  const locale = useLocale();

  useEffect(() => {
    void store.getState().reports.load(connection.id);
  }, [store, connection.id]);

  const ask = () => void reports.make(connection.id, scratch);
  const isReady = scratch.type !== 'bucket' || scratch.bucket !== '';

  return (
    <Dialog
      footer={
        <>
          <Button onPress={connections.closeDialog}>{t('close')}</Button>
          {run === null ? (
            <Button
              icon={card === null ? Play : RotateCw}
              isDisabled={!isReady || !isLoaded}
              onPress={ask}
              variant="primary"
            >
              {t(card === null ? 'run' : 'again')}
            </Button>
          ) : (
            <Button onPress={() => reports.stop(connection.id)}>{t('stop')}</Button>
          )}
        </>
      }
      footerStart={card === null || run !== null ? null : <ReportExport connectionId={connection.id} />}
      isOpen
      onClose={connections.closeDialog}
      size="large"
      title={t('title', { name: connection.name })}
    >
      {card === null ? <p className={styles.intro}>{t('intro')}</p> : null}
      {run === null ? (
        <ReportScratchChoice connection={connection} onChange={setScratch} value={scratch} />
      ) : (
        <Running done={run.done} total={run.total} />
      )}
      {error === null ? null : (
        <AppErrorNotice
          error={error}
          lead={[
            t('failed'),
            ...(card === null
              ? []
              : [t('kept', { when: formatMoment(card.madeAtMs, { locale, nowMs: Date.now() }) })]),
          ].join(' ')}
        />
      )}
      {!isLoaded ? <Skeleton /> : null}
      {card === null ? null : (
        <>
          <ReportSummary card={card} />
          <ReportTable card={card} />
        </>
      )}
    </Dialog>
  );
}

function Running({ done, total }: { done: number; total: number | null }) {
  const t = useTranslations('connections.report');
  return (
    <div className={styles.running}>
      <p role="status">{total === null ? t('running') : t('progress', { done, total })}</p>
      <ProgressBar label={t('running')} value={total === null ? null : done / total} />
    </div>
  );
}

import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../shared/format/bytes.ts';
import type { Job } from '../../../shared/model/transfer.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './delete-dialog.module.css';
import { FileIcon } from './file-icon.tsx';
import type { DeleteTarget } from './pane.ts';
import { VisibleName } from './visible-name.tsx';

/** From so many objects on, pressing a button is not enough: the bucket's name has to be typed. */
export const typedConfirmationFrom = 1_000;

/** Whether the user may say go: everything is counted and, for many objects, the bucket's name is typed. */
export function mayDelete(job: Job | null, typed: string, bucket: string): boolean {
  if (job?.state !== 'planned' || job.itemCount === 0) return false;
  return job.itemCount <= typedConfirmationFrom || typed === bucket;
}

/** Shows what a delete would take, while it is being counted, and asks. Leaving it deletes nothing. */
export function DeleteDialog({
  jobId,
  what,
  onClose,
}: {
  jobId: string;
  what: DeleteTarget;
  onClose: () => void;
}) {
  const t = useTranslations('objects.delete');
  const locale = useLocale();
  const store = useAppStoreApi();
  const job = useAppStore((state) => state.transfers.jobs[jobId] ?? null);
  const [typed, setTyped] = useState('');
  const count = job?.itemCount ?? 0;
  const bytes = job?.totalBytes ?? 0;
  const isCounting = job === null || job.state === 'planning';
  const needsName = count > typedConfirmationFrom;
  const { bucket } = what;
  const isReady = mayDelete(job, typed, bucket);

  const leave = () => {
    onClose();
    const { transfers } = store.getState();
    void transfers.act('cancel', jobId).then(() => transfers.act('remove', jobId));
  };
  const go = () => {
    if (!isReady) return;
    onClose();
    void store.getState().transfers.act('run', jobId);
  };

  return (
    <Dialog
      footer={
        <>
          <Button autoFocus onPress={leave}>
            {t('cancel')}
          </Button>
          <Button isDisabled={!isReady} type="submit" variant="danger">
            {isCounting ? t('confirmCounting') : t('confirm', { count })}
          </Button>
        </>
      }
      isOpen
      onClose={leave}
      onSubmit={go}
      role="alertdialog"
      size="small"
      title={t('title', { bucket })}
    >
      <ul className={styles.names}>
        {what.names.map((name) => (
          <li className={styles.name} key={name}>
            <FileIcon isFolder={name.endsWith('/')} name={name} />
            <span>
              <VisibleName text={name} />
            </span>
          </li>
        ))}
        {what.moreCount === 0 ? null : (
          <li className={styles.more}>{t('more', { count: what.moreCount })}</li>
        )}
      </ul>
      <div aria-live="polite" className={styles.sums}>
        <span>{t('count', { shown: formatCount(count, locale), count })}</span>
        {bytes === 0 ? null : <span>{formatBytes(bytes, locale)}</span>}
        {isCounting ? <span className={styles.counting}>{t('counting')}</span> : null}
      </div>
      {isCounting ? <ProgressBar label={t('counting')} value={null} /> : null}
      {!isCounting && count === 0 && job?.error === null ? <p>{t('nothing')}</p> : null}
      {job?.error == null ? null : <AppErrorNotice error={job.error} />}
      {needsName && !isCounting ? (
        <TextField autoFocus isCode label={t('typeName', { bucket })} onChange={setTyped} value={typed} />
      ) : null}
      <p className={styles.hint}>
        {what.hasFolders ? `${t('withFolders')} ` : ''}
        {t('hint')}
      </p>
    </Dialog>
  );
}

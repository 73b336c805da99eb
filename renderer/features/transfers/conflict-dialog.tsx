import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ConflictPolicy, Job, JobItem } from '../../../shared/model/transfer.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VisibleName } from '../objects/visible-name.tsx';
import styles from './conflict-dialog.module.css';
import { ConflictSides } from './conflict-sides.tsx';

type Decision = Exclude<ConflictPolicy, 'ask'>;
const decisions: readonly Decision[] = ['overwrite', 'skip', 'rename', 'if-newer', 'if-different'];

/** Asks what to do with items whose names are taken, one after the other, or with all of them at once. */
export function ConflictDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useTranslations('transfers.conflict');
  const store = useAppStoreApi();
  const [item, setItem] = useState<JobItem | null>(null);
  const [afterId, setAfterId] = useState(0);
  const [decision, setDecision] = useState<Decision>('skip');
  const [isForAll, setForAll] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const isLeft = job.needsUserCount > 0;

  useEffect(() => {
    const controller = new AbortController();
    store
      .getState()
      .transfers.listItems(job.id, 'needs-user', afterId, 1, controller.signal)
      .then(
        ([next]) => {
          if (controller.signal.aborted) return;
          if (next === undefined) onClose();
          else setItem(next);
        },
        (thrown: unknown) => {
          if (!controller.signal.aborted) setError(toAppError(thrown));
        },
      );
    return () => controller.abort();
  }, [store, job.id, afterId, onClose]);

  const decide = async () => {
    if (item === null) return;
    await store.getState().transfers.resolveConflict(item, decision, isForAll);
    if (isForAll) onClose();
    else {
      setItem(null);
      setAfterId(item.id);
    }
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t('later')}</Button>
          <Button autoFocus type="submit" variant="primary">
            {t(`do.${decision}`)}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      onSubmit={() => void decide()}
      size="small"
      title={t('title')}
    >
      <p className={styles.name}>
        {item === null ? (
          <Skeleton widthPx={240} />
        ) : (
          <VisibleName text={job.kind === 'upload' ? item.key : item.otherName} />
        )}
      </p>
      <p className={styles.facts}>{t(job.kind === 'download' ? 'takenLocal' : 'takenRemote')}</p>
      {item === null ? null : <ConflictSides item={item} />}
      <Select<Decision>
        label={t('what')}
        onChange={setDecision}
        options={decisions.map((value) => ({
          value,
          label: t(`do.${value}`),
          description: t(`about.${value}`),
        }))}
        value={decision}
      />
      {isLeft && job.needsUserCount > 1 ? (
        <Checkbox isSelected={isForAll} onChange={setForAll}>
          {t('all', { count: job.needsUserCount - 1 })}
        </Checkbox>
      ) : null}
      {error === null ? null : <AppErrorNotice error={error} />}
    </Dialog>
  );
}

import { ChevronDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AppError } from '../../../shared/model/app-error.ts';
import type { Job } from '../../../shared/model/transfer.ts';
import { ErrorActionButton } from '../../app/error-notice.tsx';
import { useErrorWords } from '../../app/error-words.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { joinClasses } from '../../ui/class-names.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { HostFolderDialog } from './host-folder-dialog.tsx';
import { jobProblem } from './job-words.ts';
import { pickFiles } from './pick-files.ts';
import styles from './transfers-dock.module.css';

/** What keeps a job from going on, in its row, with the one button that helps. */
export function JobWayOut({ job, onShowItems }: { job: Job; onShowItems: (() => void) | undefined }) {
  const t = useTranslations('transfers.problems');
  const words = useErrorWords();
  const store = useAppStoreApi();
  const hasDialogs = useAppStore((state) => state.settings.hostInfo?.hasDialogs === true);
  const [isDeciding, setDeciding] = useState(false);
  const [answer, setAnswer] = useState<string | null>(null);
  const [isChoosingTarget, setChoosingTarget] = useState(false);
  const problem = jobProblem(job);
  const firstFailure = useFirstFailure(job);

  const chooseTarget = async () => {
    if (!hasDialogs) return setChoosingTarget(true);
    const { transfers } = store.getState();
    try {
      const folder = await transfers.chooseTargetFolder();
      if (folder !== null) await transfers.replaceTarget(job.id, folder);
    } catch (thrown) {
      transfers.reportError(thrown);
    }
  };

  const chooseFiles = async (what: 'files' | 'folder') => {
    const { transfers } = store.getState();
    try {
      const files = hasDialogs ? [] : await pickFiles(document, what);
      if (!hasDialogs && files.length === 0) return;
      const result = hasDialogs
        ? await transfers.chooseSourcesAgain(job.id)
        : await transfers.replaceSources(job.id, { type: 'chosen', files });
      if (result === null) return;
      setAnswer(result.missingCount === 0 ? null : t('stillMissing', { count: result.missingCount }));
    } catch (thrown) {
      transfers.reportError(thrown);
    }
  };

  const failedText = () => {
    const error = job.error ?? firstFailure;
    if (error === null) return t('failed');
    const count = job.failedCount;
    return job.error === null && count > 1 ? t('manyFailed', { count, why: words(error) }) : words(error);
  };
  const text =
    answer ??
    (problem === 'conflict'
      ? t('conflict', { count: job.needsUserCount })
      : problem === 'some-failed'
        ? t('someFailed', { count: job.failedCount })
        : failedText());
  return (
    <>
      <span className={joinClasses(styles.problem, job.state === 'needs-user' && styles.warn)} title={text}>
        {text}
      </span>
      {problem === 'conflict' ? (
        <Button onPress={() => setDeciding(true)} size="small">
          {t('decide')}
        </Button>
      ) : null}
      {problem === 'choose-files' ? (
        <Menu
          label={t('chooseFiles')}
          trigger={
            <Button size="small" trailingIcon={ChevronDown}>
              {t('chooseFiles')}
            </Button>
          }
        >
          <MenuItem onAction={() => void chooseFiles('files')}>{t('files')}</MenuItem>
          <MenuItem onAction={() => void chooseFiles('folder')}>{t('folder')}</MenuItem>
        </Menu>
      ) : null}
      {problem === 'choose-target' ? (
        <Button onPress={() => void chooseTarget()} size="small">
          {t('chooseTarget')}
        </Button>
      ) : null}
      {problem === 'stopped' && job.error !== null ? (
        <ErrorActionButton
          error={job.error}
          onRetry={() => void store.getState().transfers.act('resume', job.id)}
        />
      ) : null}
      {problem === 'failed' && job.error !== null ? <ErrorActionButton error={job.error} /> : null}
      {(problem === 'some-failed' || job.failedCount > 1) && onShowItems !== undefined ? (
        <Button onPress={onShowItems} size="small" variant="quiet">
          {t('show')}
        </Button>
      ) : null}
      {isChoosingTarget ? (
        <HostFolderDialog
          isInstead
          onChoose={async (folder) => {
            await store.getState().transfers.replaceTarget(job.id, folder);
            setChoosingTarget(false);
          }}
          onClose={() => setChoosingTarget(false)}
        />
      ) : null}
      {isDeciding ? <ConflictDialog job={job} onClose={() => setDeciding(false)} /> : null}
    </>
  );
}

/** Why the first item of a job failed that failed item by item; null for other jobs, and until it is known. */
function useFirstFailure(job: Job): AppError | null {
  const store = useAppStoreApi();
  const [error, setError] = useState<AppError | null>(null);
  const isAsked = job.state === 'failed' && job.error === null;
  const { id, failedCount } = job;
  useEffect(() => {
    setError(null);
    if (!isAsked || failedCount === 0) return;
    const controller = new AbortController();
    const found = store.getState().transfers.listItems(id, 'failed', 0, 1, controller.signal);
    // Without the answer the row still says that the job failed.
    found.then(([first]) => setError(first?.error ?? null)).catch(() => undefined);
    return () => controller.abort();
  }, [store, id, isAsked, failedCount]);
  return error;
}

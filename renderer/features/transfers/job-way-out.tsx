import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Job } from '../../../shared/model/transfer.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
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
  const problem = jobProblem(job);

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

  const text =
    answer ??
    (problem === 'conflict'
      ? t('conflict', { count: job.needsUserCount })
      : problem === 'some-failed'
        ? t('someFailed', { count: job.failedCount })
        : job.error === null
          ? t('failed')
          : words(job.error));
  return (
    <>
      <span className={styles.problem} title={text}>
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
        <Button onPress={() => void store.getState().transfers.act('resume', job.id)} size="small">
          {t('tryAgain')}
        </Button>
      ) : null}
      {problem === 'some-failed' && onShowItems !== undefined ? (
        <Button onPress={onShowItems} size="small" variant="quiet">
          {t('show')}
        </Button>
      ) : null}
      {isDeciding ? <ConflictDialog job={job} onClose={() => setDeciding(false)} /> : null}
    </>
  );
}

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { HostInfo, Settings } from '../../../shared/contract/settings.ts';
import { conflictPolicies } from '../../../shared/model/transfer.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings-dialog.module.css';
import { TransferLimits } from './transfer-limits.tsx';

/** Preferences. Every change holds at once and is saved by itself. */
export function SettingsDialog() {
  const t = useTranslations('settings');
  const { isDialogOpen, values, hostInfo, error, closeDialog, load } = useAppStore((state) => state.settings);
  return (
    <Dialog
      footer={
        <Button onPress={closeDialog} variant="primary">
          {t('close')}
        </Button>
      }
      footerStart={
        hostInfo === null ? null : (
          <span className={styles.version}>{t('version', { version: hostInfo.version })}</span>
        )
      }
      isDismissable
      isOpen={isDialogOpen}
      onClose={closeDialog}
      title={t('title')}
    >
      {error === null ? null : (
        <AppErrorNotice
          error={error}
          lead={t(values === null ? 'notRead' : 'notSaved')}
          onRetry={() => void load()}
        />
      )}
      {values === null || hostInfo === null ? (
        error === null ? (
          <Skeleton heightPx={120} />
        ) : null
      ) : (
        <SettingsFields hostInfo={hostInfo} values={values} />
      )}
    </Dialog>
  );
}

function SettingsFields({ values, hostInfo }: { values: Settings; hostInfo: HostInfo }) {
  const t = useTranslations('settings');
  const update = useAppStore((state) => state.settings.update);
  const set = (change: Partial<Settings>) => void update(change);
  return (
    <>
      <h3 className={styles.part}>{t('look')}</h3>
      <div className={styles.pair}>
        <Segmented
          label={t('theme')}
          onChange={(theme) => set({ theme })}
          options={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: t(`themes.${value}`),
          }))}
          value={values.theme}
        />
        <Select
          label={t('language')}
          onChange={(language) => set({ language })}
          options={[
            { value: 'system', label: t('languages.system') },
            { value: 'en', label: 'English' },
            { value: 'zh-CN', label: '简体中文' },
          ]}
          value={values.language}
        />
      </div>
      <h3 className={styles.part}>{t('transfers')}</h3>
      <DownloadFolder folder={values.downloadFolder} onChange={set} usual={hostInfo.downloadFolder} />
      <Select
        description={t('conflictHint')}
        label={t('conflict')}
        onChange={(conflict) => set({ conflict })}
        options={conflictPolicies.map((value) => ({ value, label: t(`conflicts.${value}`) }))}
        value={values.conflict}
      />
      <div className={styles.pair}>
        <NumberField
          description={t('parallelHint')}
          label={t('parallel')}
          max={64}
          min={1}
          onChange={(parallelFiles) => set({ parallelFiles })}
          placeholder={t('automatic')}
          value={values.parallelFiles}
        />
        <NumberField
          description={t('memoryHint')}
          label={t('memory')}
          max={4_096}
          min={64}
          onChange={(transferMemoryMib) => {
            if (transferMemoryMib !== null) set({ transferMemoryMib });
          }}
          step={64}
          unit="MiB"
          value={values.transferMemoryMib}
        />
      </div>
      <TransferLimits onChange={set} values={values} />
    </>
  );
}

/** The folder is taken when the field is left: half a path is none. */
function DownloadFolder({
  folder,
  usual,
  onChange,
}: {
  folder: string | null;
  usual: string;
  onChange: (change: Pick<Settings, 'downloadFolder'>) => void;
}) {
  const t = useTranslations('settings');
  const [typed, setTyped] = useState(folder ?? '');
  const take = () => {
    const wanted = typed.trim() === '' ? null : typed.trim();
    if (wanted !== folder) onChange({ downloadFolder: wanted });
  };
  return (
    <TextField
      description={t('folderHint')}
      isCode
      label={t('folder')}
      onBlur={take}
      onChange={setTyped}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
      placeholder={usual}
      value={typed}
    />
  );
}

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { findBucketNameProblem } from '../../../shared/model/bucket-name.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { openBucket } from '../../app/navigation.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Makes a bucket; its name is checked while it is typed, by the rules of the provider. */
export function BucketCreateDialog({ connection }: { connection: Connection }) {
  const t = useTranslations('buckets.create');
  const tProblem = useTranslations('buckets.nameProblems');
  const store = useAppStoreApi();
  const lock = useAppStore((state) => state.connections.capabilities[connection.id]?.createLockedBucket);
  const [name, setName] = useState('');
  const [region, setRegion] = useState('');
  const [hasObjectLock, setObjectLock] = useState(false);
  const [isTried, setTried] = useState(false);
  const [state, setState] = useState<'idle' | 'running' | AppError>('idle');

  const broken = findBucketNameProblem(connection.provider, name);
  // A name that is still being typed is not yet too short.
  const isEarly = !isTried && (name === '' || broken?.problem === 'bucket-name-too-short');
  const nameProblem = broken === null || isEarly ? null : tProblem(broken.problem, { ...broken });
  const isRegionWrong = !/^[A-Za-z0-9-]{0,64}$/.test(region.trim());
  const isLockOffered = lock?.status !== 'not-offered';
  const close = () => store.getState().buckets.closeDialog();

  const create = async () => {
    setTried(true);
    if (broken !== null || isRegionWrong || state === 'running') return;
    setState('running');
    try {
      await store.getState().buckets.create({
        connectionId: connection.id,
        bucket: name,
        region: region.trim() === '' ? null : region.trim(),
        hasObjectLock: hasObjectLock && isLockOffered,
      });
      close();
      openBucket(store.getState(), connection.id, name);
    } catch (thrown) {
      setState(toAppError(thrown));
    }
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={close}>{t('cancel')}</Button>
          <Button isDisabled={state === 'running'} type="submit" variant="primary">
            {t('confirm')}
          </Button>
        </>
      }
      isOpen
      onClose={close}
      onSubmit={() => void create()}
      size="small"
      title={t('title', { connection: connection.name })}
    >
      <TextField
        autoFocus
        description={t('nameHint')}
        errorMessage={nameProblem}
        isCode
        label={t('name')}
        onChange={(value) => {
          setName(value);
          if (typeof state !== 'string') setState('idle');
        }}
        value={name}
      />
      <TextField
        description={t('regionHint')}
        errorMessage={isRegionWrong ? t('regionWrong') : null}
        isCode
        label={t('region')}
        onChange={setRegion}
        placeholder={connection.region ?? t('regionPlaceholder')}
        value={region}
      />
      <Checkbox
        description={isLockOffered ? t('lockHint') : t('lockNotOffered')}
        isDisabled={!isLockOffered}
        isSelected={hasObjectLock && isLockOffered}
        onChange={setObjectLock}
      >
        {t('lock')}
      </Checkbox>
      {typeof state === 'string' ? null : (
        <AppErrorNotice
          error={state}
          lead={t('failed')}
          onAction={(action) => {
            if (action.type === 'use-region') setRegion(action.region);
            return action.type === 'use-region';
          }}
        />
      )}
    </Dialog>
  );
}

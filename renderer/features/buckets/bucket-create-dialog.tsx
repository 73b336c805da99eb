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
import { providerForms } from '../connections/provider-forms.ts';
import { RegionField } from '../connections/region-field.tsx';
import { selectBucketList } from './buckets-slice.ts';

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

  const { provider } = connection;
  const ending = useAccountEnding(connection);
  const bucket = name === '' || ending === '' || name.endsWith(ending) ? name : name + ending;
  const broken = findBucketNameProblem(provider, bucket);
  // A name that is still being typed is not yet too short, nor without its end.
  const isUnfinished = ['bucket-name-too-short', 'bucket-name-account'].includes(broken?.problem ?? '');
  const isEarly = !isTried && (name === '' || isUnfinished);
  const nameProblem = broken === null || isEarly ? null : tProblem(broken.problem, { ...broken, provider });
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
        bucket,
        region: region.trim() === '' ? null : region.trim(),
        hasObjectLock: hasObjectLock && isLockOffered,
      });
      close();
      openBucket(store.getState(), connection.id, bucket);
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
        description={ending === '' ? t(`nameHints.${provider}`) : t('endingHint', { ending })}
        {...(ending === '' || name.endsWith(ending) ? {} : { end: <span>{ending}</span> })}
        errorMessage={nameProblem}
        isCode
        label={t('name')}
        onChange={(value) => {
          setName(value);
          if (typeof state !== 'string') setState('idle');
        }}
        value={name}
      />
      <RegionField
        description={t('regionHint')}
        errorMessage={isRegionWrong ? t('regionWrong') : null}
        onChange={setRegion}
        placeholder={connection.region ?? t('regionPlaceholder')}
        provider={provider}
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

/** What every new name must end in, known from the buckets there are: `-1250000000`; empty when nothing tells. */
function useAccountEnding({ id, provider }: Connection): string {
  const first = useAppStore((state) => selectBucketList(state, id).buckets[0]?.name ?? '');
  return providerForms[provider].hasAccountInNames ? (/-\d+$/.exec(first)?.[0] ?? '') : '';
}

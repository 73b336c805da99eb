import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { utf8Length } from '../../../shared/format/keys.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Place } from './place.ts';

/** Why a folder cannot have a name; null when it can. A key has at most 1,024 bytes, its last `/` included. */
export function folderNameProblem(name: string, prefix: string): 'slash' | 'tooLong' | null {
  if (name.includes('/')) return 'slash';
  return utf8Length(`${prefix}${name}/`) > 1_024 ? 'tooLong' : null;
}

/** Asks for the name of a new folder and makes it. */
export function NewFolderDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const t = useTranslations('objects.newFolder');
  const store = useAppStoreApi();
  const [name, setName] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const problem = folderNameProblem(name, place.prefix);

  const submit = async () => {
    if (name === '' || problem !== null || isBusy) return;
    setBusy(true);
    try {
      await store.getState().objects.createFolder(place, name);
      onClose();
    } catch (thrown) {
      setError(toAppError(thrown));
      setBusy(false);
    }
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button isDisabled={name === '' || problem !== null || isBusy} type="submit" variant="primary">
            {t('create')}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      onSubmit={() => void submit()}
      size="small"
      title={t('title')}
    >
      <TextField
        autoFocus
        description={t('description', { place: `${place.bucket}/${place.prefix}` })}
        errorMessage={problem === null ? null : t(problem)}
        label={t('name')}
        onChange={setName}
        value={name}
      />
      {error === null ? null : <AppErrorNotice error={error} />}
    </Dialog>
  );
}

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, failure, toAppError } from '../../../shared/model/app-error.ts';
import type { LocalRef } from '../../../shared/model/transfer.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Web host: asks for a folder on the computer that Stowage runs on, which may not be the one with this window. */
export function HostFolderDialog({
  isInstead = false,
  onChoose,
  onClose,
}: {
  /** The folder takes the place of one that is gone. */
  isInstead?: boolean;
  /** Called with a folder that the host has found; what it rejects with is shown. */
  onChoose: (folder: LocalRef) => Promise<void>;
  onClose: () => void;
}) {
  const t = useTranslations('transfers.hostFolder');
  const store = useAppStoreApi();
  const usual = useAppStore(
    (state) => state.settings.values?.downloadFolder ?? state.settings.hostInfo?.downloadFolder ?? '',
  );
  const [path, setPath] = useState(usual);
  const [error, setError] = useState<AppError | null>(null);

  const sayNoFolder = (thrown: unknown) => {
    throw toAppError(thrown).reason === 'file-gone' ? noFolder(path) : thrown;
  };

  const submit = async () => {
    try {
      setError(null);
      const folder = await store.getState().transfers.registerHostPath(path).catch(sayNoFolder);
      if (folder.type !== 'folder') throw noFolder(path);
      await onChoose(folder);
    } catch (thrown) {
      setError(toAppError(thrown));
    }
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button isDisabled={path.trim() === ''} type="submit" variant="primary">
            {t(isInstead ? 'goOn' : 'download')}
          </Button>
        </>
      }
      isOpen
      onClose={onClose}
      onSubmit={() => void submit()}
      size="small"
      title={t(isInstead ? 'titleInstead' : 'title')}
    >
      <TextField
        autoFocus
        description={t('description')}
        isCode
        label={t('path')}
        onChange={setPath}
        value={path}
      />
      {error === null ? null : <AppErrorNotice error={error} />}
    </Dialog>
  );
}

function noFolder(path: string) {
  const values = { path };
  return failure('invalid-input', `${path} is not a folder.`, { reason: 'download-folder-invalid', values });
}

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { selectShownBucket, selectShownConnectionId } from '../../app/navigation.ts';
import { useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { mainPane } from '../objects/objects-slice.ts';

/** Deletes an empty bucket once its name has been typed. */
export function BucketDeleteDialog({ connection, bucket }: { connection: Connection; bucket: string }) {
  const t = useTranslations('buckets.remove');
  const store = useAppStoreApi();
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<'idle' | 'running' | AppError>('idle');
  const isNamed = typed === bucket;
  const close = () => store.getState().buckets.closeDialog();

  const remove = async () => {
    if (!isNamed || state === 'running') return;
    setState('running');
    try {
      await store.getState().buckets.remove(connection.id, bucket);
      close();
      const app = store.getState();
      if (selectShownConnectionId(app) === connection.id && selectShownBucket(app) === bucket) {
        app.objects.close(mainPane);
        app.shell.showConnection(connection.id);
      }
    } catch (thrown) {
      setState(toAppError(thrown));
    }
  };

  return (
    <Dialog
      footer={
        <>
          <Button onPress={close}>{t('cancel')}</Button>
          <Button isDisabled={!isNamed || state === 'running'} type="submit" variant="danger">
            {t('confirm')}
          </Button>
        </>
      }
      isOpen
      onClose={close}
      onSubmit={() => void remove()}
      role="alertdialog"
      size="small"
      title={t('title', { bucket })}
    >
      <p>{t('text')}</p>
      <TextField
        autoFocus
        isCode
        label={t('typeName', { bucket })}
        onChange={setTyped}
        placeholder={bucket}
        value={typed}
      />
      {typeof state === 'string' ? null : <AppErrorNotice error={state} lead={t('failed')} />}
    </Dialog>
  );
}

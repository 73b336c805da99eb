import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { selectConnection } from './connections-slice.ts';
import { ReportDialog } from './report/report-dialog.tsx';

/** Whichever dialog about connections is open. */
export function ConnectionDialogs() {
  const dialog = useAppStore((state) => state.connections.dialog);
  const connection = useAppStore((state) =>
    selectConnection(state, dialog === null || dialog.type === 'add' ? null : dialog.connectionId),
  );
  if (dialog?.type === 'add') return <ConnectionDialog connection={null} trustFingerprintSha256={null} />;
  if (dialog === null || connection === null) return null;
  if (dialog.type === 'edit') {
    return (
      <ConnectionDialog
        connection={connection}
        key={connection.id}
        trustFingerprintSha256={dialog.trustFingerprintSha256}
      />
    );
  }
  if (dialog.type === 'report') return <ReportDialog connection={connection} key={connection.id} />;
  return <ConnectionConfirmation action={dialog.type} connection={connection} key={dialog.type} />;
}

function ConnectionConfirmation({
  action,
  connection,
}: {
  action: 'remove' | 'forget';
  connection: Connection;
}) {
  const t = useTranslations(`connections.${action}`);
  const store = useAppStoreApi();
  const [state, setState] = useState<'idle' | 'running' | AppError>('idle');
  const close = () => store.getState().connections.closeDialog();
  const perform = async () => {
    const { connections } = store.getState();
    setState('running');
    try {
      await (action === 'remove'
        ? connections.remove(connection.id)
        : connections.forgetCredential(connection.id));
      close();
    } catch (thrown) {
      setState(toAppError(thrown));
    }
  };
  return (
    <Dialog
      footer={
        <>
          <Button autoFocus onPress={close}>
            {t('cancel')}
          </Button>
          <Button isDisabled={state === 'running'} onPress={() => void perform()} variant="danger">
            {t('confirm')}
          </Button>
        </>
      }
      isOpen
      onClose={close}
      role="alertdialog"
      size="small"
      title={t('title', { name: connection.name })}
    >
      <p>{t('text')}</p>
      {typeof state === 'string' ? null : <AppErrorNotice error={state} />}
    </Dialog>
  );
}

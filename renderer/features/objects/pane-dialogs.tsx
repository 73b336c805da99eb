import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { ShareDialog } from '../sharing/share-dialog.tsx';
import { HostFolderDialog } from '../transfers/host-folder-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { NewFolderDialog } from './new-folder-dialog.tsx';
import { downloadSelection } from './object-actions.ts';
import { type PaneId, selectPane } from './objects-slice.ts';

/** The dialog that a pane has open, if any. */
export function PaneDialogs({ paneId }: { paneId: PaneId }) {
  const { getState } = useAppStoreApi();
  const place = useAppStore((state) => selectPane(state, paneId).place);
  const dialog = useAppStore((state) => selectPane(state, paneId).dialog);
  const close = () => getState().objects.closeDialog(paneId);
  if (dialog === null || place === null) return null;
  if (dialog.type === 'new-folder') return <NewFolderDialog onClose={close} place={place} />;
  if (dialog.type === 'share') {
    const { connectionId, bucket } = place;
    return (
      <ShareDialog onClose={close} target={{ connectionId, bucket, key: dialog.key, versionId: null }} />
    );
  }
  if (dialog.type === 'delete') {
    return <DeleteDialog jobId={dialog.jobId} onClose={close} what={dialog.what} />;
  }
  return (
    <HostFolderDialog
      onChoose={async (folder) => {
        await downloadSelection(getState, paneId, folder);
        close();
      }}
      onClose={close}
    />
  );
}

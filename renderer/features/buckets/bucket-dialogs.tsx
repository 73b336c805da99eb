import { useAppStore } from '../../app/store.ts';
import { selectConnection } from '../connections/connections-slice.ts';
import { BucketCreateDialog } from './bucket-create-dialog.tsx';
import { BucketDeleteDialog } from './bucket-delete-dialog.tsx';

/** Whichever dialog about buckets is open. */
export function BucketDialogs() {
  const dialog = useAppStore((state) => state.buckets.dialog);
  const connection = useAppStore((state) => selectConnection(state, dialog?.connectionId ?? null));
  if (dialog === null || connection === null) return null;
  if (dialog.type === 'create') return <BucketCreateDialog connection={connection} />;
  return <BucketDeleteDialog bucket={dialog.bucket} connection={connection} />;
}

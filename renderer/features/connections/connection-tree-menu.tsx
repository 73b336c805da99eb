import {
  ChartPie,
  ClipboardCheck,
  Copy,
  FolderOpen,
  KeyRound,
  Pencil,
  Plus,
  RefreshCw,
  ShieldCheck,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { openBucket, openBucketSettings, openConnection } from '../../app/navigation.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { createBucketRefusal, deleteBucketRefusal } from '../buckets/bucket-refusals.ts';
import { selectConnection } from './connections-slice.ts';
import type { TreeTarget } from './tree-targets.ts';

/** What can be done with a connection or a bucket, at the place of a right press. */
export function ConnectionTreeMenu({
  at,
  target,
  onClose,
}: {
  at: MenuPoint | null;
  target: TreeTarget | null;
  onClose: () => void;
}) {
  const t = useTranslations('connections.tree');
  if (target?.type === 'bucket') {
    return (
      <ContextMenu at={at} label={t('bucketActions', { name: target.bucket })} onClose={onClose}>
        <BucketEntries bucket={target.bucket} connectionId={target.connectionId} />
      </ContextMenu>
    );
  }
  if (target?.type !== 'connection') return null;
  return (
    <ContextMenu at={at} label={t('connectionActions')} onClose={onClose}>
      <ConnectionEntries connectionId={target.connectionId} />
    </ContextMenu>
  );
}

/** The entries for one connection; used by its menu button as well. */
export function ConnectionEntries({ connectionId }: { connectionId: string }) {
  const t = useTranslations('connections.menu');
  const tRefusal = useTranslations();
  const store = useAppStoreApi();
  const connection = useAppStore((state) => selectConnection(state, connectionId));
  const createRefusal = useAppStore((state) => createBucketRefusal(state, connectionId));
  if (connection === null) return null;
  const fixed = connection.isSandbox ? t('sandboxFixed') : null;
  const { openDialog } = store.getState().connections;
  return (
    <>
      <MenuItem icon={FolderOpen} onAction={() => openConnection(store.getState(), connectionId)}>
        {t('open')}
      </MenuItem>
      <MenuItem icon={RefreshCw} onAction={() => store.getState().buckets.refresh(connectionId)}>
        {t('refresh')}
      </MenuItem>
      <MenuItem
        disabledReason={createRefusal === null ? null : tRefusal(createRefusal)}
        icon={Plus}
        onAction={() => store.getState().buckets.openDialog({ type: 'create', connectionId })}
      >
        {t('newBucket')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        disabledReason={fixed}
        icon={Pencil}
        onAction={() => openDialog({ type: 'edit', connectionId, trustFingerprintSha256: null })}
      >
        {t('edit')}
      </MenuItem>
      <MenuItem icon={ClipboardCheck} onAction={() => openDialog({ type: 'report', connectionId })}>
        {t('reportCard')}
      </MenuItem>
      {connection.credentialSource.type === 'keys' && connection.hasCredential && !connection.isSandbox ? (
        <MenuItem icon={KeyRound} onAction={() => openDialog({ type: 'forget', connectionId })}>
          {t('forget')}
        </MenuItem>
      ) : null}
      <MenuSeparator />
      <MenuItem
        disabledReason={fixed}
        icon={Trash2}
        onAction={() => openDialog({ type: 'remove', connectionId })}
        tone="danger"
      >
        {t('remove')}
      </MenuItem>
    </>
  );
}

/** The entries for one bucket. */
export function BucketEntries({ connectionId, bucket }: { connectionId: string; bucket: string }) {
  const t = useTranslations('buckets.menu');
  const tRefusal = useTranslations();
  const store = useAppStoreApi();
  const refusal = useAppStore((state) => deleteBucketRefusal(state, connectionId));
  return (
    <>
      <MenuItem icon={FolderOpen} onAction={() => openBucket(store.getState(), connectionId, bucket)}>
        {t('open')}
      </MenuItem>
      <MenuItem icon={Copy} onAction={() => void navigator.clipboard.writeText(bucket)}>
        {t('copyName')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={ChartPie}
        onAction={() => openBucketSettings(store.getState(), { connectionId, bucket }, 'overview')}
      >
        {t('overview')}
      </MenuItem>
      <MenuItem
        icon={ShieldCheck}
        onAction={() => openBucketSettings(store.getState(), { connectionId, bucket }, 'policy')}
      >
        {t('policy')}
      </MenuItem>
      <MenuItem
        icon={SlidersHorizontal}
        onAction={() => openBucketSettings(store.getState(), { connectionId, bucket })}
      >
        {t('settings')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        disabledReason={refusal === null ? null : tRefusal(refusal)}
        icon={Trash2}
        onAction={() => store.getState().buckets.openDialog({ type: 'delete', connectionId, bucket })}
        tone="danger"
      >
        {t('delete')}
      </MenuItem>
    </>
  );
}

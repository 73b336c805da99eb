import { Ellipsis, Lock, RefreshCw, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AppError } from '../../../shared/model/app-error.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice, ErrorDetails } from '../../app/error-notice.tsx';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { useCommand } from '../../app/use-commands.ts';
import { BucketIcon } from '../../ui/bucket-icon.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ConnectionDot } from '../connections/connection-dot.tsx';
import { ConnectionEntries } from '../connections/connection-tree-menu.tsx';
import { BucketRows } from './bucket-rows.tsx';
import styles from './bucket-table.module.css';
import { bucketFilterMark } from './buckets-commands.ts';
import { type BucketList, selectBucketList } from './buckets-slice.ts';

/** The buckets of one connection as a table in the centre, with its bar. */
export function BucketTable({
  connection,
  toolbarStart,
}: {
  connection: Connection;
  /** Stands at the left end of the bar. */
  toolbarStart?: ReactNode;
}) {
  const t = useTranslations('buckets');
  const store = useAppStoreApi();
  const list = useAppStore((state) => selectBucketList(state, connection.id));
  const [filter, setFilter] = useState('');
  const create = useCommand('buckets.create');
  const refreshing = useCommand('buckets.refresh');
  const refresh = () => store.getState().buckets.refresh(connection.id);
  const createButton = (variant: 'primary' | 'plain') => (
    <Button
      disabledReason={create.disabledReason}
      icon={create.icon}
      onPress={create.perform}
      variant={variant}
    >
      {t('create.open')}
    </Button>
  );

  return (
    <section aria-label={t('paneLabel', { name: connection.name })} className={styles.pane}>
      <div className={styles.bar}>
        {toolbarStart}
        <IconButton
          icon={RefreshCw}
          label={refreshing.label}
          onPress={refreshing.perform}
          shortcut={refreshing.shortcut}
        />
        <h1 className={styles.title}>
          <ConnectionDot colour={connection.colour} />
          <span className={styles.name}>{connection.name}</span>
          {connection.isReadOnly ? <Tag tone="warn">{t('readOnly')}</Tag> : null}
        </h1>
        <div className={styles.filter} data-focus={bucketFilterMark}>
          <TextField
            isLabelHidden
            isQuiet
            label={t('filter')}
            onChange={setFilter}
            placeholder={t('filter')}
            start={<Icon icon={Search} size="small" />}
            type="search"
            value={filter}
          />
        </div>
        <Menu
          label={t('connectionActions')}
          placement="bottom end"
          trigger={<IconButton icon={Ellipsis} label={t('connectionActions')} />}
        >
          <ConnectionEntries connectionId={connection.id} />
        </Menu>
        {createButton('primary')}
      </div>
      <BucketListBody
        connection={connection}
        createButton={createButton('plain')}
        filter={filter}
        list={list}
        onRefresh={refresh}
      />
    </section>
  );
}

function BucketListBody({
  connection,
  list,
  filter,
  onRefresh,
  createButton,
}: {
  connection: Connection;
  list: BucketList;
  filter: string;
  onRefresh: () => void;
  createButton: ReactNode;
}) {
  const t = useTranslations('buckets');
  if (list.listedAtMs === null && list.status !== 'failed') return <WaitingRows />;
  const isDenied = list.isListingDenied || list.error?.kind === 'access-denied';
  if (list.buckets.length === 0 && isDenied) {
    return <DeniedBuckets connection={connection} error={list.error} onRefresh={onRefresh} />;
  }
  if (list.buckets.length === 0 && list.error !== null) {
    return (
      <div className={styles.problem}>
        <AppErrorNotice error={list.error} lead={t('failed')} onRetry={onRefresh} />
      </div>
    );
  }
  if (list.buckets.length === 0) {
    return (
      <EmptyState action={createButton} icon={BucketIcon} title={t('empty.title')}>
        {t('empty.text')}
      </EmptyState>
    );
  }
  return (
    <>
      {list.error === null ? null : (
        <div className={styles.notice}>
          <AppErrorNotice error={list.error} lead={t('failedAgain')} onRetry={onRefresh} />
        </div>
      )}
      {list.isListingDenied ? (
        <div className={styles.notice}>
          <Notice tone="accent">{t('denied.only')}</Notice>
        </div>
      ) : null}
      <BucketRows buckets={list.buckets} connection={connection} filter={filter} />
    </>
  );
}

function DeniedBuckets({
  connection,
  error,
  onRefresh,
}: {
  connection: Connection;
  error: AppError | null;
  onRefresh: () => void;
}) {
  const t = useTranslations('buckets.denied');
  const { openDialog } = useAppStoreApi().getState().connections;
  const edit = () => openDialog({ type: 'edit', connectionId: connection.id, trustFingerprintSha256: null });
  return (
    <EmptyState
      action={
        <>
          {connection.isSandbox ? null : <Button onPress={edit}>{t('edit')}</Button>}
          <Button onPress={onRefresh} variant="quiet">
            {t('again')}
          </Button>
        </>
      }
      icon={Lock}
      title={t('title')}
    >
      <p>{t('text')}</p>
      {error === null ? null : <ErrorDetails error={error} />}
    </EmptyState>
  );
}

function WaitingRows() {
  const t = useTranslations('buckets');
  return (
    <div aria-busy aria-label={t('loading')} className={styles.waiting} role="status">
      {[148, 96, 176, 120].map((widthPx) => (
        <div className={styles.waitingRow} key={widthPx}>
          <Skeleton heightPx={14} widthPx={16} />
          <Skeleton widthPx={widthPx} />
        </div>
      ))}
    </div>
  );
}

import { ChevronDown, ChevronUp, Ellipsis, Lock, RefreshCw, Search } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import {
  Cell,
  Column,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from 'react-aria-components';
import { useLocale, useTranslations } from 'use-intl';
import { formatExactDate, formatNaturalDate } from '../../../shared/format/dates.ts';
import type { Bucket } from '../../../shared/model/bucket.ts';
import type { Connection } from '../../../shared/model/connection.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { openBucket } from '../../app/navigation.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { useCommand } from '../../app/use-commands.ts';
import { BucketIcon } from '../../ui/bucket-icon.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ConnectionDot } from '../connections/connection-dot.tsx';
import { BucketEntries, ConnectionEntries } from '../connections/connection-tree-menu.tsx';
import { sortBuckets } from './bucket-order.ts';
import { deleteBucketRefusal } from './bucket-refusals.ts';
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
  if (list.buckets.length === 0 && list.error !== null) {
    return (
      <div className={styles.problem}>
        {isDenied ? (
          <EmptyState icon={Lock} title={t('denied.title')}>
            {t('denied.text')}
          </EmptyState>
        ) : null}
        <AppErrorNotice error={list.error} lead={t('failed')} onRetry={onRefresh} />
      </div>
    );
  }
  if (list.buckets.length === 0) {
    return (
      <EmptyState
        action={isDenied ? undefined : createButton}
        icon={isDenied ? Lock : BucketIcon}
        title={t(isDenied ? 'denied.title' : 'empty.title')}
      >
        {t(isDenied ? 'denied.text' : 'empty.text')}
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

type ColumnId = 'name' | 'region' | 'created';

function BucketRows({
  connection,
  buckets,
  filter,
}: {
  connection: Connection;
  buckets: readonly Bucket[];
  filter: string;
}) {
  const t = useTranslations('buckets');
  const locale = useLocale();
  const store = useAppStoreApi();
  const [sort, setSort] = useState<SortDescriptor>({ column: 'name', direction: 'ascending' });
  const [menu, setMenu] = useState<{ at: MenuPoint; bucket: string } | null>(null);
  const rows = useMemo(() => sortBuckets(buckets, filter, sort), [buckets, filter, sort]);
  const place = { locale, nowMs: Date.now() };

  const bucketOf = (target: EventTarget) =>
    target instanceof Element
      ? (target.closest('[data-bucket]') ?? target.querySelector('[data-bucket]'))
      : null;

  const openMenu = (event: MouseEvent<HTMLElement>) => {
    const row = event.target instanceof Element ? event.target.closest('[role=row]') : null;
    const bucket = row === null ? null : bucketOf(row)?.getAttribute('data-bucket');
    if (row === null || bucket === null || bucket === undefined) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    const isKey = event.clientX === 0 && event.clientY === 0;
    setMenu({
      at: isKey ? { x: box.left + 40, y: box.bottom } : { x: event.clientX, y: event.clientY },
      bucket,
    });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const bucket = event.key === 'Delete' ? bucketOf(event.target)?.getAttribute('data-bucket') : null;
    if (bucket === null || bucket === undefined) return;
    const state = store.getState();
    if (deleteBucketRefusal(state, connection.id) === null) {
      state.buckets.openDialog({ type: 'delete', connectionId: connection.id, bucket });
    }
  };

  const column = (id: ColumnId, width: number | `${number}fr`, minWidth: number) => (
    <Column
      allowsSorting
      className={styles.column ?? ''}
      id={id}
      isRowHeader={id === 'name'}
      minWidth={minWidth}
      width={width}
    >
      {({ sortDirection }) => (
        <span className={styles.columnName}>
          {t(`columns.${id}`)}
          {sortDirection === undefined ? null : (
            <Icon icon={sortDirection === 'ascending' ? ChevronUp : ChevronDown} size="small" />
          )}
        </span>
      )}
    </Column>
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the events come up from the rows, which have roles and the focus.
    <div className={styles.around} onContextMenu={openMenu} onKeyDown={onKeyDown}>
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: 28, headingHeight: 30 }}>
        <Table
          aria-label={t('tableLabel', { name: connection.name })}
          className={styles.table ?? ''}
          onRowAction={(key) => openBucket(store.getState(), connection.id, String(key))}
          onSortChange={setSort}
          selectionBehavior="replace"
          selectionMode="single"
          sortDescriptor={sort}
        >
          <TableHeader className={styles.header ?? ''}>
            {column('name', '3fr', 160)}
            {column('region', '1fr', 96)}
            {column('created', '1fr', 120)}
          </TableHeader>
          <TableBody
            items={rows}
            renderEmptyState={() => <p className={styles.none}>{t('noMatch', { filter })}</p>}
          >
            {(bucket) => (
              <Row className={styles.row ?? ''} id={bucket.name} textValue={bucket.name}>
                <Cell className={styles.cell ?? ''}>
                  <span className={styles.nameCell} data-bucket={bucket.name}>
                    <Icon className={styles.bucket} icon={BucketIcon} />
                    <span className={styles.name}>{bucket.name}</span>
                  </span>
                </Cell>
                <Cell className={styles.cell ?? ''}>{bucket.region ?? '—'}</Cell>
                <Cell className={styles.cell ?? ''}>
                  {bucket.createdAtMs === null ? (
                    '—'
                  ) : (
                    <span title={formatExactDate(bucket.createdAtMs, place)}>
                      {formatNaturalDate(bucket.createdAtMs, place)}
                    </span>
                  )}
                </Cell>
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
      <ContextMenu
        at={menu?.at ?? null}
        label={t('bucketActions', { name: menu?.bucket ?? '' })}
        onClose={() => setMenu(null)}
      >
        {menu === null ? null : <BucketEntries bucket={menu.bucket} connectionId={connection.id} />}
      </ContextMenu>
    </div>
  );
}

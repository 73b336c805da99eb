import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useMemo, useState } from 'react';
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
import { openBucket } from '../../app/navigation.ts';
import { useAppStoreApi } from '../../app/store.ts';
import { BucketIcon } from '../../ui/bucket-icon.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { Icon } from '../../ui/icon.tsx';
import { BucketEntries } from '../connections/connection-tree-menu.tsx';
import { sortBuckets } from './bucket-order.ts';
import { deleteBucketRefusal } from './bucket-refusals.ts';
import styles from './bucket-table.module.css';

type ColumnId = 'name' | 'region' | 'created';

/** The rows: sorted by a press on a column, opened by Enter or a double press, with a menu each. */
export function BucketRows({
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
            <Icon icon={sortDirection === 'ascending' ? ArrowUp : ArrowDown} size="small" />
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

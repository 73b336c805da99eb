import { ChevronRight, Lock, RotateCw, TriangleAlert } from 'lucide-react';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { Button, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import type { Connection } from '../../../shared/model/connection.ts';
import { useErrorWords } from '../../app/error-words.ts';
import {
  openBucket,
  openConnection,
  selectShownBucket,
  selectShownConnectionId,
} from '../../app/navigation.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { BucketIcon } from '../../ui/bucket-icon.ts';
import { joinClasses } from '../../ui/class-names.ts';
import type { MenuPoint } from '../../ui/context-menu.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { type BucketList, selectBucketList } from '../buckets/buckets-slice.ts';
import { ConnectionDot } from './connection-dot.tsx';
import styles from './connection-tree.module.css';
import { ConnectionTreeMenu } from './connection-tree-menu.tsx';
import { parseTreeKey, type TreeTarget, treeKey } from './tree-targets.ts';

/** Connections and, below each, its buckets. Choosing a row shows it in the centre. */
export function ConnectionTree() {
  const t = useTranslations('connections.tree');
  const store = useAppStoreApi();
  const connections = useAppStore((state) => state.connections.list);
  const expandedIds = useAppStore((state) => state.connections.expandedIds);
  const shownConnectionId = useAppStore(selectShownConnectionId);
  const shownBucket = useAppStore(selectShownBucket);
  const [menu, setMenu] = useState<{ at: MenuPoint; target: TreeTarget } | null>(null);

  const shown: TreeTarget | null =
    shownConnectionId === null
      ? null
      : shownBucket === null
        ? { type: 'connection', connectionId: shownConnectionId }
        : { type: 'bucket', connectionId: shownConnectionId, bucket: shownBucket };

  const choose = (target: TreeTarget | null) => {
    const state = store.getState();
    if (target?.type === 'connection') openConnection(state, target.connectionId);
    if (target?.type === 'bucket') openBucket(state, target.connectionId, target.bucket);
    if (target?.type === 'retry') state.buckets.refresh(target.connectionId);
  };

  const openMenu = (event: MouseEvent<HTMLElement>) => {
    const row = event.target instanceof Element ? event.target.closest('[role=row]') : null;
    const target = parseTreeKey(row?.getAttribute('data-key') ?? null);
    if (row === null || (target?.type !== 'connection' && target?.type !== 'bucket')) return;
    event.preventDefault();
    // The menu key has no place of its own: the menu then opens at the row.
    const box = row.getBoundingClientRect();
    const isKey = event.clientX === 0 && event.clientY === 0;
    setMenu({
      at: isKey ? { x: box.left + 24, y: box.bottom } : { x: event.clientX, y: event.clientY },
      target,
    });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the event comes up from the rows, which have roles and the focus.
    <div className={styles.around} onContextMenu={openMenu}>
      <Tree
        aria-label={t('label')}
        className={styles.tree ?? ''}
        disallowEmptySelection
        expandedKeys={expandedIds.map((connectionId) => treeKey({ type: 'connection', connectionId }))}
        onExpandedChange={(keys) => {
          const { connections: slice, buckets } = store.getState();
          const ids = [...keys].flatMap((key) => parseTreeKey(key)?.connectionId ?? []);
          slice.setExpanded(ids);
          ids.forEach(buckets.load);
        }}
        onSelectionChange={(keys) => choose(keys === 'all' ? null : parseTreeKey([...keys][0]))}
        selectedKeys={shown === null ? [] : [treeKey(shown)]}
        selectionBehavior="toggle"
        selectionMode="single"
      >
        {connections.map((connection) => (
          <ConnectionRow connection={connection} key={connection.id} />
        ))}
      </Tree>
      <ConnectionTreeMenu at={menu?.at ?? null} onClose={() => setMenu(null)} target={menu?.target ?? null} />
    </div>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const t = useTranslations('connections.tree');
  const list = useAppStore((state) => selectBucketList(state, connection.id));
  return (
    <Row
      hasChildItems
      target={{ type: 'connection', connectionId: connection.id }}
      text={connection.name}
      content={
        <>
          <ConnectionDot colour={connection.colour} />
          <span className={styles.name}>{connection.name}</span>
          {list.status === 'failed' ? (
            <Icon className={styles.failed} icon={TriangleAlert} size="small" />
          ) : null}
          {connection.isReadOnly ? (
            <Tag tone="warn">{t('readOnly')}</Tag>
          ) : (
            <span className={styles.provider}>
              {connection.isSandbox ? t('local') : connection.provider.toUpperCase()}
            </span>
          )}
        </>
      }
    >
      {bucketRows(connection, list)}
    </Row>
  );
}

function bucketRows(connection: Connection, list: BucketList): ReactNode[] {
  const { id: connectionId } = connection;
  const rows = list.buckets.map((bucket) => (
    <BucketRow bucket={bucket.name} connectionId={connectionId} key={bucket.name} />
  ));
  if (list.status === 'failed' && list.error !== null) {
    rows.unshift(<ProblemRow connectionId={connectionId} key="problem" list={list} />);
  }
  if (rows.length === 0) rows.push(<WaitingRow connectionId={connectionId} key="waiting" list={list} />);
  return rows;
}

function BucketRow({ connectionId, bucket }: { connectionId: string; bucket: string }) {
  return (
    <Row
      content={
        <>
          <Icon className={styles.bucket} icon={BucketIcon} />
          <span className={styles.name}>{bucket}</span>
        </>
      }
      target={{ type: 'bucket', connectionId, bucket }}
      text={bucket}
    />
  );
}

function ProblemRow({ connectionId, list }: { connectionId: string; list: BucketList }) {
  const t = useTranslations('connections.tree');
  const words = useErrorWords();
  const text = list.error === null ? '' : words(list.error);
  return (
    <Row
      content={
        <>
          <Icon
            className={styles.failed}
            icon={list.error?.kind === 'access-denied' ? Lock : RotateCw}
            size="small"
          />
          <span className={styles.problem} title={text}>
            {t(list.error?.kind === 'access-denied' ? 'denied' : 'failed')}
          </span>
        </>
      }
      target={{ type: 'retry', connectionId }}
      text={t('failed')}
    />
  );
}

function WaitingRow({ connectionId, list }: { connectionId: string; list: BucketList }) {
  const t = useTranslations('connections.tree');
  const isWaiting = list.status === 'loading' || list.status === 'idle';
  return (
    <Row
      content={isWaiting ? <Skeleton widthPx={112} /> : <span className={styles.none}>{t('noBuckets')}</span>}
      isDisabled
      target={{ type: 'waiting', connectionId }}
      text={isWaiting ? t('loading') : t('noBuckets')}
    />
  );
}

function Row({
  target,
  text,
  content,
  children,
  hasChildItems = false,
  isDisabled = false,
}: {
  target: TreeTarget;
  text: string;
  content: ReactNode;
  children?: ReactNode;
  hasChildItems?: boolean;
  isDisabled?: boolean;
}) {
  const t = useTranslations('connections.tree');
  return (
    <TreeItem
      className={joinClasses(styles.row, styles[target.type])}
      hasChildItems={hasChildItems}
      id={treeKey(target)}
      isDisabled={isDisabled}
      textValue={text}
    >
      <TreeItemContent>
        {({ isExpanded }) => (
          <div className={styles.content}>
            {hasChildItems ? (
              <Button
                aria-label={t(isExpanded ? 'collapse' : 'expand', { name: text })}
                className={styles.chevron ?? ''}
                slot="chevron"
              >
                <Icon className={isExpanded ? styles.turned : undefined} icon={ChevronRight} size="small" />
              </Button>
            ) : null}
            {content}
          </div>
        )}
      </TreeItemContent>
      {children}
    </TreeItem>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by hand, which table elements refuse.

import { useTable } from '@tanstack/react-table';
import { type CSSProperties, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { isFloating } from '../../app/shell-slice.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import type { MenuPoint } from '../../ui/context-menu.tsx';
import { type ColumnLayout, drawnColumns, loadLayout, saveLayout } from './column-layout.ts';
import { ColumnMenu } from './column-menu.tsx';
import { rowKey } from './listing.ts';
import { openRow, renameRow } from './object-actions.ts';
import { isFolder, objectColumns, objectTableFeatures, type TableRow, tableRow } from './object-columns.tsx';
import { ObjectMenu } from './object-menu.tsx';
import { ObjectTableRow, type RowHandlers, rowElementId } from './object-row.tsx';
import styles from './object-table.module.css';
import { type PaneId, selectPane } from './objects-slice.ts';
import { paneView } from './pane.ts';
import { RowSet } from './row-set.ts';
import { selectAll, selectAt, toggleRow } from './selection.ts';
import { TableHeader } from './table-header.tsx';
import { useDropTarget } from './use-drop-target.ts';
import { useRowWindow } from './use-row-window.ts';
import { useTableKeys } from './use-table-keys.ts';

function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(1_000);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 1_000));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** The rows of a pane: a grid with the keyboard of a file manager, drawn only where it is looked at. */
export function ObjectTable({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects');
  const store = useAppStoreApi();
  const pane = useAppStore((state) => selectPane(state, paneId));
  const isWindowNarrow = useAppStore((state) => isFloating(state.shell, 'tree'));
  const clipboard = useAppStore((state) => state.objects.clipboard);
  const { listing, revision, sort, filter, selection } = pane;
  const view = useMemo(
    () => paneView({ listing, revision, sort, filter }),
    [listing, revision, sort, filter],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(scroller);
  const rows = useRowWindow(scroller, view.count);
  const [layout, setLayout] = useState(() => loadLayout(localStorage));
  const [menu, setMenu] = useState<MenuPoint | null>(null);
  const [columnMenu, setColumnMenu] = useState<MenuPoint | null>(null);
  const drop = useDropTarget();
  const { objects } = store.getState();

  const shown = drawnColumns(layout, { tablePx: widthPx, isWindowNarrow });
  const columnsShown = shown.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are made anew when the view is.
  const cache = useMemo(() => new Map<number, TableRow>(), [view]);
  const data = rows.items.map(({ index }) => {
    const row = cache.get(index) ?? tableRow(listing, view.rowAt(index), index);
    cache.set(index, row);
    return row;
  });
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(objectColumns.map(({ id }) => [id, columnsShown.split(' ').includes(String(id))])),
    [columnsShown],
  );
  const table = useTable({
    features: objectTableFeatures,
    columns: objectColumns,
    data,
    getRowId: (row) => String(row.row),
    state: { columnVisibility },
  });

  const changeLayout = (next: ColumnLayout) => {
    setLayout(next);
    saveLayout(localStorage, next);
  };

  // What has the keyboard is brought into view; a selection that came with the place too.
  const focusAt = selection.focus === null ? -1 : view.positionOf(selection.focus);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a moved focus scrolls, not a moved scroll bar.
  useEffect(() => {
    if (focusAt !== -1) rows.reveal(focusAt);
  }, [selection.focus, listing]);

  // Rows near the end ask for the next page before the end is reached.
  const lastShown = rows.items.at(-1)?.index ?? 0;
  const isNearEnd = lastShown > view.count - 200;
  useEffect(() => {
    if (isNearEnd && pane.nextToken !== null && pane.status === 'ready' && pane.moreError === null) {
      objects.loadMore(paneId);
    }
  }, [isNearEnd, pane.nextToken, pane.status, pane.moreError, objects, paneId]);

  const handlers = useMemo((): RowHandlers => {
    const now = () => selectPane(store.getState(), paneId);
    const select = (change: Parameters<typeof objects.setSelection>[1]) =>
      objects.setSelection(paneId, change);
    return {
      press(row, event) {
        const { selection: before } = now();
        if (event.shiftKey) select(selectAt(before, paneView(now()), row.position, 'extend'));
        else if (event.ctrlKey || event.metaKey) select(toggleRow(before, row.row));
        else select(selectAt(before, paneView(now()), row.position, 'only'));
      },
      tick: (row) => select(toggleRow(now().selection, row.row)),
      open: (row) => openRow(store.getState(), paneId, row.row),
      menu(row, event) {
        event.preventDefault();
        event.stopPropagation();
        const { selection: before } = now();
        if (!before.rows.has(row.row)) select(selectAt(before, paneView(now()), row.position, 'only'));
        setMenu({ x: event.clientX, y: event.clientY });
      },
      dragOver: (row, event) => drop.overRow(isFolder(row) ? row.key : null, event),
      rename(row, newName) {
        objects.setRenaming(paneId, null);
        scroller.current?.focus();
        void renameRow(store.getState, paneId, row.row, newName);
      },
      endRename: () => objects.setRenaming(paneId, null),
    };
  }, [store, paneId, objects, drop.overRow]);

  const openMenuAtFocus = () => {
    const element = selection.focus === null ? null : document.getElementById(rowElementId(selection.focus));
    const box = (element ?? scroller.current)?.getBoundingClientRect();
    if (box !== undefined) setMenu({ x: box.left + 48, y: element === null ? box.top + 48 : box.bottom });
  };
  const onKeyDown = useTableKeys(paneId, rows.pageSize, openMenuAtFocus);

  const isFocusDrawn = data.some(({ row }) => row === selection.focus);
  const cutKeys = new Set(
    clipboard?.mode === 'cut' && clipboard.from.bucket === pane.place?.bucket
      ? [...clipboard.selection.keys, ...clipboard.selection.prefixes]
      : [],
  );
  const columns = shown.map((id) => (id === 'name' ? 'minmax(0, 1fr)' : `${layout.widths[id]}px`)).join(' ');

  const openBlankMenu = (event: MouseEvent) => {
    event.preventDefault();
    objects.setSelection(paneId, { ...selection, rows: RowSet.empty });
    setMenu({ x: event.clientX, y: event.clientY });
  };

  return (
    <>
      <div
        aria-activedescendant={
          selection.focus !== null && isFocusDrawn ? rowElementId(selection.focus) : undefined
        }
        aria-busy={pane.status === 'refreshing' || pane.more !== 'idle'}
        aria-colcount={shown.length + 1}
        aria-label={t('table.label', { name: pane.place?.prefix || (pane.place?.bucket ?? '') })}
        aria-multiselectable
        aria-rowcount={view.count + 1}
        className={styles.scroller}
        data-focus="objects-table"
        onContextMenu={openBlankMenu}
        onDragOver={(event) => drop.overRow(null, event)}
        onKeyDown={onKeyDown}
        ref={scroller}
        role="grid"
        style={{ '--columns': columns } as CSSProperties}
        tabIndex={0}
      >
        <TableHeader
          layout={layout}
          onLayout={changeLayout}
          onMenu={setColumnMenu}
          onSelectAll={(isSelected) =>
            objects.setSelection(
              paneId,
              isSelected ? selectAll(selection, view) : { ...selection, rows: RowSet.empty },
            )
          }
          onSort={(next) => objects.setSort(paneId, next)}
          selection={selection.rows.size === 0 ? 'none' : selection.rows.size < view.count ? 'some' : 'all'}
          shown={shown}
          sort={sort}
        />
        <div className={styles.body} role="rowgroup" style={{ height: rows.bodyPx }}>
          {table.getRowModel().rows.map((row, index) => {
            const item = rows.items[index];
            return item === undefined ? null : (
              <ObjectTableRow
                columnsShown={columnsShown}
                handlers={handlers}
                isCut={cutKeys.size > 0 && cutKeys.has(rowKey(listing, row.original.row))}
                isDropTarget={isFolder(row.original) && drop.folder === row.original.key}
                isFocused={selection.focus === row.original.row}
                isRenaming={pane.renaming === row.original.row}
                isSelected={selection.rows.has(row.original.row)}
                key={row.id}
                row={row}
                topPx={rows.topPx(item)}
              />
            );
          })}
        </div>
      </div>
      <ObjectMenu at={menu} onClose={() => setMenu(null)} paneId={paneId} />
      <ColumnMenu
        at={columnMenu}
        layout={layout}
        onClose={() => setColumnMenu(null)}
        onLayout={changeLayout}
      />
    </>
  );
}

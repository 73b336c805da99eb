// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by hand, which table elements refuse.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row; buttons in its head take their own.

import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '../../ui/checkbox.tsx';
import { joinClasses } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { type ColumnId, type ColumnLayout, type OptionalColumnId, resizeColumn } from './column-layout.ts';
import type { Sort } from './listing-view.ts';
import { sortColumnOf } from './object-columns.tsx';
import styles from './object-table.module.css';

interface TableHeaderProps {
  readonly shown: readonly ColumnId[];
  readonly layout: ColumnLayout;
  readonly sort: Sort;
  readonly selection: 'none' | 'some' | 'all';
  readonly onSort: (sort: Sort) => void;
  readonly onSelectAll: (isSelected: boolean) => void;
  readonly onLayout: (layout: ColumnLayout) => void;
  readonly onMenu: (point: { x: number; y: number }) => void;
}

/** Sizes and dates are looked at from the largest and the newest; names and kinds from A. */
function nextSort(sort: Sort, column: Sort['column']): Sort {
  if (sort.column === column) return { column, isDescending: !sort.isDescending };
  return { column, isDescending: column === 'size' || column === 'modified' };
}

/** The head of the table: tick box for all, names that sort, edges that resize, a menu that chooses columns. */
export function TableHeader(props: TableHeaderProps) {
  const { shown, sort, selection, onSort, onSelectAll, onMenu } = props;
  const t = useTranslations('objects');
  return (
    <div role="rowgroup">
      <div
        aria-rowindex={1}
        className={styles.header}
        onContextMenu={(event) => {
          event.preventDefault();
          event.stopPropagation();
          onMenu({ x: event.clientX, y: event.clientY });
        }}
        role="row"
      >
        <div className={styles.tickCell} role="columnheader">
          <Checkbox
            isIndeterminate={selection === 'some'}
            isSelected={selection === 'all'}
            label={t('table.selectAll')}
            onChange={onSelectAll}
          />
        </div>
        {shown.map((id) => {
          const column = sortColumnOf[id];
          const isSorted = column !== null && sort.column === column && id !== 'type';
          return (
            <div
              aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}
              className={joinClasses(styles.headerCell, id === 'size' && styles.number)}
              key={id}
              role="columnheader"
            >
              {id === 'name' ? null : <Resizer {...props} id={id} />}
              {column === null ? (
                <span className={styles.headerWords}>{t(`columns.${id}`)}</span>
              ) : (
                <button
                  className={styles.sortButton}
                  onClick={() => onSort(nextSort(sort, column))}
                  type="button"
                >
                  <span className={styles.headerWords}>{t(`columns.${id}`)}</span>
                  {isSorted ? <Icon icon={sort.isDescending ? ArrowDown : ArrowUp} size="small" /> : null}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Resizer({ id, layout, onLayout }: TableHeaderProps & { id: OptionalColumnId }) {
  const t = useTranslations('objects');
  const start = useRef<{ x: number; width: number } | null>(null);
  const width = layout.widths[id];
  const move = (event: PointerEvent) => {
    // The edge stands left of its column: to the left is wider.
    if (start.current !== null) {
      onLayout(resizeColumn(layout, id, start.current.width + start.current.x - event.clientX));
    }
  };
  const moveByKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onLayout(resizeColumn(layout, id, width + step));
  };
  return (
    <span
      aria-label={t('table.resize', { column: t(`columns.${id}`) })}
      aria-orientation="vertical"
      aria-valuemax={480}
      aria-valuemin={56}
      aria-valuenow={width}
      className={styles.resizer}
      onKeyDown={moveByKey}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      role="separator"
      tabIndex={0}
    />
  );
}

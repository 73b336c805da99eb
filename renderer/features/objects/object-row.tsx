// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by hand, which table elements refuse.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row; buttons in its head take their own.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keyboard, for all rows.

import type { Row } from '@tanstack/react-table';
import { Check } from 'lucide-react';
import { type DragEvent, type MouseEvent, memo } from 'react';
import { useTranslations } from 'use-intl';
import { joinClasses } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { FileIcon } from './file-icon.tsx';
import { isFolder, type objectTableFeatures, type TableRow } from './object-columns.tsx';
import styles from './object-table.module.css';
import { RenameField } from './rename-field.tsx';
import { VisibleName } from './visible-name.tsx';

/** What the table does with its rows; the same object for all of them while nothing changes. */
export interface RowHandlers {
  press(row: TableRow, event: MouseEvent): void;
  tick(row: TableRow): void;
  open(row: TableRow): void;
  menu(row: TableRow, event: MouseEvent): void;
  dragOver(row: TableRow, event: DragEvent): void;
  rename(row: TableRow, newName: string): void;
  endRename(): void;
}

interface ObjectTableRowProps {
  /** The row of the table library, made anew on every scroll; `row.original` decides whether to draw again. */
  readonly row: Row<typeof objectTableFeatures, TableRow>;
  readonly columnsShown: string;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isCut: boolean;
  readonly isDropTarget: boolean;
  readonly isRenaming: boolean;
  readonly handlers: RowHandlers;
}

export function rowElementId(row: number): string {
  return `object-row-${row}`;
}

function ObjectTableRowView({
  row,
  topPx,
  isSelected,
  isFocused,
  isCut,
  isDropTarget,
  isRenaming,
  handlers,
}: ObjectTableRowProps) {
  const t = useTranslations('objects');
  const { original } = row;
  const isAFolder = isFolder(original);
  return (
    <div
      aria-rowindex={original.position + 2}
      aria-selected={isSelected}
      className={joinClasses(
        styles.row,
        isSelected && styles.selected,
        isFocused && styles.focused,
        isCut && styles.cut,
        isDropTarget && styles.dropTarget,
      )}
      id={rowElementId(original.row)}
      onClick={(event) => handlers.press(original, event)}
      onContextMenu={(event) => handlers.menu(original, event)}
      onDoubleClick={() => handlers.open(original)}
      onDragOver={(event) => handlers.dragOver(original, event)}
      role="row"
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <div
        aria-label={t(isSelected ? 'table.selected' : 'table.notSelected')}
        className={styles.tickCell}
        onClick={(event) => {
          event.stopPropagation();
          handlers.tick(original);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
        role="gridcell"
      >
        <span className={styles.tick}>{isSelected ? <Icon icon={Check} size="small" /> : null}</span>
      </div>
      {row.getVisibleCells().map((cell) =>
        cell.column.id === 'name' ? (
          <div aria-colindex={2} className={styles.nameCell} key={cell.id} role="gridcell">
            <FileIcon isFolder={isAFolder} name={original.name} />
            {isRenaming ? (
              <RenameField
                isFolder={isAFolder}
                name={original.name}
                onEnd={handlers.endRename}
                onRename={(newName) => handlers.rename(original, newName)}
              />
            ) : (
              <span className={styles.name} title={original.name}>
                <VisibleName text={original.name} />
              </span>
            )}
          </div>
        ) : (
          <div
            className={joinClasses(styles.cell, cell.column.id === 'size' && styles.number)}
            key={cell.id}
            role="gridcell"
          >
            <CellContent cell={cell} />
          </div>
        ),
      )}
    </div>
  );
}

type Cell = ReturnType<ObjectTableRowProps['row']['getVisibleCells']>[number];

function CellContent({ cell }: { cell: Cell }) {
  const draw = cell.column.columnDef.cell;
  return typeof draw === 'function' ? draw(cell.getContext()) : null;
}

/** One row of the table. It is drawn again when what it shows changes, not on every scroll. */
export const ObjectTableRow = memo(
  ObjectTableRowView,
  (before, after) =>
    before.row.original === after.row.original &&
    before.columnsShown === after.columnsShown &&
    before.topPx === after.topPx &&
    before.isSelected === after.isSelected &&
    before.isFocused === after.isFocused &&
    before.isCut === after.isCut &&
    before.isDropTarget === after.isDropTarget &&
    before.isRenaming === after.isRenaming &&
    before.handlers === after.handlers,
);

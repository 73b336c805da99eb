import { z } from 'zod';

export const columnIds = ['name', 'size', 'modified', 'class', 'type', 'extension', 'etag'] as const;
export type ColumnId = (typeof columnIds)[number];

/** Columns that can be hidden: all but the name. */
export type OptionalColumnId = Exclude<ColumnId, 'name'>;
export const optionalColumnIds = columnIds.filter((id): id is OptionalColumnId => id !== 'name');

/** What the user chose for the table; widths in CSS pixels. The name takes what is left. */
export interface ColumnLayout {
  readonly shown: readonly ColumnId[];
  readonly widths: Readonly<Record<OptionalColumnId, number>>;
}

export const minColumnWidth = 56;
export const maxColumnWidth = 480;

export const defaultLayout: ColumnLayout = {
  shown: ['name', 'size', 'modified', 'class'],
  widths: { size: 96, modified: 152, class: 104, type: 128, extension: 88, etag: 176 },
};

const width = z.number().min(minColumnWidth).max(maxColumnWidth);
const layoutSchema = z.object({
  shown: z.array(z.enum(columnIds)),
  widths: z.partialRecord(z.enum(columnIds), width),
});

const storageKey = 'stowage.object-columns';

/** The part of `localStorage` that is used. */
export type KeptStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** The layout kept from last time; the default one when there is none or it is not readable. */
export function loadLayout(storage: KeptStorage): ColumnLayout {
  try {
    const kept = layoutSchema.parse(JSON.parse(storage.getItem(storageKey) ?? ''));
    const shown = columnIds.filter((id) => id === 'name' || kept.shown.includes(id));
    return { shown, widths: { ...defaultLayout.widths, ...kept.widths } };
  } catch {
    return defaultLayout;
  }
}

/** Keeps a layout for next time; a storage that refuses (full, or switched off) only costs the memory. */
export function saveLayout(storage: KeptStorage, layout: ColumnLayout): void {
  try {
    storage.setItem(storageKey, JSON.stringify(layout));
  } catch {
    // The table works the same without it.
  }
}

/** What a narrow table keeps. */
const narrowColumns: readonly ColumnId[] = ['name', 'size', 'modified'];
const narrowTablePx = 560;

/**
 * The columns to draw: those of the layout, and of them only name, size and date where the window is narrow or the
 * table, in CSS pixels, is. The layout stays as it is, for when there is room again.
 */
export function drawnColumns(
  { shown }: ColumnLayout,
  { tablePx, isWindowNarrow }: { tablePx: number; isWindowNarrow: boolean },
): readonly ColumnId[] {
  if (!isWindowNarrow && tablePx >= narrowTablePx) return shown;
  return shown.filter((id) => narrowColumns.includes(id));
}

/** Shows or hides a column; columns stand in their fixed order. */
export function toggleColumn(layout: ColumnLayout, id: OptionalColumnId): ColumnLayout {
  const isShown = layout.shown.includes(id);
  return {
    ...layout,
    shown: columnIds.filter((other) => (other === id ? !isShown : layout.shown.includes(other))),
  };
}

export function resizeColumn(layout: ColumnLayout, id: OptionalColumnId, widthPx: number): ColumnLayout {
  const clamped = Math.round(Math.min(maxColumnWidth, Math.max(minColumnWidth, widthPx)));
  return { ...layout, widths: { ...layout.widths, [id]: clamped } };
}

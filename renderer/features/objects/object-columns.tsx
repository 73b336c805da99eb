import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatExactDate, formatNaturalDate } from '../../../shared/format/dates.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import type { ColumnId } from './column-layout.ts';
import { fileExtension, fileKind } from './file-kinds.ts';
import {
  isFolderRow,
  type Listing,
  type ObjectRow,
  objectAt,
  type RowId,
  rowKey,
  rowName,
} from './listing.ts';
import type { SortColumn } from './listing-view.ts';

/** One row that is on screen. */
export interface TableRow {
  readonly row: RowId;
  /** Position in the order shown, from 0. */
  readonly position: number;
  readonly key: string;
  readonly name: string;
  /** null for a folder. */
  readonly object: ObjectRow | null;
}

export function tableRow(listing: Listing, row: RowId, position: number): TableRow {
  return {
    row,
    position,
    key: rowKey(listing, row),
    name: rowName(listing, row),
    object: objectAt(listing, row),
  };
}

export function isFolder({ row }: TableRow): boolean {
  return isFolderRow(row);
}

/**
 * The table library is given the rows on screen alone and keeps no row model of its own: its sorted model makes a record
 * for each of a million rows, which is what the packed columns of the listing are there to avoid.
 */
export const objectTableFeatures = tableFeatures({ columnVisibilityFeature });

const column = createColumnHelper<typeof objectTableFeatures, TableRow>();

/** The columns by which the listing can be sorted. ETags have no order that means anything. */
export const sortColumnOf: Readonly<Record<ColumnId, SortColumn | null>> = {
  name: 'name',
  size: 'size',
  modified: 'modified',
  class: 'class',
  type: 'extension',
  extension: 'extension',
  etag: null,
};

function HeaderWords({ id }: { id: ColumnId }) {
  return useTranslations('objects.columns')(id);
}

function SizeCell({ object }: TableRow) {
  const locale = useLocale();
  return object === null ? null : formatBytes(object.sizeBytes, locale);
}

function ModifiedCell({ object }: TableRow) {
  const locale = useLocale();
  if (object === null || object.modifiedAtMs === 0) return null;
  const place = { locale, nowMs: Date.now() };
  return (
    <time
      dateTime={new Date(object.modifiedAtMs).toISOString()}
      title={formatExactDate(object.modifiedAtMs, place)}
    >
      {formatNaturalDate(object.modifiedAtMs, place)}
    </time>
  );
}

const archiveClasses = /^(?:GLACIER|DEEP_ARCHIVE|ARCHIVE|COLD_?ARCHIVE|DEEP_COLD_ARCHIVE)$/i;
const knownClasses = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

/** A storage class in words: the provider's own name where we have no better one. */
export function ClassName({ name }: { name: string }) {
  const t = useTranslations('objects.classes');
  const known = knownClasses.find((one) => one === (name === '' ? 'STANDARD' : name));
  const words = known === undefined ? name : t(known);
  const tone: Tone = 'violet';
  return archiveClasses.test(name) ? <Tag tone={tone}>{words}</Tag> : words;
}

/** What a row is, in a word. */
export function KindName({ name, isFolderRow: isAFolder }: { name: string; isFolderRow: boolean }) {
  const t = useTranslations('objects.kinds');
  return isAFolder ? t('folder') : t(fileKind(name));
}

/** The columns after the tick box, in their fixed order. The name cell is drawn by the row, which may edit it. */
export const objectColumns = column.columns([
  column.accessor('name', { id: 'name', header: () => <HeaderWords id="name" /> }),
  column.display({
    id: 'size',
    header: () => <HeaderWords id="size" />,
    cell: ({ row }) => <SizeCell {...row.original} />,
  }),
  column.display({
    id: 'modified',
    header: () => <HeaderWords id="modified" />,
    cell: ({ row }) => <ModifiedCell {...row.original} />,
  }),
  column.display({
    id: 'class',
    header: () => <HeaderWords id="class" />,
    cell: ({ row }) =>
      row.original.object === null ? null : <ClassName name={row.original.object.storageClass} />,
  }),
  column.display({
    id: 'type',
    header: () => <HeaderWords id="type" />,
    cell: ({ row }) => <KindName name={row.original.name} isFolderRow={isFolder(row.original)} />,
  }),
  column.display({
    id: 'extension',
    header: () => <HeaderWords id="extension" />,
    cell: ({ row }) => (row.original.object === null ? null : fileExtension(row.original.key)),
  }),
  column.display({
    id: 'etag',
    header: () => <HeaderWords id="etag" />,
    cell: ({ row }) => (row.original.object === null ? null : <code>{row.original.object.etag}</code>),
  }),
]);

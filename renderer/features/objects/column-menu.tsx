import { useTranslations } from 'use-intl';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { type ColumnLayout, defaultLayout, optionalColumnIds, toggleColumn } from './column-layout.ts';

/** Chooses the columns of the table; opened by a right press on its head. */
export function ColumnMenu({
  at,
  layout,
  onClose,
  onLayout,
}: {
  at: MenuPoint | null;
  layout: ColumnLayout;
  onClose: () => void;
  onLayout: (layout: ColumnLayout) => void;
}) {
  const t = useTranslations('objects');
  return (
    <ContextMenu at={at} label={t('columnMenu.label')} onClose={onClose}>
      {optionalColumnIds.map((id) => (
        <MenuItem
          isSelected={layout.shown.includes(id)}
          key={id}
          onAction={() => onLayout(toggleColumn(layout, id))}
        >
          {t(`columns.${id}`)}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onAction={() => onLayout(defaultLayout)}>{t('columnMenu.reset')}</MenuItem>
    </ContextMenu>
  );
}

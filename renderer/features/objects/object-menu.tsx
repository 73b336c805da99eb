import { useContext } from 'react';
import { useTranslations } from 'use-intl';
import { formatShortcut } from '../../app/commands.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { CommandContext, useCommand } from '../../app/use-commands.ts';
import { ContextMenu, type MenuPoint } from '../../ui/context-menu.tsx';
import { MenuItem, MenuSeparator, Submenu } from '../../ui/menu.tsx';
import { copyText } from './object-actions.ts';
import { tableShortcuts } from './objects-commands.ts';
import { type PaneId, selectPane } from './objects-slice.ts';

/** One entry of a menu for a command: its words, icon, shortcut, and why it cannot be done. */
function CommandItem({ id, tone = 'plain' }: { id: string; tone?: 'plain' | 'danger' }) {
  const command = useCommand(id);
  const platform = useContext(CommandContext)?.platform ?? 'linux';
  const local = tableShortcuts[id];
  return (
    <MenuItem
      disabledReason={command.disabledReason}
      icon={command.icon}
      isDisabled={!command.isEnabled}
      onAction={command.perform}
      shortcut={local === undefined ? command.shortcut : formatShortcut(local, platform)}
      tone={tone}
    >
      {command.label}
    </MenuItem>
  );
}

function CopyTextMenu({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.copyText');
  const { getState } = useAppStoreApi();
  return (
    <Submenu label={t('label')}>
      {(['name', 'key', 'uri', 'url'] as const).map((what) => (
        <MenuItem key={what} onAction={() => void copyText(getState, paneId, what)}>
          {t(what)}
        </MenuItem>
      ))}
    </Submenu>
  );
}

/** What can be done with the selection, or with the place when nothing is selected. */
export function ObjectMenu({
  at,
  paneId,
  onClose,
}: {
  at: MenuPoint | null;
  paneId: PaneId;
  onClose: () => void;
}) {
  const t = useTranslations('objects');
  const hasSelection = useAppStore((state) => selectPane(state, paneId).selection.rows.size > 0);
  return (
    <ContextMenu at={at} label={t(hasSelection ? 'menu.selection' : 'menu.place')} onClose={onClose}>
      {hasSelection ? <SelectionEntries paneId={paneId} /> : <PlaceEntries />}
    </ContextMenu>
  );
}

function SelectionEntries({ paneId }: { paneId: PaneId }) {
  return (
    <>
      <CommandItem id="objects.open" />
      <CommandItem id="objects.download" />
      <CommandItem id="objects.downloadTo" />
      <MenuSeparator />
      <CommandItem id="objects.copy" />
      <CommandItem id="objects.cut" />
      <CommandItem id="objects.paste" />
      <CommandItem id="objects.rename" />
      <MenuSeparator />
      <CommandItem id="objects.share" />
      <CopyTextMenu paneId={paneId} />
      <MenuSeparator />
      <CommandItem id="objects.properties" />
      <MenuSeparator />
      <CommandItem id="objects.delete" tone="danger" />
    </>
  );
}

function PlaceEntries() {
  return (
    <>
      <CommandItem id="objects.uploadFiles" />
      <CommandItem id="objects.uploadFolder" />
      <CommandItem id="objects.newFolder" />
      <MenuSeparator />
      <CommandItem id="objects.paste" />
      <MenuSeparator />
      <CommandItem id="objects.refresh" />
      <CommandItem id="objects.loadAll" />
    </>
  );
}

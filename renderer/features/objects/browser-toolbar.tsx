import { ChevronDown, Info, Search, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { isPaneShown } from '../../app/shell-slice.ts';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { useCommand } from '../../app/use-commands.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { AddressBar } from './address-bar.tsx';
import styles from './browser-toolbar.module.css';
import { focusPart } from './objects-commands.ts';
import { type PaneId, selectPane } from './objects-slice.ts';

function CommandButton({ id }: { id: string }) {
  const { icon, isEnabled, label, perform, shortcut } = useCommand(id);
  return icon === undefined ? null : (
    <IconButton icon={icon} isDisabled={!isEnabled} label={label} onPress={perform} shortcut={shortcut} />
  );
}

/** Files, a folder, or an empty folder: the one filled button of the screen. */
export function UploadButton() {
  const t = useTranslations('objects');
  const files = useCommand('objects.uploadFiles');
  const folder = useCommand('objects.uploadFolder');
  const newFolder = useCommand('objects.newFolder');
  return (
    <Menu
      label={t('toolbar.upload')}
      placement="bottom end"
      trigger={
        <Button
          disabledReason={files.disabledReason}
          icon={Upload}
          trailingIcon={ChevronDown}
          variant="primary"
        >
          {t('toolbar.upload')}
        </Button>
      }
    >
      <MenuItem icon={files.icon} onAction={files.perform} shortcut={files.shortcut}>
        {files.label}
      </MenuItem>
      <MenuItem icon={folder.icon} onAction={folder.perform} shortcut={folder.shortcut}>
        {folder.label}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={newFolder.icon} onAction={newFolder.perform} shortcut={newFolder.shortcut}>
        {newFolder.label}
      </MenuItem>
    </Menu>
  );
}

function FilterBox({ paneId }: { paneId: PaneId }) {
  const t = useTranslations('objects.toolbar');
  const { objects } = useAppStoreApi().getState();
  const filter = useAppStore((state) => selectPane(state, paneId).filter);
  return (
    <div className={styles.filter}>
      <Icon className={styles.filterIcon} icon={Search} size="small" />
      <input
        aria-label={t('filterLabel')}
        autoComplete="off"
        className={styles.filterInput}
        data-focus="objects-filter"
        onChange={(event) => objects.setFilter(paneId, event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') objects.setFilter(paneId, '');
          if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            focusPart('table');
          }
        }}
        placeholder={t('filter')}
        spellCheck={false}
        type="search"
        value={filter}
      />
      {filter === '' ? <kbd className={styles.key}>/</kbd> : null}
    </div>
  );
}

/** The bar of a pane. `start` stands before everything: what the shell needs in a narrow window. */
export function BrowserToolbar({ paneId, start }: { paneId: PaneId; start?: ReactNode }) {
  const properties = useCommand('objects.properties');
  const isInspectorShown = useAppStore((state) => isPaneShown(state.shell, 'inspector'));
  return (
    <div className={styles.bar}>
      {start}
      <CommandButton id="objects.back" />
      <CommandButton id="objects.forward" />
      <CommandButton id="objects.up" />
      <CommandButton id="objects.refresh" />
      <AddressBar paneId={paneId} />
      <FilterBox paneId={paneId} />
      <CommandButton id="buckets.settings" />
      <IconButton
        icon={Info}
        isPressed={isInspectorShown}
        label={properties.label}
        onPress={properties.perform}
        shortcut={properties.shortcut}
      />
      <UploadButton />
    </div>
  );
}

import { Copy, Download, EllipsisVertical, RefreshCw, Upload } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { selectDocument } from './configuration-slice.ts';
import type { DocumentDialog } from './document-dialogs.tsx';

/** What is done with a document now and then: copied to other buckets, exported, imported, loaded again. */
export function DocumentActions({
  document: name,
  isBroken,
  onOpen,
}: {
  document: DocumentName;
  isBroken: boolean;
  onOpen: (dialog: DocumentDialog) => void;
}) {
  const t = useTranslations('configuration.actions');
  const store = useAppStoreApi();
  const { draft, loaded } = useAppStore((all) => selectDocument(all, name));
  const { reload, takeSource } = useAppStore((all) => all.configuration);
  const isNone = draft.source.trim() === '';
  const format = loaded?.format ?? 'xml';

  const exportSource = () => {
    const { place } = store.getState().configuration;
    const type = format === 'json' ? 'application/json' : 'application/xml';
    saveText(`${place?.bucket ?? 'bucket'}-${name}.${format}`, draft.source, type);
  };
  const importSource = async () => {
    const text = await pickText(`.${format}`);
    if (text !== null) takeSource(name, text);
  };

  return (
    <Menu
      label={t('label')}
      placement="bottom end"
      trigger={<IconButton icon={EllipsisVertical} label={t('label')} />}
    >
      <MenuItem
        disabledReason={isNone ? t('nothing') : isBroken ? t('broken') : null}
        icon={Copy}
        onAction={() => onOpen('copy')}
      >
        {t('copy')}
      </MenuItem>
      <MenuItem disabledReason={isNone ? t('nothing') : null} icon={Download} onAction={exportSource}>
        {t('export')}
      </MenuItem>
      <MenuItem icon={Upload} onAction={() => void importSource()}>
        {t('import')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={RefreshCw} onAction={() => reload(name)}>
        {t('reload')}
      </MenuItem>
    </Menu>
  );
}

/** Has the browser save a text as a file. */
export function saveText(fileName: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The text of a file that the user chooses; null when none was chosen. */
function pickText(accept: string): Promise<string | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]?.text() ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

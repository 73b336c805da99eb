import { Copy, Download, EllipsisVertical, RefreshCw, Upload } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { pickText, saveText } from '../../../ui/text-files.ts';
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

import { Bug, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { saveText } from '../../../ui/text-files.ts';
import styles from './report-dialog.module.css';

const types = { markdown: 'text/markdown', json: 'application/json' } as const;

/** Takes a card out for a bug report: as Markdown or JSON, with names or without. */
export function ReportExport({ connectionId }: { connectionId: string }) {
  const t = useTranslations('connections.report');
  const store = useAppStoreApi();
  const canSave = useAppStore((state) => state.settings.hostInfo?.host === 'web');
  const [hidesNames, setHidesNames] = useState(true);
  const [isCopied, setCopied] = useState(false);
  const describe = (format: 'markdown' | 'json') =>
    store.getState().reports.describe({ connectionId, format, hidesNames });
  const copy = async (format: 'markdown' | 'json') => {
    const { text } = await describe(format);
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const save = async (format: 'markdown' | 'json') => {
    const { text, fileName } = await describe(format);
    saveText(fileName, text, types[format]);
  };
  return (
    <>
      <Menu label={t('export')} placement="top start" trigger={<Button icon={Bug}>{t('export')}</Button>}>
        <MenuItem icon={Copy} onAction={() => void copy('markdown')}>
          {t('copyMarkdown')}
        </MenuItem>
        <MenuItem icon={Copy} onAction={() => void copy('json')}>
          {t('copyJson')}
        </MenuItem>
        {canSave ? (
          <MenuItem icon={Download} onAction={() => void save('markdown')}>
            {t('saveMarkdown')}
          </MenuItem>
        ) : null}
        {canSave ? (
          <MenuItem icon={Download} onAction={() => void save('json')}>
            {t('saveJson')}
          </MenuItem>
        ) : null}
        <MenuSeparator />
        <MenuItem isSelected={hidesNames} onAction={() => setHidesNames(!hidesNames)}>
          {t('hideNames')}
        </MenuItem>
      </Menu>
      <span className={styles.hint} role="status">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}

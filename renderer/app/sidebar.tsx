import { AppWindow, Plus, Search, Settings } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { ConnectionTree } from '../features/connections/connection-tree.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AppErrorNotice } from './error-notice.tsx';
import styles from './sidebar.module.css';
import { useAppStore } from './store.ts';
import { useCommand } from './use-commands.ts';

/** The pane at the left: go to, the tree of connections, and what adds or adjusts. */
export function Sidebar() {
  const t = useTranslations('shell.sidebar');
  const switcher = useCommand('shell.switch');
  const add = useCommand('shell.addConnection');
  const another = useCommand('shell.openWindow');
  const settings = useCommand('shell.settings');
  return (
    <nav aria-label={t('label')} className={styles.sidebar}>
      <AriaButton aria-label={switcher.label} className={styles.find ?? ''} onPress={switcher.perform}>
        <Icon icon={Search} size="small" />
        <span className={styles.findWords}>{t('goTo')}</span>
        <kbd className={styles.key}>{switcher.shortcut}</kbd>
      </AriaButton>
      <h2 className={styles.heading}>{t('connections')}</h2>
      <div className={styles.tree}>
        <Connections />
      </div>
      <div className={styles.foot}>
        <Button icon={Plus} onPress={add.perform} variant="quiet">
          {add.label}
        </Button>
        <span className={styles.space} />
        {another.isEnabled ? (
          <IconButton icon={AppWindow} label={another.label} onPress={another.perform} />
        ) : null}
        <IconButton
          icon={Settings}
          label={settings.label}
          onPress={settings.perform}
          shortcut={settings.shortcut}
        />
      </div>
    </nav>
  );
}

function Connections() {
  const t = useTranslations('shell.sidebar');
  const { status, error, load } = useAppStore((state) => state.connections);
  if (status === 'ready') return <ConnectionTree />;
  if (status === 'failed' && error !== null) {
    return (
      <div className={styles.problem}>
        <AppErrorNotice error={error} lead={t('notRead')} onRetry={() => void load()} />
      </div>
    );
  }
  return (
    <div aria-busy aria-label={t('loading')} className={styles.waiting} role="status">
      <Skeleton widthPx={112} />
      <Skeleton widthPx={144} />
      <Skeleton widthPx={96} />
    </div>
  );
}

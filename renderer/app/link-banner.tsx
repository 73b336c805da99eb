import { PlugZap, Unplug } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { useErrorWords } from './error-words.ts';
import styles from './link-banner.module.css';
import { useAppStore } from './store.ts';

/** Says above the status line, where nothing else moves for it, that the host is away and that the page tries again; nothing while all is well. */
export function LinkBanner() {
  const t = useTranslations('shell.link');
  const link = useAppStore((state) => state.shell.link);
  const reconnect = useAppStore((state) => state.shell.reconnect);
  if (link.status !== 'offline') return null;
  return (
    <div className={styles.banner} role="status">
      <Icon icon={Unplug} />
      <span className={styles.text}>{t('offline')}</span>
      <Button onPress={reconnect} size="small">
        {t('tryNow')}
      </Button>
    </div>
  );
}

/** Takes the whole window when this page may not talk to its host any more. */
export function LinkRefused() {
  const t = useTranslations('shell.link');
  const words = useErrorWords();
  const link = useAppStore((state) => state.shell.link);
  if (link.status !== 'refused') return null;
  return (
    <main className={styles.refused}>
      <EmptyState icon={PlugZap} title={t('refused')} titleLevel="h1">
        {words(link.error)}
      </EmptyState>
    </main>
  );
}

import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './shell.module.css';
import { useAppStore } from './store.ts';

/** What the host has to tell once, for example that a damaged settings file was set aside. */
export function HostNotices() {
  const t = useTranslations('errors');
  const { hostInfo, dismissedNotices, dismissNotice } = useAppStore((state) => state.settings);
  const notices = (hostInfo?.notices ?? []).filter(({ reason }) => !dismissedNotices.includes(reason));
  return notices.map(({ reason, values }) => (
    <aside aria-label={t('notice')} className={styles.hostNotice} key={reason}>
      <Notice
        action={
          <Button onPress={() => dismissNotice(reason)} size="small" variant="quiet">
            {t('dismiss')}
          </Button>
        }
        tone="warn"
      >
        {t.has(`reasons.${reason}`) ? t(`reasons.${reason}`, values) : t('kinds.internal')}
      </Notice>
    </aside>
  ));
}

import { useTranslations } from 'use-intl';
import { visibleKey } from '../../../shared/format/keys.ts';
import styles from './visible-name.module.css';

/** A key or a name in which nothing is hidden: edge spaces, control characters and empty segments show as marked signs. */
export function VisibleName({ text }: { text: string }) {
  const t = useTranslations('objects.hidden');
  if (text === '') return <span className={styles.mark}>{t('emptyName')}</span>;
  const runs = visibleKey(text);
  if (runs.every((run) => run.hidden === null)) return text;
  let at = 0;
  return runs.map((run) => {
    at += run.text.length;
    return run.hidden === null ? (
      <span className={styles.plain} key={at}>
        {run.text}
      </span>
    ) : (
      <span className={styles.mark} key={at} title={t(run.hidden)}>
        {run.text}
      </span>
    );
  });
}

import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../../shared/format/bytes.ts';
import type { ObjectSum } from '../../../../shared/model/listing-index.ts';
import styles from './sum-bars.module.css';

/** Groups of objects with their sizes as bars; each says its count too. */
export function SumBars({
  title,
  sums,
  nameOf,
  isInOrder = false,
}: {
  title: string;
  sums: readonly ObjectSum[];
  nameOf: (name: string) => string;
  /** The order of the groups says something: their sizes do not change it. */
  isInOrder?: boolean;
}) {
  const t = useTranslations('overview');
  const locale = useLocale();
  const shown = isInOrder ? sums : sums.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const biggest = Math.max(1, ...sums.map(({ sizeBytes }) => sizeBytes));
  return (
    <section aria-label={title} className={styles.card}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.list}>
        {shown.map(({ name, objectCount, sizeBytes }) => (
          <li className={styles.row} key={name}>
            <span className={styles.name} title={nameOf(name)}>
              {nameOf(name)}
            </span>
            <span
              className={styles.size}
              title={t('objects', { count: objectCount, shown: formatCount(objectCount, locale) })}
            >
              {formatBytes(sizeBytes, locale)}
            </span>
            <span aria-hidden className={styles.track}>
              <span className={styles.fill} style={{ width: `${(100 * sizeBytes) / biggest}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

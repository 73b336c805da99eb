import type { ReactNode } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../shared/format/bytes.ts';
import styles from './object-inspector.module.css';

/** Names and values in two columns. */
export function PropertyList({ children }: { children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}

/** One name and its value; an empty value leaves the row out. `isCode` for ETags, keys and checksums. */
export function Property({
  name,
  children,
  isCode = false,
  title,
}: {
  name: string;
  children: ReactNode;
  isCode?: boolean;
  title?: string | undefined;
}) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <>
      <dt className={styles.term}>{name}</dt>
      <dd className={isCode ? styles.code : styles.value} title={title}>
        {children}
      </dd>
    </>
  );
}

/** A size as it is read, and every byte of it where that says more. */
export function ExactSize({ bytes }: { bytes: number }) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  if (bytes < 1_024) return formatBytes(bytes, locale);
  return (
    <>
      {formatBytes(bytes, locale)}{' '}
      <span className={styles.dim}>{t('bytes', { shown: formatCount(bytes, locale), count: bytes })}</span>
    </>
  );
}

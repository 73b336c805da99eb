import type { ReactNode } from 'react';
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

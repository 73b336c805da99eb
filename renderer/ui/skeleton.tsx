import styles from './skeleton.module.css';

/** A bar where words will be, as wide as they probably are. Its pane says that it is loading by aria-busy. */
export function Skeleton({ widthPx, heightPx = 10 }: { widthPx?: number; heightPx?: number }) {
  return <span aria-hidden className={styles.bar} style={{ width: widthPx ?? '100%', height: heightPx }} />;
}

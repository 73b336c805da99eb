import type { ReactNode } from 'react';
import styles from './empty-state.module.css';
import { Icon, type IconType } from './icon.tsx';

/** What a pane shows when it has nothing to list: one icon, one sentence, at most one button. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  titleLevel: Title = 'h2',
}: {
  icon: IconType;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** `h1` where this is all that the page shows. */
  titleLevel?: 'h1' | 'h2';
}) {
  return (
    <div className={styles.empty}>
      <Icon className={styles.icon} icon={icon} size="large" />
      <Title className={styles.title}>{title}</Title>
      {children === undefined ? null : <div className={styles.text}>{children}</div>}
      {action === undefined ? null : <div className={styles.action}>{action}</div>}
    </div>
  );
}

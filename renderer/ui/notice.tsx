import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { joinClasses } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './notice.module.css';

const icons = { neutral: Info, accent: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

/** Something to know, in place, beside what it concerns, with at most one button. `isAlert` has it read out at once. */
export function Notice({
  tone = 'neutral',
  children,
  action,
  isAlert = false,
}: {
  tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad';
  children: ReactNode;
  action?: ReactNode;
  isAlert?: boolean;
}) {
  return (
    <div className={joinClasses(styles.notice, styles[tone])} role={isAlert ? 'alert' : undefined}>
      <Icon className={styles.icon} icon={icons[tone]} />
      <div className={styles.text}>{children}</div>
      {action === undefined || action === null ? null : <div className={styles.action}>{action}</div>}
    </div>
  );
}

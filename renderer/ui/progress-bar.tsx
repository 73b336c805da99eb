import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import { joinClasses } from './class-names.ts';
import styles from './progress-bar.module.css';

/** How far something is: `value` 0 to 1, or null while nobody knows. `label` is for assistive technology. */
export function ProgressBar({
  value,
  label,
  tone = 'accent',
}: {
  value: number | null;
  label: string;
  tone?: 'accent' | 'good' | 'warn' | 'bad' | 'neutral';
}) {
  return (
    <AriaProgressBar
      aria-label={label}
      className={styles.bar ?? ''}
      isIndeterminate={value === null}
      maxValue={1}
      value={value ?? 0}
    >
      {({ percentage }) => (
        <span
          className={joinClasses(styles.fill, styles[tone], value === null && styles.unknown)}
          style={value === null ? undefined : { width: `${percentage ?? 0}%` }}
        />
      )}
    </AriaProgressBar>
  );
}

import type { ReactNode } from 'react';
import { joinClasses } from './class-names.ts';
import styles from './tag.module.css';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'violet';

/** A small word on its own wash: a state, a storage class, a provider. Never colour without words. */
export function Tag({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={joinClasses(styles.tag, styles[tone])}>{children}</span>;
}

import type { Connection } from '../../../shared/model/connection.ts';
import { joinClasses } from '../../ui/class-names.ts';
import styles from './connection-dot.module.css';

/** The colour a connection is marked with. Decoration: its name always stands beside it. */
export function ConnectionDot({ colour }: { colour: Connection['colour'] }) {
  return <span aria-hidden className={joinClasses(styles.dot, styles[colour])} />;
}

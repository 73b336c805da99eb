import type { LucideIcon } from 'lucide-react';
import { joinClasses } from './class-names.ts';
import styles from './icon.module.css';

/** An icon as the kit takes it everywhere: the component itself, for example `icon={Upload}` from lucide-react. */
export type IconType = LucideIcon;

/** Draws an icon in the one stroke and the two sizes of the interface (16 and 14 px). It is decoration: label its owner. */
export function Icon({
  icon: Drawing,
  size = 'regular',
  className,
}: {
  icon: IconType;
  size?: 'regular' | 'small' | 'large' | undefined;
  className?: string | undefined;
}) {
  const px = { small: 14, regular: 16, large: 28 }[size];
  return (
    <Drawing
      aria-hidden
      className={joinClasses(styles.icon, className)}
      size={px}
      strokeWidth={size === 'large' ? 1.4 : 1.75}
    />
  );
}

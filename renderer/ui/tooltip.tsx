import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from 'react-aria-components';
import styles from './tooltip.module.css';

/**
 * Words that appear beside something on hover and on keyboard focus, after 500 ms.
 * The child is one kit control; wrap anything else in an element that takes focus.
 */
export function Tooltip({
  text,
  shortcut,
  children,
  isPlain = false,
}: {
  text: string;
  shortcut?: string | undefined;
  /** One element. A kit button is used as it is; with `isPlain` any element that can take focus. */
  children: ReactElement;
  isPlain?: boolean;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {isPlain ? (
        <Focusable>{children as ReactElement<Record<string, unknown>, string>}</Focusable>
      ) : (
        children
      )}
      <AriaTooltip className={styles.tooltip ?? ''} offset={6}>
        {text}
        {shortcut === undefined ? null : <kbd className={styles.shortcut}>{shortcut}</kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

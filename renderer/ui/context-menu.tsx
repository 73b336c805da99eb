import { type ReactNode, useRef } from 'react';
import styles from './context-menu.module.css';
import { MenuPopover } from './menu.tsx';

/** A point in the window, in CSS pixels, as a mouse event's clientX and clientY give it. */
export interface MenuPoint {
  x: number;
  y: number;
}

/**
 * A menu at a point: `at` is where the right press (or the menu key, at its row) happened, null while it is closed.
 * Children are MenuItem, MenuSeparator and Submenu. Focus goes back to where it was when it closes.
 */
export function ContextMenu({
  label,
  at,
  onClose,
  children,
}: {
  label: string;
  at: MenuPoint | null;
  onClose: () => void;
  children: ReactNode;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        aria-hidden
        className={styles.anchor}
        ref={anchor}
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
      />
      {/* Keyed by the point, so that a second right press moves an open menu. */}
      <MenuPopover
        isOpen={at !== null}
        key={at === null ? 'closed' : `${at.x},${at.y}`}
        label={label}
        onClose={onClose}
        triggerRef={anchor}
      >
        {children}
      </MenuPopover>
    </>
  );
}

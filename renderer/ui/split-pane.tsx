import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { joinClasses } from './class-names.ts';
import styles from './split-pane.module.css';

/** What a pane of fixed size takes; `side` is the edge of the window it stands at, its handle is on the other one. */
export interface SplitPaneProps {
  side: 'left' | 'right' | 'bottom';
  /** Accessible name of the pane and, with the word for resizing, of its handle. */
  label: string;
  resizeLabel: string;
  sizePx: number;
  minPx: number;
  maxPx: number;
  onResize: (sizePx: number) => void;
  /** Floats over its neighbours instead of pushing them: for narrow windows. */
  isOverlay?: boolean;
  children: ReactNode;
}

/** A pane at an edge, resized by dragging its inner edge or with the arrow keys (16 px, Home and End for the limits). */
export function SplitPane({
  side,
  label,
  resizeLabel,
  sizePx,
  minPx,
  maxPx,
  onResize,
  isOverlay = false,
  children,
}: SplitPaneProps) {
  const start = useRef<{ pointer: number; sizePx: number } | null>(null);
  const isVertical = side === 'bottom';
  const limit = (px: number) => Math.round(Math.min(maxPx, Math.max(minPx, px)));
  const shownPx = limit(sizePx);

  const moveTo = (event: PointerEvent<HTMLElement>) => {
    if (start.current === null) return;
    const pointer = isVertical ? event.clientY : event.clientX;
    const moved = side === 'left' ? pointer - start.current.pointer : start.current.pointer - pointer;
    onResize(limit(start.current.sizePx + moved));
  };

  const moveByKey = (event: KeyboardEvent<HTMLElement>) => {
    const larger = { left: 'ArrowRight', right: 'ArrowLeft', bottom: 'ArrowUp' }[side];
    const smaller = { left: 'ArrowLeft', right: 'ArrowRight', bottom: 'ArrowDown' }[side];
    const target = { [larger]: shownPx + 16, [smaller]: shownPx - 16, Home: minPx, End: maxPx }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onResize(limit(target));
  };

  return (
    <section
      aria-label={label}
      className={joinClasses(styles.pane, styles[side], isOverlay && styles.overlay)}
      style={isVertical ? { height: shownPx } : { width: shownPx }}
    >
      {children}
      {/* biome-ignore lint/a11y/useSemanticElements: a movable separator is a widget, which hr is not. */}
      <div
        aria-label={resizeLabel}
        aria-orientation={isVertical ? 'horizontal' : 'vertical'}
        aria-valuemax={maxPx}
        aria-valuemin={minPx}
        aria-valuenow={shownPx}
        className={styles.handle}
        onKeyDown={moveByKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { pointer: isVertical ? event.clientY : event.clientX, sizePx: shownPx };
        }}
        onPointerMove={moveTo}
        onPointerUp={() => {
          start.current = null;
        }}
        onPointerCancel={() => {
          start.current = null;
        }}
        role="separator"
        tabIndex={0}
      />
    </section>
  );
}

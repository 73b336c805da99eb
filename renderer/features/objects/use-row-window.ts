import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Height of a row and of the header, in CSS pixels; the style sheet has the same figures. */
export const rowPx = 28;
export const headerPx = 30;

/** Chromium draws nothing taller than 33,554,428 px; the rest is kept as a margin. */
export const maxScrollPx = 33_000_000;

/** How many pixels of rows one pixel of the scroll bar stands for: 1 until the rows are taller than a page can be. */
export function scrollRatio(rowCount: number, viewportPx: number): number {
  const fullPx = headerPx + rowCount * rowPx;
  if (fullPx <= maxScrollPx) return 1;
  return (fullPx - viewportPx) / (maxScrollPx - viewportPx);
}

export interface RowWindow {
  readonly items: readonly VirtualItem[];
  /** Height of the body below the header. */
  readonly bodyPx: number;
  /** Where a row stands in the body. */
  topPx(item: VirtualItem): number;
  /** Brings a position into view; nothing moves when it is already there. */
  reveal(position: number): void;
  /** Rows that fit on the screen, at least one. */
  readonly pageSize: number;
}

/** The rows that are on screen. Past the height that a browser can draw, the scroll bar is mapped to the rows. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number): RowWindow {
  const viewportPx = scroller.current?.clientHeight ?? 0;
  const ratio = scrollRatio(count, viewportPx);
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollMargin: headerPx,
    scrollPaddingStart: headerPx,
    observeElementOffset(instance, onOffset) {
      const element = instance.scrollElement;
      if (element === null) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const tell = (isScrolling: boolean) => {
        const whole = headerPx + instance.options.count * rowPx;
        const scale = whole <= maxScrollPx ? 1 : scrollRatio(instance.options.count, element.clientHeight);
        onOffset(element.scrollTop * scale, isScrolling);
      };
      const onScroll = () => {
        tell(true);
        clearTimeout(timer);
        timer = setTimeout(() => tell(false), 150);
      };
      tell(false);
      element.addEventListener('scroll', onScroll, { passive: true });
      return () => {
        clearTimeout(timer);
        element.removeEventListener('scroll', onScroll);
      };
    },
    scrollToFn(offset, { adjustments = 0, behavior }, instance) {
      const element = instance.scrollElement;
      if (element === null) return;
      const scale = scrollRatio(instance.options.count, element.clientHeight);
      element.scrollTo({
        top: (offset + adjustments) / scale,
        ...(behavior === undefined ? {} : { behavior }),
      });
    },
  });
  const offsetPx = virtualizer.scrollOffset ?? 0;
  // Rows are drawn relative to where the scroll bar really stands.
  const shiftPx = ratio === 1 ? 0 : offsetPx - offsetPx / ratio;
  return {
    items: virtualizer.getVirtualItems(),
    bodyPx: Math.min(count * rowPx, maxScrollPx - headerPx),
    topPx: (item) => item.start - headerPx - shiftPx,
    reveal: (position) => virtualizer.scrollToIndex(position, { align: 'auto' }),
    pageSize: Math.max(1, Math.floor((viewportPx - headerPx) / rowPx)),
  };
}

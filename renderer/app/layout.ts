import { z } from 'zod';

/** Sizes and visibility of the panes. Sizes are CSS pixels. */
export interface Layout {
  readonly treePx: number;
  readonly inspectorPx: number;
  readonly dockPx: number;
  readonly isTreeShown: boolean;
  readonly isInspectorShown: boolean;
  readonly isDockShown: boolean;
}

export const paneLimits = {
  tree: { minPx: 180, maxPx: 420 },
  inspector: { minPx: 240, maxPx: 520 },
  dock: { minPx: 96, maxPx: 480 },
} as const;

/** At most this wide, the inspector floats over the table. */
export const inspectorOverlayWidthPx = 900;
/** At most this wide, the tree floats too. */
export const treeOverlayWidthPx = 720;

export const defaultLayout: Layout = {
  treePx: 232,
  inspectorPx: 284,
  dockPx: 154,
  isTreeShown: true,
  isInspectorShown: true,
  isDockShown: true,
};

const layoutSchema = z.strictObject({
  treePx: z.number(),
  inspectorPx: z.number(),
  dockPx: z.number(),
  isTreeShown: z.boolean(),
  isInspectorShown: z.boolean(),
  isDockShown: z.boolean(),
});

/** What remembers things for this browser or window only: localStorage, or nothing where that is denied. */
export interface Memory {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const layoutName = 'stowage.layout';

/** The layout as it was left; the default one where nothing was kept or what was kept cannot be read. */
export function readLayout(memory: Memory): Layout {
  try {
    const kept = layoutSchema.safeParse(JSON.parse(memory.getItem(layoutName) ?? 'null'));
    return kept.success ? kept.data : defaultLayout;
  } catch {
    return defaultLayout;
  }
}

/** Keeps the layout. A full or denied storage is no reason to disturb anybody. */
export function writeLayout(memory: Memory, layout: Layout): void {
  try {
    memory.setItem(layoutName, JSON.stringify(layout));
  } catch {
    // The layout then lasts as long as the window.
  }
}

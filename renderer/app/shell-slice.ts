import type { Client, LinkState } from '../bridge/client.ts';
import {
  inspectorOverlayWidthPx,
  type Layout,
  type Memory,
  readLayout,
  treeOverlayWidthPx,
  writeLayout,
} from './layout.ts';

/**
 * What the centre shows: the buckets of a connection, the settings of the bucket that the configuration slice holds, or
 * the place that the objects slice holds.
 */
export type ShellView =
  | { readonly type: 'nothing' }
  | { readonly type: 'connection'; readonly connectionId: string }
  | { readonly type: 'bucket-settings' }
  | { readonly type: 'objects' };

/** The panes that float over the table in a narrow window. */
export type OverlayPane = 'tree' | 'inspector';

export interface ShellState {
  readonly view: ShellView;
  readonly layout: Layout;
  /** Width of the window in CSS pixels: decides which panes float. */
  readonly widthPx: number;
  /** The floating pane in sight; null for none. Never kept: a narrow window begins with the table. */
  readonly overlay: OverlayPane | null;
  /** Whether the page and its host can talk. */
  readonly link: LinkState;
  readonly isSwitcherOpen: boolean;
  showConnection(connectionId: string): void;
  showObjects(): void;
  showBucketSettings(): void;
  showNothing(): void;
  setLayout(change: Partial<Layout>): void;
  setWidth(widthPx: number): void;
  /** Shows or hides a pane, floating or not. */
  togglePane(pane: 'tree' | 'inspector' | 'dock'): void;
  closeOverlay(): void;
  setSwitcherOpen(isOpen: boolean): void;
  /** Opens the app in another window of the browser; null where there is no browser. */
  readonly openWindow: (() => Promise<void>) | null;
  /** Tries to reach the host now. */
  reconnect(): void;
}

export interface ShellSlice {
  readonly shell: ShellState;
}

type Update = (change: (state: ShellSlice) => Partial<ShellSlice>) => void;

/** Whether the window is so narrow that a pane floats over the table. */
export function isFloating(shell: Pick<ShellState, 'widthPx'>, pane: OverlayPane): boolean {
  return shell.widthPx <= (pane === 'tree' ? treeOverlayWidthPx : inspectorOverlayWidthPx);
}

/** Whether a pane at the side is in sight. */
export function isPaneShown(shell: ShellState, pane: OverlayPane): boolean {
  if (isFloating(shell, pane)) return shell.overlay === pane;
  return pane === 'tree' ? shell.layout.isTreeShown : shell.layout.isInspectorShown;
}

/** Makes the slice, reads the kept layout and follows the state of the link. */
export function createShellSlice(
  client: Client,
  memory: Memory,
  openWindow: ShellState['openWindow'] = null,
) {
  return (set: Update, get: () => ShellSlice): ShellSlice => {
    const change = (part: Partial<ShellState>) => set((state) => ({ shell: { ...state.shell, ...part } }));
    client.onLinkState((link) => change({ link }));

    return {
      shell: {
        view: { type: 'nothing' },
        layout: readLayout(memory),
        widthPx: 1_280,
        overlay: null,
        link: client.linkState(),
        isSwitcherOpen: false,
        openWindow,
        showConnection: (connectionId) =>
          change({ view: { type: 'connection', connectionId }, overlay: null }),
        showObjects: () => change({ view: { type: 'objects' }, overlay: null }),
        showBucketSettings: () => change({ view: { type: 'bucket-settings' }, overlay: null }),
        showNothing: () => change({ view: { type: 'nothing' } }),
        setLayout(part) {
          const layout = { ...get().shell.layout, ...part };
          change({ layout });
          writeLayout(memory, layout);
        },
        setWidth(widthPx) {
          const { overlay } = get().shell;
          const stillFloats = overlay !== null && isFloating({ widthPx }, overlay);
          change({ widthPx, overlay: stillFloats ? overlay : null });
        },
        togglePane(pane) {
          const { shell } = get();
          if (pane === 'dock') return shell.setLayout({ isDockShown: !shell.layout.isDockShown });
          if (isFloating(shell, pane)) return change({ overlay: shell.overlay === pane ? null : pane });
          if (pane === 'tree') shell.setLayout({ isTreeShown: !shell.layout.isTreeShown });
          else shell.setLayout({ isInspectorShown: !shell.layout.isInspectorShown });
        },
        closeOverlay: () => change({ overlay: null }),
        setSwitcherOpen: (isSwitcherOpen) => change({ isSwitcherOpen }),
        reconnect: () => client.reconnect(),
      },
    };
  };
}

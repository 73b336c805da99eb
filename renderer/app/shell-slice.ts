import type { Client, LinkState } from '../bridge/client.ts';
import { type Layout, type Memory, readLayout, writeLayout } from './layout.ts';

/** What the centre shows: the buckets of a connection, or the place that the objects slice holds. */
export type ShellView =
  | { readonly type: 'nothing' }
  | { readonly type: 'connection'; readonly connectionId: string }
  | { readonly type: 'objects' };

/** One short message that goes by itself; for what has no row of its own. Words by key under `shell.messages`. */
export interface ShellMessage {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly tone: 'neutral' | 'good' | 'bad';
}

export interface ShellState {
  readonly view: ShellView;
  readonly layout: Layout;
  /** Whether the page and its host can talk. */
  readonly link: LinkState;
  readonly isSwitcherOpen: boolean;
  readonly message: ShellMessage | null;
  showConnection(connectionId: string): void;
  showObjects(): void;
  showNothing(): void;
  setLayout(change: Partial<Layout>): void;
  setSwitcherOpen(isOpen: boolean): void;
  /** Shows a message in place of the one before. */
  tell(message: ShellMessage | null): void;
  /** Tries to reach the host now. */
  reconnect(): void;
}

export interface ShellSlice {
  readonly shell: ShellState;
}

type Update = (change: (state: ShellSlice) => Partial<ShellSlice>) => void;

/** Makes the slice, reads the kept layout and follows the state of the link. */
export function createShellSlice(client: Client, memory: Memory) {
  return (set: Update, get: () => ShellSlice): ShellSlice => {
    const change = (part: Partial<ShellState>) => set((state) => ({ shell: { ...state.shell, ...part } }));
    client.onLinkState((link) => change({ link }));

    return {
      shell: {
        view: { type: 'nothing' },
        layout: readLayout(memory),
        link: client.linkState(),
        isSwitcherOpen: false,
        message: null,
        showConnection: (connectionId) => change({ view: { type: 'connection', connectionId } }),
        showObjects: () => change({ view: { type: 'objects' } }),
        showNothing: () => change({ view: { type: 'nothing' } }),
        setLayout(part) {
          const layout = { ...get().shell.layout, ...part };
          change({ layout });
          writeLayout(memory, layout);
        },
        setSwitcherOpen: (isSwitcherOpen) => change({ isSwitcherOpen }),
        tell: (message) => change({ message }),
        reconnect: () => client.reconnect(),
      },
    };
  };
}

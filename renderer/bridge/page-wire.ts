import type { HostFrame, PageFrame, Wire } from '../../shared/contract/frames.ts';

/** The page's end of a transport. */
export type PageWire = Wire<PageFrame, HostFrame>;

/** Opens a wire. Rejects with AppFailure: `network` while the host does not answer, `authentication` when it refuses. */
export type ConnectWire = () => Promise<PageWire>;

/** What the preload script of the desktop host puts on `window`. */
export interface PreloadBridge {
  readonly wire: {
    send(frame: PageFrame): void;
    onFrame(listener: (frame: HostFrame) => void): void;
    onClose(listener: () => void): void;
  };
  /** Absolute path of a file that was dropped or chosen; empty when it has none on disk. */
  pathForFile(file: File): string;
  readonly platform: 'linux' | 'darwin' | 'win32';
}

declare global {
  interface Window {
    readonly stowage?: PreloadBridge;
  }
}

/** The wire over the preload script: there from the start, and gone only with the window. */
export function connectPreload(bridge: PreloadBridge): ConnectWire {
  return async () => ({ ...bridge.wire, send: bridge.wire.send, close: () => undefined });
}

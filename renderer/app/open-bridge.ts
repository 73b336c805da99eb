import { type Client, createClient } from '../bridge/client.ts';
import { createFileRegistry } from '../bridge/file-registry.ts';
import { connectPreload } from '../bridge/page-wire.ts';
import { openWebSession } from '../bridge/session.ts';
import { connectSocket } from '../bridge/socket-wire.ts';
import { createWebBytes } from '../bridge/web-bytes.ts';
import type { LocalFiles } from '../features/transfers/local-files.ts';

/** The page's whole way to its host. */
export interface Bridge {
  readonly client: Client;
  readonly localFiles: LocalFiles;
  /** Known at once on the desktop; on the web host only `settings.hostInfo` tells. */
  readonly platform: 'linux' | 'darwin' | 'win32' | null;
  /** Opens the app in another window, called from a click; null on the desktop, which has one window. */
  readonly openWindow: (() => Promise<void>) | null;
}

/** Connects over the preload script where there is one, over the web host's socket otherwise. */
export function openBridge(window: Window & typeof globalThis): Bridge {
  const clock = {
    now: () => Date.now(),
    schedule: (delayMs: number, action: () => void) => {
      const timer = window.setTimeout(action, delayMs);
      return () => window.clearTimeout(timer);
    },
  };
  const preload = window.stowage;
  if (preload !== undefined) {
    const client = createClient({ connect: connectPreload(preload), ...clock });
    const registry = { register: () => '', release: () => undefined };
    const pathForFile = (file: File) => preload.pathForFile(file);
    return { client, localFiles: { pathForFile, registry }, platform: preload.platform, openWindow: null };
  }
  const session = openWebSession(window);
  const bytes = createWebBytes(session, window);
  const client = createClient({ connect: connectSocket(session, bytes.isSessionKnown, window), ...clock });
  // A hidden tab's timers are slowed down: coming back to it is a good moment to try again.
  window.addEventListener('online', () => client.reconnect());
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'visible') client.reconnect();
  });
  const registry = createFileRegistry(client, bytes, () => window.crypto.randomUUID());
  const openWindow = () => session.openWindow();
  return { client, localFiles: { pathForFile: null, registry }, platform: null, openWindow };
}

import { app, session } from 'electron';
import { serve } from '../../app/dispatcher.ts';
import type { EventHub } from '../../app/events.ts';
import type { Handlers } from '../../app/handlers.ts';
import type { Log } from '../../app/log.ts';
import { loadRendererFiles } from '../page/renderer-files.ts';
import { appOrigin, pageUrl, servePage } from './app-protocol.ts';
import { lockDownPages, lockDownSession } from './lock-down.ts';
import { focusMainWindow, openMainWindow } from './main-window.ts';
import { setMenu } from './menu.ts';
import { listenToPages } from './page-wires.ts';
import { guardQuit } from './quit.ts';

export interface DesktopHostOptions {
  readonly rendererFolder: string;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly platform: NodeJS.Platform;
  /** Where a development server serves the page instead of the app's own protocol. */
  readonly devRendererUrl: string | null;
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly log: Log;
  /** Receives the path of every file that the user drops or chooses in the page. */
  readonly droppedPaths: Set<string>;
  /** Ends the backend. */
  readonly close: () => Promise<void>;
}

/**
 * Shows the app in a window. To be called when Electron is ready and before any window exists.
 * Rejects with `local-file` (reason `page-missing`) when the page is not built.
 */
export async function startDesktopHost(options: DesktopHostOptions): Promise<void> {
  const { handlers, hub, log, devRendererUrl } = options;
  const pageOrigin = devRendererUrl === null ? appOrigin : new URL(devRendererUrl).origin;
  const window = { ...options, url: devRendererUrl ?? pageUrl };
  lockDownPages(pageOrigin, log);
  lockDownSession(session.defaultSession, pageOrigin);
  if (devRendererUrl === null) servePage(await loadRendererFiles(options.rendererFolder));
  listenToPages({
    pageOrigin,
    log,
    onDroppedPath: (path) => void options.droppedPaths.add(path),
    onPage: (wire, pageId) => serve(wire, { handlers, hub, log, pageId, now: () => performance.now() }),
  });
  setMenu(options.platform, devRendererUrl !== null);
  guardQuit({
    countRunning: () => countRunning(handlers),
    close: options.close,
    locale: app.getLocale(),
  });
  const show = () => {
    if (!focusMainWindow()) void openMainWindow(window);
  };
  app.on('second-instance', show);
  app.on('activate', show);
  // Without a listener Electron ends when the last window closes, as no app on macOS does.
  app.on('window-all-closed', () => undefined);
  await openMainWindow(window);
}

async function countRunning(handlers: Handlers): Promise<number> {
  const signal = new AbortController().signal;
  const { totals } = await handlers['transfers.list']({}, { signal, pageId: 'quit' });
  return totals.runningCount;
}

import { app, BrowserWindow, nativeTheme } from 'electron';
import { safePreferences } from './lock-down.ts';

export interface MainWindowOptions {
  /** Absolute path of the built preload script. */
  readonly preloadPath: string;
  /** Absolute path of the icon, for the platforms that take it from the window. */
  readonly iconPath: string;
  /** Address of the page. */
  readonly url: string;
  readonly platform: NodeJS.Platform;
}

/** Opens the window and resolves when its page is loaded. It appears when there is something to see. */
export async function openMainWindow(options: MainWindowOptions): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1_280,
    height: 820,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Stowage',
    icon: options.iconPath,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: { ...safePreferences, preload: options.preloadPath },
  });
  window.once('ready-to-show', () => window.show());
  if (options.platform !== 'darwin') {
    // Closing the window is quitting: it stays until that is decided, because the answer may be to keep running.
    window.on('close', (event) => {
      event.preventDefault();
      app.quit();
    });
  }
  await window.loadURL(options.url);
  return window;
}

/** Brings the open window to the front; false when there is none. */
export function focusMainWindow(): boolean {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) return false;
  if (window.isMinimized()) window.restore();
  window.focus();
  return true;
}

import { app, type Session, type WebContents, type WebPreferences } from 'electron';
import type { Log } from '../../app/log.ts';

/** The one permission the page has: writing text to the clipboard after the user asked for it. */
const allowedPermissions: readonly string[] = ['clipboard-sanitized-write'];

/** How a window of ours runs its page: without Node, in the sandbox, apart from the preload script's world. */
export const safePreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} as const satisfies WebPreferences;

/**
 * Refuses what a page of ours never does, for every page there ever is: leaving its origin, opening windows, embedding
 * other pages, asking for permissions, downloading, and loading anything from elsewhere.
 * https://www.electronjs.org/docs/latest/tutorial/security
 */
export function lockDownPages(pageOrigin: string, log: Log): void {
  app.on('web-contents-created', (_event, contents) => lockDownPage(contents, pageOrigin, log));
}

function lockDownPage(contents: WebContents, pageOrigin: string, log: Log): void {
  const refuse = (what: string, event: { preventDefault(): void }) => {
    event.preventDefault();
    log.warn('page-refused', { what });
  };
  const refuseStrangers = (details: { readonly url: string; preventDefault(): void }) => {
    if (!isOfOrigin(details.url, pageOrigin)) refuse('navigation', details);
  };
  contents.on('will-navigate', refuseStrangers);
  contents.on('will-redirect', refuseStrangers);
  // Frames are never ours, whatever they show.
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame) refuse('frame', details);
  });
  contents.on('will-attach-webview', (event) => refuse('webview', event));
  contents.setWindowOpenHandler(() => {
    log.warn('page-refused', { what: 'window' });
    return { action: 'deny' };
  });
}

/**
 * The same for a session: no permission but writing the clipboard, no device, no screen, no download, and no request
 * to anything that is not the page's own origin. In development the page's server speaks over a WebSocket too.
 */
export function lockDownSession(session: Session, pageOrigin: string): void {
  const isAllowed = (permission: string, origin: string) =>
    allowedPermissions.includes(permission) && isOfOrigin(origin, pageOrigin);
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(isAllowed(permission, contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  // What the page itself made may be saved, where the user says; nothing comes from elsewhere.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${pageOrigin}/`)) event.preventDefault();
  });
  const socketOrigin = pageOrigin.replace(/^http:/, 'ws:');
  session.webRequest.onBeforeRequest((details, callback) => {
    const { url } = details;
    const isOurs = isOfOrigin(url, pageOrigin) || isOfOrigin(url, socketOrigin);
    callback({ cancel: !(isOurs || /^(?:data|blob|devtools):/.test(url)) });
  });
}

/** True for an address of exactly this origin. `URL.origin` is `null` for schemes of one's own, so it is spelt out. */
export function isOfOrigin(url: string, origin: string): boolean {
  try {
    const parsed = new URL(url);
    if (parsed.username !== '' || parsed.password !== '') return false;
    return `${parsed.protocol}//${parsed.host}` === origin;
  } catch {
    return false;
  }
}

import { protocol } from 'electron';
import { strictHeaders } from '../page/content-policy.ts';
import type { RendererFiles } from '../page/renderer-files.ts';

/** The scheme the page is served under instead of `file:`, which would let it read the disk. */
export const appScheme = 'stowage-app';
/** The origin of the page. */
export const appOrigin = `${appScheme}://main`;
/** The address of the page. */
export const pageUrl = `${appOrigin}/`;

/**
 * Makes the scheme a standard and secure one, so that the page has an origin of its own. To be called before Electron
 * is ready: https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes
 */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false };
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

/**
 * Serves the built page, from memory and by exact name, with the strict policy on every answer. The page talks to the
 * host by messages alone, so the policy allows no connection at all.
 */
export function servePage(files: RendererFiles): void {
  const headers = strictHeaders([]);
  protocol.handle(appScheme, (request) => {
    if (request.method !== 'GET') return new Response(null, { status: 405, headers });
    const path = readPath(request.url);
    const file = path === null ? null : files.find(path);
    if (file === null) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(file.body), {
      headers: { ...headers, 'Content-Type': file.type, 'Cache-Control': file.caching },
    });
  });
}

/** The path of an address of ours as it stands, without query and fragment; null for another host. */
function readPath(url: string): string | null {
  if (!url.startsWith(pageUrl)) return null;
  return url.slice(appOrigin.length).split(/[?#]/, 1)[0] ?? null;
}

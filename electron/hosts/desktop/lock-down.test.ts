import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { appOrigin, appScheme, pageUrl, registerAppScheme } from './app-protocol.ts';
import * as fake from './testing/fake-electron.ts';
import { isPrevented, setUpTestDesktop } from './testing/test-desktop.ts';

vi.mock('electron', () => import('./testing/fake-electron.ts'));

const { start, state } = setUpTestDesktop();

describe('the page cannot', () => {
  it.each([
    'https://evil.example/',
    'file:///etc/passwd',
    'stowage-app://other/',
    'stowage-app://main.evil/',
    'stowage-app://user@main/',
    'http://main/',
    'data:text/html,x',
    'javascript:alert(1)',
    'about:blank',
    'not a url',
  ])('navigate to %s', async (url) => {
    const { webContents } = await start();
    expect(isPrevented(webContents, 'will-navigate', { url })).toBe(true);
    expect(isPrevented(webContents, 'will-redirect', { url })).toBe(true);
  });

  it('load any frame, webview or window', async () => {
    const { webContents } = await start();
    expect(isPrevented(webContents, 'will-frame-navigate', { url: pageUrl, isMainFrame: false })).toBe(true);
    expect(isPrevented(webContents, 'will-frame-navigate', { url: pageUrl, isMainFrame: true })).toBe(false);
    expect(isPrevented(webContents, 'will-navigate', { url: `${pageUrl}index.html` })).toBe(false);
    expect(isPrevented(webContents, 'will-attach-webview', {})).toBe(true);
    expect(webContents.openHandler?.({ url: pageUrl })).toEqual({ action: 'deny' });
    expect(state.logged.filter((line) => line.includes('page-refused'))).toHaveLength(3);
  });

  it('have a permission but writing the clipboard', async () => {
    await start();
    const { defaultSession } = fake.session;
    const ask = (permission: string, url: string) => {
      let answer: unknown;
      defaultSession.permissionRequest?.({ getURL: () => url }, permission, (given: unknown) => {
        answer = given;
      });
      return [answer, defaultSession.permissionCheck?.(null, permission, url)];
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ]) {
      expect(ask(permission, pageUrl)).toEqual([false, false]);
    }
    expect(ask('clipboard-sanitized-write', pageUrl)).toEqual([true, true]);
    expect(ask('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false]);
    expect(defaultSession.device?.()).toBe(false);
    let streams: unknown;
    defaultSession.displayMedia?.({}, (given: unknown) => {
      streams = given;
    });
    expect(streams).toEqual({});
  });

  it('download, or load anything from elsewhere', async () => {
    await start();
    const { defaultSession } = fake.session;
    const itemOf = (url: string) => ({ getURL: () => url });
    for (const url of ['https://evil.example/a.zip', 'blob:https://evil.example/1', 'data:text/plain,a'])
      expect(isPrevented(defaultSession, 'will-download', {}, itemOf(url))).toBe(true);
    expect(isPrevented(defaultSession, 'will-download', {}, itemOf(`blob:${appOrigin}/1`))).toBe(false);
    const isCancelled = (url: string) => {
      let answer: unknown;
      defaultSession.beforeRequest?.({ url }, (given: { cancel: boolean }) => {
        answer = given.cancel;
      });
      return answer;
    };
    for (const url of [
      'https://evil.example/',
      'http://127.0.0.1:9000/',
      'file:///etc/passwd',
      'ws://evil/',
      'ftp://x/',
    ]) {
      expect(isCancelled(url)).toBe(true);
    }
    for (const url of [
      pageUrl,
      `${appOrigin}/assets/page-0123.js`,
      'data:image/png;base64,',
      `blob:${appOrigin}/1`,
    ]) {
      expect(isCancelled(url)).toBe(false);
    }
  });
});

describe('the app protocol', () => {
  const get = async (url: string, method = 'GET') => {
    const handler = fake.protocolHandlers.get(appScheme);
    if (handler === undefined) throw new Error('no handler');
    // A Request would not take the scheme's address.
    return handler({ url, method } as Request);
  };

  it('is a standard, secure scheme without further rights', () => {
    registerAppScheme();
    expect(fake.schemes).toEqual([
      {
        scheme: 'stowage-app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false },
      },
    ]);
  });

  it('serves the page under the strict policy', async () => {
    await start();
    const page = await get(pageUrl);
    expect(await page.text()).toBe('<!doctype html>');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await get(`${appOrigin}/assets/page-0123.js?x#y`);
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it.each([
    `${appOrigin}/../secret.txt`,
    `${appOrigin}/..%2fsecret.txt`,
    `${appOrigin}/%2e%2e/secret.txt`,
    `${appOrigin}/assets/..%5c..%5csecret.txt`,
    `${appOrigin}//etc/passwd`,
    `${appOrigin}/link.txt`,
    `${appOrigin}/constructor`,
    `${appOrigin}.evil/index.html`,
    `${appScheme}://other/index.html`,
    'file:///etc/passwd',
  ])('answers 404 to %s', async (url) => {
    await writeFile(join(state.folder, 'secret.txt'), 'deadbeef01');
    await symlink(join(state.folder, 'secret.txt'), join(state.folder, 'renderer', 'link.txt'));
    await start();
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('takes no method but GET, and no missing page', async () => {
    await start();
    expect((await get(pageUrl, 'POST')).status).toBe(405);
    await expect(start({ rendererFolder: '/nonexistent' })).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'page-missing' },
    });
  });
});

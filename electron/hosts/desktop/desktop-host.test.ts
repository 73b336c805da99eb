import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostFrame } from '../../../shared/contract/frames.ts';
import { EventHub } from '../../app/events.ts';
import type { CallContext, Handlers } from '../../app/handlers.ts';
import { appOrigin, appScheme, pageUrl, registerAppScheme } from './app-protocol.ts';
import { type DesktopHostOptions, startDesktopHost } from './desktop-host.ts';
import * as fake from './testing/fake-electron.ts';

vi.mock('electron', () => import('./testing/fake-electron.ts'));

interface Bridge {
  readonly wire: {
    send(frame: unknown): void;
    onFrame(listener: (frame: HostFrame) => void): void;
    onClose(listener: () => void): void;
  };
  pathForFile(file: { name: string }): string;
  readonly platform: string;
}

const settings = {
  theme: 'dark',
  language: 'en',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: 4,
  transferMemoryMib: 256,
} as const;

let base = '';
let folder = '';
let logged: string[] = [];
let runningCount = 0;
let closeCount = 0;
const contexts: CallContext[] = [];
const note = (event: string, fields: object = {}) => void logged.push(JSON.stringify({ event, ...fields }));
const log = { info: note, warn: note, error: note };
let hub = new EventHub(log);
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const handlers = {
  'settings.get': async () => settings,
  'buckets.list': (_input: unknown, context: CallContext) => {
    contexts.push(context);
    return new Promise(() => undefined);
  },
  'transfers.list': async () => ({
    jobs: [],
    isPaused: false,
    totals: {
      runningCount,
      waitingCount: 0,
      needsUserCount: 0,
      uploadBytesPerSecond: 0,
      downloadBytesPerSecond: 0,
    },
  }),
} as unknown as Handlers;

beforeEach(async () => {
  fake.resetFakeElectron();
  vi.resetModules();
  logged = [];
  contexts.length = 0;
  runningCount = 0;
  closeCount = 0;
  hub = new EventHub(log);
  base = await mkdtemp(join(tmpdir(), 'stowage-desktop-'));
  folder = join(base, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'page-0123.js'), 'export {};');
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function start(options: Partial<DesktopHostOptions> = {}) {
  await startDesktopHost({
    rendererFolder: folder,
    preloadPath: '/app/preload.cjs',
    iconPath: '/app/icon.png',
    platform: 'linux',
    devRendererUrl: null,
    handlers,
    hub,
    log,
    close: async () => {
      closeCount += 1;
    },
    ...options,
  });
  const [window] = fake.BrowserWindow.all;
  if (window === undefined) throw new Error('no window');
  return window;
}

/** Runs the real preload script as a new page. */
async function openPage() {
  vi.resetModules();
  await import('./preload.ts');
  const bridge = fake.exposed.get('stowage') as Bridge;
  const frames: HostFrame[] = [];
  const state = { closeCount: 0 };
  bridge.wire.onFrame((frame) => void frames.push(frame));
  bridge.wire.onClose(() => {
    state.closeCount += 1;
  });
  return { bridge, frames, state };
}

function prevented(
  emitter: { emit(name: string, ...args: unknown[]): boolean },
  name: string,
  details: object,
) {
  let count = 0;
  emitter.emit(name, { ...details, preventDefault: () => (count += 1) });
  return count > 0;
}

describe('the window', () => {
  it('runs its page in the sandbox, apart from Node and from the preload script', async () => {
    const window = await start();
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      preload: '/app/preload.cjs',
    });
    expect(window.webContents.getURL()).toBe(pageUrl);
    expect(window.calls).toEqual(['show']);
  });

  it('gives the page nothing but frames, paths of dropped files and the platform', async () => {
    await start();
    const { bridge } = await openPage();
    expect([...fake.exposed.keys()]).toEqual(['stowage']);
    expect(Object.keys(bridge).sort()).toEqual(['pathForFile', 'platform', 'wire']);
    expect(Object.keys(bridge.wire).sort()).toEqual(['onClose', 'onFrame', 'send']);
    expect(bridge.pathForFile({ name: 'a.txt' })).toBe('/dropped/a.txt');
  });

  it('comes back to the front when Stowage is started again', async () => {
    const window = await start();
    window.isMinimizedNow = true;
    fake.app.emit('second-instance');
    expect(window.calls).toEqual(['show', 'restore', 'focus']);
  });

  it('is opened again on macOS after it was closed', async () => {
    await start({ platform: 'darwin' });
    fake.BrowserWindow.all = [];
    fake.app.emit('activate');
    await settled();
    expect(fake.BrowserWindow.all.map((window) => window.webContents.getURL())).toEqual([pageUrl]);
  });

  it('has developer tools and reload while developing only', async () => {
    await start();
    expect(JSON.stringify(fake.menus)).not.toMatch(/toggleDevTools|reload/);
    await start({ devRendererUrl: 'http://127.0.0.1:5173/' });
    expect(JSON.stringify(fake.menus.at(-1))).toMatch(/toggleDevTools/);
  });
});

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
    expect(prevented(webContents, 'will-navigate', { url })).toBe(true);
    expect(prevented(webContents, 'will-redirect', { url })).toBe(true);
  });

  it('load any frame, webview or window', async () => {
    const { webContents } = await start();
    expect(prevented(webContents, 'will-frame-navigate', { url: pageUrl, isMainFrame: false })).toBe(true);
    expect(prevented(webContents, 'will-frame-navigate', { url: pageUrl, isMainFrame: true })).toBe(false);
    expect(prevented(webContents, 'will-navigate', { url: `${pageUrl}index.html` })).toBe(false);
    expect(prevented(webContents, 'will-attach-webview', {})).toBe(true);
    expect(webContents.openHandler?.({ url: pageUrl })).toEqual({ action: 'deny' });
    expect(logged.filter((line) => line.includes('page-refused'))).toHaveLength(3);
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
    expect(prevented(defaultSession, 'will-download', {})).toBe(true);
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
    await writeFile(join(base, 'secret.txt'), 'deadbeef01');
    await symlink(join(base, 'secret.txt'), join(folder, 'link.txt'));
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

describe('the channel', () => {
  it('carries calls, answers and events between the real preload script and the dispatcher', async () => {
    await start();
    const page = await openPage();
    page.bridge.wire.send({ type: 'call', id: 1, method: 'settings.get', input: {} });
    await settled();
    hub.emit('settings.changed', settings);
    expect(page.frames).toEqual([
      { type: 'result', id: 1, output: settings },
      { type: 'event', name: 'settings.changed', sequence: 1, payload: settings },
    ]);
  });

  it.each<[string, fake.FakeFrame | null]>([
    ['another origin', { url: 'https://evil.example/', parent: null }],
    ['another host of our scheme', { url: 'stowage-app://evil/', parent: null }],
    ['a file', { url: 'file:///index.html', parent: null }],
    ['a frame inside our page', { url: pageUrl, parent: { url: pageUrl, parent: null } }],
    ['a frame that is gone', null],
    ['an empty page', { url: '', parent: null }],
  ])('drops what %s sends', async (_name, frame) => {
    await start();
    const page = await openPage();
    fake.ipcRenderer.frame = frame;
    page.bridge.wire.send({ type: 'call', id: 1, method: 'settings.get', input: {} });
    await settled();
    expect(page.frames).toEqual([]);
    expect(logged.join()).toContain('frame-refused');
    expect(hub.pageCount).toBe(0);
  });

  it.each([undefined, 5, '', 'x', '../../../../../../../../../../../..', { toString: () => 'x' }])(
    'drops a message under the page id %j',
    async (pageId) => {
      const { webContents } = await start();
      const sender = { sender: webContents, senderFrame: webContents.mainFrame };
      fake.ipcMain.emit('stowage.frame', sender, pageId, {
        type: 'call',
        id: 1,
        method: 'settings.get',
        input: {},
      });
      await settled();
      expect(webContents.sent).toEqual([]);
    },
  );

  it('takes a reload as a new page: the old calls end, and their answers reach nobody', async () => {
    await start();
    const old = await openPage();
    old.bridge.wire.send({ type: 'call', id: 1, method: 'buckets.list', input: { connectionId: 'c' } });
    const fresh = await openPage();
    fresh.bridge.wire.send({ type: 'call', id: 1, method: 'settings.get', input: {} });
    await settled();
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(fresh.frames).toHaveLength(1);
    expect(old.frames).toEqual([]);
    expect(old.state.closeCount).toBe(1);
    expect(fresh.state.closeCount).toBe(0);
  });

  it.each(['destroyed', 'render-process-gone'])('ends with its page: %s', async (event) => {
    const { webContents } = await start();
    const page = await openPage();
    page.bridge.wire.send({ type: 'call', id: 1, method: 'buckets.list', input: { connectionId: 'c' } });
    expect(hub.pageCount).toBe(1);
    if (event === 'destroyed') webContents.destroy();
    else webContents.emit(event);
    hub.emit('settings.changed', settings);
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(hub.pageCount).toBe(0);
    expect(page.frames).toEqual([]);
  });

  it('leaves no listener behind after many reloads', async () => {
    const { webContents } = await start();
    for (let round = 0; round < 30; round += 1) {
      const page = await openPage();
      page.bridge.wire.send({ type: 'cancel', id: 1 });
    }
    expect(webContents.listenerCount('destroyed')).toBe(1);
    expect(hub.pageCount).toBe(1);
  });
});

describe('quitting', () => {
  it('closes everything first and then ends', async () => {
    await start();
    expect(prevented(fake.app, 'before-quit', {})).toBe(true);
    await settled();
    expect(closeCount).toBe(1);
    expect(fake.app.calls).toEqual(['exit 0']);
    expect(fake.dialog.asked).toEqual([]);
  });

  it('keeps the window until it is decided, except on macOS, where a closed window does not quit', async () => {
    expect(prevented(await start(), 'close', {})).toBe(true);
    expect(fake.app.calls).toEqual(['quit']);
    fake.resetFakeElectron();
    expect(prevented(await start({ platform: 'darwin' }), 'close', {})).toBe(false);
    expect(fake.app.calls).toEqual([]);
  });

  it('asks while transfers run, and asks again after a no', async () => {
    runningCount = 3;
    fake.dialog.messageAnswer = { response: 1 };
    await start();
    prevented(fake.app, 'before-quit', {});
    prevented(fake.app, 'before-quit', {});
    await settled();
    expect(fake.dialog.asked).toHaveLength(1);
    expect(JSON.stringify(fake.dialog.asked)).toContain('3');
    expect(fake.app.calls).toEqual([]);
    fake.dialog.messageAnswer = { response: 0 };
    prevented(fake.app, 'before-quit', {});
    await settled();
    expect(fake.app.calls).toEqual(['exit 0']);
    expect(closeCount).toBe(1);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { pageUrl } from './app-protocol.ts';
import * as fake from './testing/fake-electron.ts';
import { isPrevented, openPage, settled, setUpTestDesktop } from './testing/test-desktop.ts';

vi.mock('electron', () => import('./testing/fake-electron.ts'));

const { start, state } = setUpTestDesktop();

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

describe('quitting', () => {
  it('closes everything first and then ends', async () => {
    await start();
    expect(isPrevented(fake.app, 'before-quit', {})).toBe(true);
    await settled();
    expect(state.closeCount).toBe(1);
    expect(fake.app.calls).toEqual(['exit 0']);
    expect(fake.dialog.asked).toEqual([]);
  });

  it('keeps the window until it is decided, except on macOS, where a closed window does not quit', async () => {
    expect(isPrevented(await start(), 'close', {})).toBe(true);
    expect(fake.app.calls).toEqual(['quit']);
    fake.resetFakeElectron();
    expect(isPrevented(await start({ platform: 'darwin' }), 'close', {})).toBe(false);
    expect(fake.app.calls).toEqual([]);
  });

  it('asks while transfers run, and asks again after a no', async () => {
    state.runningCount = 3;
    fake.dialog.messageAnswer = { response: 1 };
    await start();
    isPrevented(fake.app, 'before-quit', {});
    isPrevented(fake.app, 'before-quit', {});
    await settled();
    expect(fake.dialog.asked).toHaveLength(1);
    expect(JSON.stringify(fake.dialog.asked)).toContain('3');
    expect(fake.app.calls).toEqual([]);
    fake.dialog.messageAnswer = { response: 0 };
    isPrevented(fake.app, 'before-quit', {});
    await settled();
    expect(fake.app.calls).toEqual(['exit 0']);
    expect(state.closeCount).toBe(1);
  });
});

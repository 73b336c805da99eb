import { describe, expect, it, vi } from 'vitest';
import { pageUrl } from './app-protocol.ts';
import * as fake from './testing/fake-electron.ts';
import { openPage, settings, settled, setUpTestDesktop } from './testing/test-desktop.ts';

vi.mock('electron', () => import('./testing/fake-electron.ts'));

const { start, state } = setUpTestDesktop();

describe('the channel', () => {
  it('carries calls, answers and events between the real preload script and the dispatcher', async () => {
    await start();
    const page = await openPage();
    page.bridge.wire.send({ type: 'call', id: 1, method: 'settings.get', input: {} });
    await settled();
    state.hub.emit('settings.changed', settings);
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
    expect(state.logged.join()).toContain('frame-refused');
    expect(state.hub.pageCount).toBe(0);
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

  it('takes the path of a dropped file from the preload script of our page alone', async () => {
    await start();
    const page = await openPage();
    expect(page.bridge.pathForFile({ name: 'a.txt' })).toBe('/dropped/a.txt');
    await settled();
    expect([...state.droppedPaths]).toEqual(['/dropped/a.txt']);
    fake.ipcRenderer.frame = { url: 'https://evil.example/', parent: null };
    page.bridge.pathForFile({ name: 'b.txt' });
    await settled();
    expect([...state.droppedPaths]).toEqual(['/dropped/a.txt']);
    expect(state.logged.join()).toContain('path-refused');
  });

  it('takes a reload as a new page: the old calls end, and their answers reach nobody', async () => {
    await start();
    const old = await openPage();
    old.bridge.wire.send({ type: 'call', id: 1, method: 'buckets.list', input: { connectionId: 'c' } });
    const fresh = await openPage();
    fresh.bridge.wire.send({ type: 'call', id: 1, method: 'settings.get', input: {} });
    await settled();
    expect(state.contexts[0]?.signal.aborted).toBe(true);
    expect(fresh.frames).toHaveLength(1);
    expect(old.frames).toEqual([]);
    expect(old.state.closeCount).toBe(1);
    expect(fresh.state.closeCount).toBe(0);
  });

  it.each(['destroyed', 'render-process-gone'])('ends with its page: %s', async (event) => {
    const { webContents } = await start();
    const page = await openPage();
    page.bridge.wire.send({ type: 'call', id: 1, method: 'buckets.list', input: { connectionId: 'c' } });
    expect(state.hub.pageCount).toBe(1);
    if (event === 'destroyed') webContents.destroy();
    else webContents.emit(event);
    state.hub.emit('settings.changed', settings);
    expect(state.contexts[0]?.signal.aborted).toBe(true);
    expect(state.hub.pageCount).toBe(0);
    expect(page.frames).toEqual([]);
  });

  it('leaves no listener behind after many reloads', async () => {
    const { webContents } = await start();
    for (let round = 0; round < 30; round += 1) {
      const page = await openPage();
      page.bridge.wire.send({ type: 'cancel', id: 1 });
    }
    expect(webContents.listenerCount('destroyed')).toBe(1);
    expect(state.hub.pageCount).toBe(1);
  });
});

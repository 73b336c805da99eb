import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import type { HostFrame, PageFrame, Wire } from '../../../shared/contract/frames.ts';
import type { Log } from '../../app/log.ts';
import { channel, droppedPathChannel } from './channel.ts';
import { isOfOrigin } from './lock-down.ts';

export interface PageWiresOptions {
  readonly pageOrigin: string;
  readonly log: Log;
  /** Called for the path of every file that the user drops or chooses in our page. */
  readonly onDroppedPath: (path: string) => void;
  /** Called for every page that sends its first frame; a reload is a new page. */
  readonly onPage: (wire: Wire<HostFrame, PageFrame>, pageId: string) => void;
}

interface OpenWire {
  readonly pageId: string;
  readonly receive: (frame: PageFrame) => void;
  readonly close: () => void;
}

/** Reads the pages' frames from the one channel. What a page other than ours or a frame inside it sends is dropped. */
export function listenToPages(options: PageWiresOptions): void {
  const open = new WeakMap<WebContents, OpenWire>();

  ipcMain.on(droppedPathChannel, (event, path: unknown) => {
    const refused = findFault(event, options.pageOrigin);
    if (refused === null && typeof path === 'string' && path !== '') options.onDroppedPath(path);
    else options.log.warn('path-refused', { why: refused ?? 'path' });
  });

  ipcMain.on(channel, (event, pageId: unknown, frame: unknown) => {
    const refused = findFault(event, options.pageOrigin);
    if (refused !== null || typeof pageId !== 'string' || !/^[0-9a-f-]{36}$/.test(pageId)) {
      options.log.warn('frame-refused', { why: refused ?? 'page' });
      return;
    }
    let wire = open.get(event.sender);
    if (wire?.pageId !== pageId) {
      wire?.close();
      wire = openWire(event.sender, pageId, options);
      open.set(event.sender, wire);
    }
    wire.receive(frame as PageFrame);
  });
}

/** Why a message is not from our page; null when it is. */
function findFault(event: IpcMainEvent, pageOrigin: string): string | null {
  const { senderFrame } = event;
  if (senderFrame === null) return 'gone';
  if (senderFrame.parent !== null) return 'not-main-frame';
  return isOfOrigin(senderFrame.url, pageOrigin) ? null : 'origin';
}

function openWire(contents: WebContents, pageId: string, options: PageWiresOptions): OpenWire {
  const frameListeners: ((frame: PageFrame) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    contents.off('destroyed', close);
    contents.off('render-process-gone', close);
    if (!contents.isDestroyed()) contents.send(channel, pageId, null);
    for (const listener of closeListeners.splice(0)) listener();
  };
  contents.once('destroyed', close);
  contents.once('render-process-gone', close);
  options.onPage(
    {
      send: (frame) => {
        if (isOpen && !contents.isDestroyed()) contents.send(channel, pageId, frame);
      },
      onFrame: (listener) => void frameListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
      close,
    },
    pageId,
  );
  return {
    pageId,
    receive: (frame) => {
      if (isOpen) for (const listener of frameListeners) listener(frame);
    },
    close,
  };
}

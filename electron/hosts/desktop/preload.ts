import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { HostFrame, PageFrame } from '../../../shared/contract/frames.ts';
import { channel, droppedPathChannel } from './channel.ts';

/** A reload is another page: what was asked before it is not answered to it. */
const pageId = globalThis.crypto.randomUUID();
const frameListeners: ((frame: HostFrame) => void)[] = [];
const closeListeners: (() => void)[] = [];

ipcRenderer.on(channel, (_event, toPageId: unknown, frame: HostFrame | null) => {
  if (toPageId !== pageId) return;
  if (frame === null) for (const listener of closeListeners.splice(0)) listener();
  else for (const listener of frameListeners) listener(frame);
});

/** All that the page gets of Electron: frames of the contract, and the path of a file the user dropped or chose. */
contextBridge.exposeInMainWorld('stowage', {
  wire: {
    send: (frame: PageFrame) => ipcRenderer.send(channel, pageId, frame),
    onFrame: (listener: (frame: HostFrame) => void) => void frameListeners.push(listener),
    onClose: (listener: () => void) => void closeListeners.push(listener),
  },
  pathForFile: (file: File) => {
    const path = webUtils.getPathForFile(file);
    if (path !== '') ipcRenderer.send(droppedPathChannel, path);
    return path;
  },
  platform: process.platform,
});

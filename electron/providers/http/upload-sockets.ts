import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/**
 * Which socket carries which request body. undici tells nobody but its diagnostics channel
 * (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel.md, `undici:client:sendHeaders`), and without the socket
 * one cannot know when a body's memory is free again.
 */
const waiting = new WeakMap<object, (socket: Socket) => void>();
/** Sockets by whether their close was announced; `socket.closed` is true before the handle is. */
const closings = new WeakMap<Socket, { isClosed: boolean }>();
let isSubscribed = false;

/** Calls `onSocket` when undici starts to write the request with exactly this body object. */
export function watchBody(body: object, onSocket: (socket: Socket) => void): void {
  if (!isSubscribed) {
    isSubscribed = true;
    subscribe('undici:client:sendHeaders', (message) => {
      const { request, socket } = message as { request: { body: object | null }; socket: Socket };
      if (request.body === null || typeof request.body !== 'object') return;
      const onFound = waiting.get(request.body);
      if (!onFound) return;
      waiting.delete(request.body);
      watchClose(socket);
      onFound(socket);
    });
  }
  waiting.set(body, onSocket);
}

/**
 * Resolves when nothing queued in the socket can still read the memory of a body: at once when everything was
 * flushed, else the socket is destroyed and its close awaited. For use after a failed request.
 */
export function releaseBody(socket: Socket | null): Promise<void> {
  if (socket === null || closings.get(socket)?.isClosed) return Promise.resolve();
  if (!socket.destroyed) {
    if (socket.writableLength === 0) return Promise.resolve();
    socket.destroy();
  }
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

function watchClose(socket: Socket): void {
  if (closings.has(socket)) return;
  const closing = { isClosed: false };
  closings.set(socket, closing);
  socket.once('close', () => {
    closing.isClosed = true;
  });
}

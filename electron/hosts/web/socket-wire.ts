import type { WebSocket } from 'ws';
import type { HostFrame, PageFrame, Wire } from '../../../shared/contract/frames.ts';

/** Bytes that may wait for a slow page before it is cut off; it comes back and asks for the whole state. */
const maxWaitingBytes = 64 * 1024 * 1024;
/** A page that does not answer two of these in a row is gone, even if nobody closed its connection. */
const heartbeatMs = 30_000;

/** What can keep a socket from being a wire: WebSocket close codes, https://www.rfc-editor.org/rfc/rfc6455#section-7.4 */
const closeCodes = { unsupportedData: 1003, done: 1000 } as const;

/** Carries frames as JSON texts over a WebSocket. Binary messages close it; a text that is not JSON is no frame. */
export function createSocketWire(socket: WebSocket): Wire<HostFrame, PageFrame> {
  const frameListeners: ((frame: PageFrame) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let isAlive = true;

  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  heartbeat.unref();

  socket.on('pong', () => {
    isAlive = true;
  });
  // An error is always followed by a close; without a listener it would end the process.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(heartbeat);
    for (const listener of closeListeners.splice(0)) listener();
  });
  socket.on('message', (data, isBinary) => {
    isAlive = true;
    if (isBinary) return socket.close(closeCodes.unsupportedData);
    const frame = parseJson(data.toString());
    for (const listener of frameListeners) listener(frame as PageFrame);
  });

  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxWaitingBytes) return socket.terminate();
      socket.send(JSON.stringify(frame));
    },
    onFrame: (listener) => void frameListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => socket.close(closeCodes.done),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

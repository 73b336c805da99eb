import { type HostFrame, hostFrameSchema } from '../../shared/contract/frames.ts';
import { failure } from '../../shared/model/app-error.ts';
import type { ConnectWire, PageWire } from './page-wire.ts';
import type { WebSession } from './session.ts';

/**
 * The wire over the web host's socket. One call is one attempt; the client decides about the next.
 * A browser does not tell why a socket was refused, so that a failed attempt asks by HTTP whether the session still holds.
 */
export function connectSocket(
  session: WebSession,
  isKnown: () => Promise<boolean>,
  window: Window & typeof globalThis,
): ConnectWire {
  return async () => {
    const bearer = await session.bearer();
    const address = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/wire`;
    const socket = new window.WebSocket(address, ['stowage.v1', `bearer.${bearer}`]);
    if (await opens(socket)) return wireOf(socket);
    if (await isKnown()) throw failure('network', 'Stowage does not answer.', { reason: 'host-lost' });
    session.forget();
    throw failure('authentication', 'Stowage no longer knows this tab.', { reason: 'session-refused' });
  };
}

function opens(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
}

function wireOf(socket: WebSocket): PageWire {
  return {
    send(frame) {
      socket.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        const frame = parseFrame(event.data);
        if (frame !== null) listener(frame);
      });
    },
    onClose(listener) {
      socket.addEventListener('close', () => listener(), { once: true });
    },
    close() {
      socket.close();
    },
  };
}

function parseFrame(data: unknown): HostFrame | null {
  if (typeof data !== 'string') return null;
  try {
    return hostFrameSchema.parse(JSON.parse(data));
  } catch {
    // A frame we cannot read counts as lost: an event's next number shows the gap, a call ends with the wire.
    return null;
  }
}

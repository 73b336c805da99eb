import { type HostFrame, hostFrameSchema } from '../../shared/contract/frames.ts';
import { failure } from '../../shared/model/app-error.ts';
import type { ConnectWire, PageWire } from './page-wire.ts';
import type { WebSession } from './session.ts';

/** Close code of the web host for a bearer it does not know (RFC 6455 §7.4.2 leaves 4000-4999 to applications). */
const refusedCode = 4401;

/** The wire over the web host's socket. One call is one attempt; the client decides about the next. */
export function connectSocket(session: WebSession, window: Window & typeof globalThis): ConnectWire {
  return async () => {
    const bearer = await session.bearer();
    const address = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/wire`;
    const socket = new window.WebSocket(address, ['stowage.v1', `bearer.${bearer}`]);
    return new Promise<PageWire>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(wireOf(socket)), { once: true });
      socket.addEventListener(
        'close',
        (event) => {
          if (event.code === refusedCode) {
            session.forget();
            reject(
              failure('authentication', 'Stowage no longer knows this tab.', { reason: 'session-refused' }),
            );
            return;
          }
          reject(failure('network', 'Stowage does not answer.', { reason: 'host-lost' }));
        },
        { once: true },
      );
    });
  };
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

import { request } from 'node:http';
import type { Socket } from 'node:net';
import { toNetworkFailure } from '../../providers/http/network-errors.ts';
import { abortable, describeProxyAnswer, type Peer, peerOf, proxyLogin } from './network.ts';

/** The head of a server's answer to an unsigned request, and the difference of the clocks. */
export interface Greeting {
  readonly status: number;
  /** Server minus this computer, in ms, good to about a second; null when the server names no time. */
  readonly clockDifferenceMs: number | null;
}

/**
 * Sends one unsigned `GET /` and reads the head of the answer, whatever its status; closes the connection.
 * `forwardedBy` is the proxy at the other end of the socket when it is to pass a plain request on.
 * Rejects with `malformed-response` (`not-http`) or `network` when no HTTP answer comes.
 */
export async function greet(
  socket: Socket,
  peer: Peer,
  options: {
    hostHeader: string;
    forwardedBy: URL | null;
    userAgent: string;
    now: () => number;
    signal: AbortSignal;
  },
): Promise<Greeting> {
  const { hostHeader, forwardedBy } = options;
  const at = { hostname: peer.host, port: peer.port, usesTls: false, hasAnswer: false };
  const sentAtMs = options.now();
  try {
    return await abortable<Greeting>(options.signal, (resolve, reject) => {
      const call = request({
        // A proxy wants the whole URL: https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
        path: forwardedBy === null ? '/' : `http://${hostHeader}/`,
        headers: {
          host: hostHeader,
          'user-agent': options.userAgent,
          connection: 'close',
          ...(forwardedBy === null ? {} : proxyLogin(forwardedBy)),
        },
        createConnection: () => socket,
      });
      call.once('response', (response) => {
        response.on('error', () => undefined);
        const status = response.statusCode ?? 0;
        if (forwardedBy !== null && (status === 407 || status >= 502)) {
          reject(describeProxyAnswer(status, peerOf(forwardedBy), peer));
        }
        const halfWayMs = (sentAtMs + options.now()) / 2;
        // The header counts whole seconds: https://www.rfc-editor.org/rfc/rfc9110#name-date
        const serverMs = Date.parse(response.headers.date ?? '') + 500;
        resolve({ status, clockDifferenceMs: Number.isNaN(serverMs) ? null : serverMs - halfWayMs });
      });
      call.on('error', (cause) => reject(toNetworkFailure(cause, at)));
      call.end();
    });
  } finally {
    socket.destroy();
  }
}

import { request } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type AppFailure, failure } from '../../../shared/model/app-error.ts';
import { lookupWithLocalhost } from '../../providers/http/localhost-lookup.ts';
import { toNetworkFailure } from '../../providers/http/network-errors.ts';

/** A server or proxy to reach. `host` is without brackets. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

/** True for an IPv4 or IPv6 address, which needs no name service. */
export function isAddress(host: string): boolean {
  return isIP(host) !== 0;
}

/** All addresses of a name; `*.localhost` is loopback. Rejects with `dns`. */
export async function resolveHost(host: string, signal: AbortSignal): Promise<string[]> {
  const found = await abortable(signal, (resolve, reject) => {
    lookupWithLocalhost(host, { all: true }, (error, addresses) => {
      if (error) reject(describeTcpError(error, { host, port: 0 }));
      else resolve([addresses].flat().map((entry) => (typeof entry === 'string' ? entry : entry.address)));
    });
  });
  return found as string[];
}

/**
 * Opens a TCP connection. Rejects with `network`, `dns` or `timeout` as `toNetworkFailure` words them, or as
 * `signal` says.
 */
export async function openSocket(peer: Peer, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: peer.host, port: peer.port, lookup: lookupWithLocalhost });
  return settle(socket, signal, 'connect', (cause) => describeTcpError(cause, peer));
}

/**
 * Opens a connection to `peer` through an HTTP proxy with CONNECT
 * (https://www.rfc-editor.org/rfc/rfc9110#name-connect). Rejects with `network`: `proxy-authentication` on
 * 407, `proxy-refused` on any other refusal.
 */
export async function openTunnel(proxy: URL, peer: Peer, signal: AbortSignal): Promise<Socket> {
  const proxyPeer = peerOf(proxy);
  const socket = await openProxySocket(proxy, signal);
  const authority = `${isIP(peer.host) === 6 ? `[${peer.host}]` : peer.host}:${peer.port}`;
  const headers = { host: authority, ...proxyLogin(proxy) };
  const status = await abortable<number>(signal, (resolve, reject) => {
    const call = request({ method: 'CONNECT', path: authority, headers, createConnection: () => socket });
    call.once('connect', (response) => resolve(response.statusCode ?? 0));
    call.once('error', (cause) => reject(describeTcpError(cause, proxyPeer)));
    call.end();
  }).catch((error) => {
    socket.destroy();
    throw error;
  });
  if (status >= 200 && status < 300) return socket;
  socket.destroy();
  throw describeProxyAnswer(status, proxyPeer, peer);
}

/** Opens a connection to the proxy itself, over TLS when its URL says so. */
export async function openProxySocket(proxy: URL, signal: AbortSignal): Promise<Socket> {
  const peer = peerOf(proxy);
  const socket = await openSocket(peer, signal);
  if (proxy.protocol === 'http:') return socket;
  const secured = connectTls({ socket, host: peer.host, ...serverName(peer.host) });
  return settle(secured, signal, 'secureConnect', (cause) => describeTcpError(cause, peer));
}

/** The header that shows a proxy who asks; nothing when its URL names nobody. */
export function proxyLogin(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

/** The peer a proxy URL names. */
export function peerOf(proxy: URL): Peer {
  const port = proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port);
  return { host: proxy.hostname.replace(/^\[|\]$/g, ''), port };
}

/** TLS takes a server name only when it is a name: https://www.rfc-editor.org/rfc/rfc6066#section-3 */
export function serverName(host: string): { servername?: string } {
  return isAddress(host) ? {} : { servername: host };
}

/** Waits for one event of a socket; destroys the socket when it fails or `signal` aborts. */
export async function settle<S extends Socket>(
  socket: S,
  signal: AbortSignal,
  event: string,
  describe: (cause: unknown) => Error,
): Promise<S> {
  try {
    return await abortable<S>(signal, (resolve, reject) => {
      socket.once(event, () => resolve(socket));
      socket.once('error', (cause) => reject(describe(cause)));
      socket.once('close', () => reject(describe(null)));
    });
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
}

/** A promise that rejects with the signal's reason as soon as it aborts. */
export async function abortable<T>(
  signal: AbortSignal,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    start(resolve, reject);
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function describeTcpError(cause: unknown, { host, port }: Peer): AppFailure {
  return toNetworkFailure(cause, { hostname: host, port, usesTls: false, hasAnswer: false });
}

/** What a proxy's refusal means, by its status. */
export function describeProxyAnswer(status: number, proxy: Peer, peer: Peer): AppFailure {
  const values = { proxy: `${proxy.host}:${proxy.port}`, host: peer.host, port: peer.port, status };
  if (status === 407) {
    return failure('network', `The proxy ${values.proxy} wants a user name and password, or another one.`, {
      reason: 'proxy-authentication',
      retry: 'after-user-acts',
      values,
      status,
    });
  }
  return failure(
    'network',
    `The proxy ${values.proxy} did not connect to ${peer.host} on port ${peer.port} (it answered ${status}).`,
    { reason: 'proxy-refused', retry: 'later', values, status },
  );
}

import type { Socket } from 'node:net';
import type { ConnectionSettings } from '../../../shared/model/connection.ts';
import type { ProviderTls } from '../../providers/provider-options.ts';
import type { StorageProvider } from '../../providers/storage-provider.ts';
import { type Greeting, greet } from './greet.ts';
import { type Certificate, type Handshake, shakeHands } from './handshake.ts';
import { openProxySocket, openSocket, openTunnel, type Peer } from './network.ts';
import type { Listing } from './signed-steps.ts';

/** What a test needs. */
export interface ConnectionTestInput {
  /** null for settings that are not saved yet. */
  readonly connectionId: string | null;
  readonly settings: ConnectionSettings;
  /** Called at the step that needs it, so that its failure is that step's. */
  readonly proxy: () => URL | null;
  readonly trust: () => Promise<ProviderTls>;
  /** A provider of its own for this test, which closes it. */
  readonly openProvider: () => Promise<StorageProvider>;
  readonly userAgent: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What earlier steps leave for later ones. */
export interface Progress {
  proxy: URL | null;
  handshake: Handshake | null;
  greeting: Greeting | null;
  listing: Listing | null;
  untrustedCertificate: Certificate | null;
  readonly openSockets: Socket[];
}

/** The server of a connection, with its scheme's own port filled in. */
export function endpointPeer({ endpoint }: ConnectionSettings): Peer {
  const port = endpoint.port ?? (endpoint.usesTls ? 443 : 80);
  return { host: endpoint.host.replace(/^\[|\]$/g, ''), port };
}

/** Opens a connection to the server the way a request will go: directly, by tunnel, or to the forwarding proxy. */
export async function openConnection(
  input: ConnectionTestInput,
  progress: Progress,
  signal: AbortSignal,
  wantsTunnel = input.settings.endpoint.usesTls,
): Promise<Socket> {
  const peer = endpointPeer(input.settings);
  const socket = await openVia(progress.proxy, peer, wantsTunnel, signal);
  progress.openSockets.push(socket);
  return socket;
}

/** Plain requests are passed on by a proxy, encrypted ones go through a tunnel: as the provider does it. */
function openVia(proxy: URL | null, peer: Peer, wantsTunnel: boolean, signal: AbortSignal): Promise<Socket> {
  if (proxy === null) return openSocket(peer, signal);
  return wantsTunnel ? openTunnel(proxy, peer, signal) : openProxySocket(proxy, signal);
}

/** Makes a TLS session with the server, judged by the connection's own trust. */
export async function shakeHandsWith(
  input: ConnectionTestInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<Handshake> {
  const trust = await input.trust();
  const handshake = await shakeHands(await openConnection(input, progress, signal), {
    ...endpointPeer(input.settings),
    trust,
    connectionId: input.connectionId,
    nowMs: input.now(),
    signal,
  });
  progress.openSockets.push(handshake.socket);
  return handshake;
}

/** Greets the server over the TLS session there is, or over a new plain connection. */
export async function greetServer(
  input: ConnectionTestInput,
  progress: Progress,
  signal: AbortSignal,
): Promise<Greeting> {
  const { usesTls } = input.settings.endpoint;
  const secured = usesTls ? progress.handshake?.socket : undefined;
  const socket = secured ?? (await openConnection(input, progress, signal));
  return greetOver(socket, input, usesTls ? null : progress.proxy, signal);
}

function greetOver(
  socket: Socket,
  { settings, userAgent, now }: ConnectionTestInput,
  forwardedBy: URL | null,
  signal: AbortSignal,
): Promise<Greeting> {
  const { host, port } = settings.endpoint;
  const hostHeader = port === null ? host : `${host}:${port}`;
  return greet(socket, endpointPeer(settings), { hostHeader, forwardedBy, userAgent, now, signal });
}

/** True when a TLS session comes about, whoever signed the certificate. */
export async function speaksTls(input: ConnectionTestInput, progress: Progress): Promise<boolean> {
  return tryBriefly(input, async (signal) => {
    const peer = endpointPeer(input.settings);
    const trust = { mode: 'pinned', fingerprintSha256: '' } as const;
    const socket = await openConnection(input, progress, signal, true);
    const handshake = await shakeHands(socket, { ...peer, trust, connectionId: null, nowMs: 0, signal });
    progress.openSockets.push(handshake.socket);
    return true;
  });
}

/** True when plain HTTP is answered. TLS servers hang up on it or answer 400. */
export async function speaksPlain(input: ConnectionTestInput, progress: Progress): Promise<boolean> {
  return tryBriefly(input, async (signal) => {
    const socket = await openConnection(input, progress, signal);
    return (await greetOver(socket, input, null, signal)).status !== 400;
  });
}

/** A second look that may only make an answer clearer: its own failure is no news. */
async function tryBriefly(
  input: ConnectionTestInput,
  look: (signal: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  const limitMs = Math.min(3_000, input.settings.connectTimeoutMs);
  try {
    return await look(AbortSignal.any([input.signal, AbortSignal.timeout(limitMs)]));
  } catch {
    return false;
  }
}

import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool, ProxyAgent } from 'undici';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { exchange } from './exchange.ts';
import { lookupWithLocalhost } from './localhost-lookup.ts';
import { reusedReadsConnector } from './reused-reads.ts';
import type { Transport } from './transport.ts';
import { connectorFor, inspectCertificate, pinnedConnector, tlsOptions } from './trust.ts';

const MAX_CONNECTIONS_PER_ORIGIN = 64;

/** What the transport reads of a connection. */
export type TransportOptions = Pick<
  ProviderOptions,
  'tls' | 'proxy' | 'connectTimeoutMs' | 'idleTimeoutMs' | 'hasStockReads'
>;

/** The real transport: one bounded pool of HTTP/1.1 connections per origin, shared by everything a connection does. */
export function undiciTransport(options: TransportOptions): Transport {
  let dispatcher: Dispatcher | null = null;
  let closing: Promise<void> | null = null;
  return {
    async send(request, wireOptions) {
      if (closing) throw failure('cancelled', 'The connection was closed.');
      dispatcher ??= createDispatcher(options);
      try {
        return await exchange(dispatcher, request, wireOptions, options.idleTimeoutMs);
      } catch (thrown) {
        throw await withCertificate(thrown, request, options, wireOptions.signal);
      }
    },
    close() {
      closing ??= dispatcher ? dispatcher.close() : Promise.resolve();
      return closing;
    },
  };
}

function createDispatcher(options: TransportOptions): Dispatcher {
  const { tls, proxy, connectTimeoutMs, hasStockReads = false } = options;
  const pool = {
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 60_000,
    connect: connectorFor(tls, connectTimeoutMs, hasStockReads ? undefined : reusedReadsConnector),
  };
  if (proxy === null) return new Agent(pool);
  const proxied = {
    ...pool,
    connectTimeout: connectTimeoutMs,
    requestTls: { ...tlsOptions(tls), allowH2: false },
    proxyTls: { lookup: lookupWithLocalhost, allowH2: false },
    // Every pool a proxy agent makes goes through here, so a pin is checked behind a tunnel as well.
    factory: (origin: string | URL, poolOptions: object) => new Pool(origin, pinPool(poolOptions, options)),
  };
  return 'url' in proxy ? new ProxyAgent({ ...proxied, uri: proxy.url }) : new EnvHttpProxyAgent(proxied);
}

function pinPool(poolOptions: object, { tls }: TransportOptions): Pool.Options {
  const given = poolOptions as Pool.Options;
  if (tls.mode !== 'pinned' || typeof given.connect !== 'function') return given;
  return {
    ...given,
    connect: pinnedConnector(given.connect as buildConnector.connector, tls.fingerprintSha256),
  };
}

/** Adds what the user needs to trust a certificate: its fingerprint. Behind a proxy it is not looked up. */
async function withCertificate(
  thrown: unknown,
  request: { hostname: string; port: number },
  options: TransportOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (!(thrown instanceof AppFailure) || thrown.appError.kind !== 'tls' || options.proxy !== null)
    return thrown;
  if (!thrown.appError.reason?.startsWith('certificate-')) return thrown;
  try {
    const seen = await inspectCertificate(request.hostname, request.port, {
      timeoutMs: options.connectTimeoutMs,
      ...(signal ? { signal } : {}),
    });
    const { kind, message, ...details } = thrown.appError;
    return failure(kind, message, {
      ...details,
      action: {
        type: 'trust-certificate',
        connectionId: null,
        fingerprintSha256: seen.fingerprintSha256,
      },
      cause: thrown.cause,
    });
  } catch {
    return thrown;
  }
}

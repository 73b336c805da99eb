import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { failure } from '../../../shared/model/app-error.ts';
import type { ProviderTls } from '../provider-options.ts';
import { lookupWithLocalhost } from './localhost-lookup.ts';

/** What a person needs to see of a certificate before trusting it. */
export interface CertificateSummary {
  /** SHA-256 of the DER form, lower-case hex. */
  readonly fingerprintSha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** TLS options for the chosen trust. A pinned connection checks nothing here: `pinnedConnector` does. */
export function tlsOptions(tls: ProviderTls): { ca?: string; rejectUnauthorized?: boolean } {
  if (tls.mode === 'custom-ca') return { ca: tls.caPem };
  if (tls.mode === 'pinned') return { rejectUnauthorized: false };
  return {};
}

/**
 * Wraps a connector so that a TLS socket is handed out only when its certificate has exactly this fingerprint.
 * The check runs before undici writes the first byte of a request.
 */
export function pinnedConnector(
  connector: buildConnector.connector,
  fingerprintSha256: string,
): buildConnector.connector {
  return (options, callback) => {
    connector(options, (...[error, socket]) => {
      if (error) {
        callback(error, null);
        return;
      }
      if ('getPeerCertificate' in socket) {
        const seen = fingerprintOf((socket as TLSSocket).getPeerCertificate());
        if (seen !== fingerprintSha256) {
          socket.destroy();
          const problem = new Error('certificate fingerprint differs') as NodeJS.ErrnoException;
          problem.code = 'STOWAGE_PIN_MISMATCH';
          callback(problem, null);
          return;
        }
      }
      callback(null, socket);
    });
  };
}

/** Builds the connector of a connection: own lookup, own trust, HTTP/1.1 only. */
export function connectorFor(
  tls: ProviderTls,
  connectTimeoutMs: number,
  build: (options: buildConnector.BuildOptions) => buildConnector.connector = buildConnector,
): buildConnector.connector {
  const base = build({
    ...tlsOptions(tls),
    lookup: lookupWithLocalhost,
    timeout: connectTimeoutMs,
    allowH2: false,
    // A resumed session shows no certificate, so a pin could not be checked.
    ...(tls.mode === 'pinned' ? { maxCachedSessions: 0 } : {}),
  });
  return tls.mode === 'pinned' ? pinnedConnector(base, tls.fingerprintSha256) : base;
}

/**
 * Looks at the certificate a server shows, without trusting it and without sending a byte of a request.
 * Rejects with `tls` when no TLS session comes about, and with `timeout`.
 */
export function inspectCertificate(
  host: string,
  port: number,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<CertificateSummary> {
  return new Promise((resolve, reject) => {
    const name = host.replace(/^\[|\]$/g, '');
    const socket = connect({
      host: name,
      port,
      ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
      lookup: lookupWithLocalhost,
      // Nothing is sent over this socket: it only reads what the server presents.
      rejectUnauthorized: false,
    });
    const end = (): void => {
      socket.destroy();
      options.signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      end();
      reject(failure('cancelled', 'The action was cancelled.'));
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(options.timeoutMs, () => {
      end();
      reject(failure('timeout', `${host} did not show a certificate in time.`, { resource: host }));
    });
    socket.once('error', (cause) => {
      end();
      reject(failure('tls', `${host}:${port} did not complete a TLS handshake.`, { resource: host, cause }));
    });
    socket.once('secureConnect', () => {
      const summary = summarize(socket.getPeerCertificate());
      end();
      resolve(summary);
    });
  });
}

function fingerprintOf(certificate: PeerCertificate): string {
  return (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase();
}

function summarize(certificate: PeerCertificate): CertificateSummary {
  return {
    fingerprintSha256: fingerprintOf(certificate),
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    validFromMs: Date.parse(certificate.valid_from),
    validToMs: Date.parse(certificate.valid_to),
  };
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const { CN, O } = name ?? {};
  return [CN, O].flat().filter(Boolean).join(', ');
}

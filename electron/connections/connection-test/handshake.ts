import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { ConnectionTestResult } from '../../../shared/contract/connections.ts';
import { type AppFailure, failure } from '../../../shared/model/app-error.ts';
import { type Situation, toNetworkFailure } from '../../providers/http/network-errors.ts';
import { tlsOptions } from '../../providers/http/trust.ts';
import type { ProviderTls } from '../../providers/provider-options.ts';
import { serverName, settle } from './network.ts';

/** What a server shows of itself. */
export type Certificate = NonNullable<ConnectionTestResult['untrustedCertificate']>;

/** A TLS session, and why its certificate is not trusted; `distrust` null: it is. */
export interface Handshake {
  readonly socket: TLSSocket;
  readonly certificate: Certificate;
  readonly protocol: string;
  readonly distrust: AppFailure | null;
}

/**
 * Makes a TLS session over an open connection and judges the certificate as the connection's own requests will.
 * Nothing is sent through it here, trusted or not.
 * Rejects with `tls` or `network` when no session comes about.
 */
export async function shakeHands(
  socket: Socket,
  options: {
    host: string;
    port: number;
    trust: ProviderTls;
    connectionId: string | null;
    nowMs: number;
    signal: AbortSignal;
  },
): Promise<Handshake> {
  const { host, port, trust } = options;
  const at = { hostname: host, port, usesTls: true, hasAnswer: false };
  const secured = connect({
    ...tlsOptions(trust),
    // Judged below, so that an untrusted certificate can be shown.
    rejectUnauthorized: false,
    socket,
    host,
    ...serverName(host),
  });
  await settle(secured, options.signal, 'secureConnect', (cause) => toNetworkFailure(cause, at));
  const shown = secured.getPeerX509Certificate();
  if (shown === undefined) {
    secured.destroy();
    throw failure('tls', `${host}:${port} showed no certificate.`, {
      reason: 'handshake',
      values: { host, port },
    });
  }
  const certificate: Certificate = {
    fingerprintSha256: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: oneLine(shown.subject),
    issuer: oneLine(shown.issuer),
    validFromMs: shown.validFromDate.getTime(),
    validToMs: shown.validToDate.getTime(),
  };
  const problem = findDistrust(secured, certificate, trust, options.nowMs);
  const distrust = problem === null ? null : describeDistrust(problem, certificate, at, options.connectionId);
  return { socket: secured, certificate, protocol: secured.getProtocol() ?? 'TLS', distrust };
}

/** The error code for what is wrong with the certificate; null when it is trusted. */
function findDistrust(
  socket: TLSSocket,
  certificate: Certificate,
  trust: ProviderTls,
  nowMs: number,
): string | null {
  if (trust.mode === 'pinned') {
    return certificate.fingerprintSha256 === trust.fingerprintSha256 ? null : 'STOWAGE_PIN_MISMATCH';
  }
  if (socket.authorized) return null;
  // OpenSSL names only one problem; a date that is out is the one that helps most.
  if (nowMs > certificate.validToMs) return 'CERT_HAS_EXPIRED';
  if (nowMs < certificate.validFromMs) return 'CERT_NOT_YET_VALID';
  // Typed as an Error, it is the code as text: https://nodejs.org/api/tls.html#tlssocketauthorizationerror
  return String(socket.authorizationError);
}

function describeDistrust(
  code: string,
  certificate: Certificate,
  at: Situation,
  connectionId: string | null,
): AppFailure {
  const { appError } = toNetworkFailure(Object.assign(new Error(code), { code }), at);
  const { message, reason, values } = appError;
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  const isKnownCode = appError.kind === 'tls' && reason !== undefined;
  return failure(
    'tls',
    isKnownCode ? message : `The certificate of ${at.hostname}:${at.port} is not trusted (${code}).`,
    {
      reason: isKnownCode ? reason : 'certificate-untrusted',
      values: {
        ...values,
        subject: certificate.subject,
        validFrom: day(certificate.validFromMs),
        validTo: day(certificate.validToMs),
      },
      resource: `${at.hostname}:${at.port}`,
      action: {
        type: 'trust-certificate',
        connectionId,
        fingerprintSha256: certificate.fingerprintSha256,
      },
    },
  );
}

/** OpenSSL prints one attribute per line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

import { AppFailure, failure } from '../../../shared/model/app-error.ts';

/** What is known about the request that failed. */
export interface Situation {
  readonly hostname: string;
  readonly port: number;
  readonly usesTls: boolean;
  /** The response had begun. */
  readonly hasAnswer: boolean;
}

const certificateCodes = new Map([
  ['CERT_HAS_EXPIRED', ['certificate-expired', 'has expired']],
  ['CERT_NOT_YET_VALID', ['certificate-not-yet-valid', 'is not valid yet']],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['certificate-wrong-host', 'was made for another host name']],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', ['certificate-untrusted', 'is signed by nobody but itself']],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    ['certificate-untrusted', 'comes from an authority this computer does not trust'],
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ['certificate-untrusted', 'cannot be traced to a trusted authority']],
  ['UNABLE_TO_GET_ISSUER_CERT', ['certificate-untrusted', 'cannot be traced to a trusted authority']],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', ['certificate-untrusted', 'cannot be traced to a trusted authority']],
  ['CERT_UNTRUSTED', ['certificate-untrusted', 'is not trusted']],
  ['CERT_REVOKED', ['certificate-revoked', 'was revoked']],
  ['STOWAGE_PIN_MISMATCH', ['certificate-changed', 'is not the one this connection trusts']],
]);

/**
 * Says in one AppFailure why a request got no (whole) answer: `dns`, `network`, `tls`, `timeout`,
 * `malformed-response`, `integrity`. An AppFailure passes through untouched.
 */
export function toNetworkFailure(thrown: unknown, at: Situation): AppFailure {
  if (thrown instanceof AppFailure) return thrown;
  const error = innermost(thrown);
  const code = typeof error.code === 'string' ? error.code : '';
  const where = `${at.hostname}:${at.port}`;
  const details = { resource: where, cause: thrown, values: { host: at.hostname, port: at.port } };

  const certificate = certificateCodes.get(code);
  if (certificate) {
    const [reason, why] = certificate;
    return failure('tls', `The certificate of ${where} ${why}.`, { ...details, reason: reason ?? '' });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA' || code === 'EAI_NONAME') {
    return failure('dns', `There is no address for ${at.hostname}. Check the host name and the network.`, {
      ...details,
      reason: code === 'EAI_AGAIN' ? 'name-service-unreachable' : 'host-not-found',
      retry: code === 'EAI_AGAIN' ? 'later' : 'after-user-acts',
    });
  }
  if (code === 'ECONNREFUSED') {
    return failure('network', `Nothing answers at ${where}. Check the port and that the server runs.`, {
      ...details,
      reason: 'connection-refused',
      retry: 'later',
    });
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return failure('timeout', `${where} did not accept a connection in time.`, {
      ...details,
      reason: 'connect-timeout',
    });
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return failure('network', `There is no way through the network to ${where}.`, {
      ...details,
      reason: 'unreachable',
      retry: 'later',
    });
  }
  if (isPlainPort(code, error.message)) {
    return failure('tls', `${where} does not speak TLS. Switch TLS off for it, or use its TLS port.`, {
      ...details,
      reason: 'tls-to-plain-port',
    });
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return failure('tls', `${where} did not complete a TLS handshake.`, { ...details, reason: 'handshake' });
  }
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') {
    return failure('malformed-response', `What ${where} answered is not HTTP.`, {
      ...details,
      reason: 'not-http',
      retry: 'after-user-acts',
    });
  }
  const proxy = proxyProblem(error.message);
  if (proxy)
    return failure('network', proxy.message, { ...details, reason: proxy.reason, retry: proxy.retry });
  if (at.hasAnswer) {
    return failure('integrity', `${where} ended its answer before it was complete.`, {
      ...details,
      reason: 'body-too-short',
    });
  }
  return failure('network', `The connection to ${where} broke before an answer came.`, {
    ...details,
    reason: 'connection-lost',
  });
}

function isPlainPort(code: string, message: string): boolean {
  return (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    /wrong version number|packet length too long|http request/i.test(message)
  );
}

function proxyProblem(
  message: string,
): { message: string; reason: string; retry: 'after-user-acts' | 'later' } | null {
  if (/\b407\b/.test(message)) {
    return {
      message: 'The proxy wants a user name and password.',
      reason: 'proxy-authentication',
      retry: 'after-user-acts',
    };
  }
  const status = /Proxy response \((\d+)\)/.exec(message)?.[1];
  if (!status && !/proxy connection failed/i.test(message)) return null;
  return {
    message: `The proxy did not let the connection through${status ? ` (it answered ${status})` : ''}.`,
    reason: 'proxy-refused',
    retry: 'later',
  };
}

/** undici and happy-eyeballs wrap the error that tells the story. */
function innermost(thrown: unknown): { code?: unknown; name: string; message: string } {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth += 1) {
    if (error instanceof AggregateError && error.errors.length > 0) error = error.errors[0];
    else if (error.cause instanceof Error) error = error.cause;
    else return error;
  }
  return error instanceof Error ? error : { name: '', message: '' };
}

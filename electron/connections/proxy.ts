import { failure } from '../../shared/model/app-error.ts';
import type { ConnectionSettings, Endpoint } from '../../shared/model/connection.ts';

/**
 * The proxy that requests to `endpoint` go through, with its user and password; null: none, connect directly.
 * The environment's variables are read here and nowhere else, so that a test and a transfer never disagree.
 * `NO_PROXY` is a list of hosts, `host:port`, `.suffix` (a plain host covers its subdomains too) or `*`.
 * Throws `invalid-input`: `proxy-host-invalid`, or `proxy-url-invalid` for a variable that is no URL.
 */
export function resolveProxy(
  proxy: ConnectionSettings['proxy'],
  endpoint: Endpoint,
  password: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): URL | null {
  if (proxy.mode === 'none') return null;
  if (proxy.mode === 'url') {
    const url = URL.parse(`http://${bracketed(proxy.host)}:${proxy.port}`);
    if (url === null || !/^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(bracketed(proxy.host))) {
      throw failure('invalid-input', `The proxy's host ${proxy.host} is not a host name or an address.`, {
        reason: 'proxy-host-invalid',
        values: { host: proxy.host },
      });
    }
    if (proxy.username !== null) url.username = encodeURIComponent(proxy.username);
    if (password !== null) url.password = encodeURIComponent(password);
    return url;
  }
  const name = endpoint.usesTls ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const given = environment[name.toLowerCase()] || environment[name];
  if (!given || isExempt(endpoint, environment.no_proxy || environment.NO_PROXY || '')) return null;
  const url = URL.parse(given.includes('://') ? given : `http://${given}`);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  // The variable's text may hold a password, so it is not shown.
  throw failure('invalid-input', `The environment variable ${name} is not the URL of an HTTP proxy.`, {
    reason: 'proxy-url-invalid',
    values: { variable: name },
  });
}

function isExempt(endpoint: Endpoint, list: string): boolean {
  const host = endpoint.host.toLowerCase();
  const port = String(endpoint.port ?? (endpoint.usesTls ? 443 : 80));
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    const match = /^\*?\.?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry.toLowerCase());
    if (match === null || (match[2] !== undefined && match[2] !== port)) return false;
    return host === match[1] || host.endsWith(`.${match[1]}`);
  });
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

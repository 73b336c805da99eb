import type { IncomingMessage } from 'node:http';

/** A request that is refused before anything looks at it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** What a request must show to be one of ours. */
export interface OriginRules {
  /** `127.0.0.1:PORT`, the only `Host`. A name that resolves to loopback (DNS rebinding) is not it. */
  readonly authority: string;
  /** The origins a page of ours can have. */
  readonly origins: readonly string[];
}

/**
 * Refuses what does not come from a page of this host: another `Host` (421), a target that is not a plain path (400),
 * another `Origin` or, on anything but GET, none (403).
 */
export function checkRequest(
  request: IncomingMessage,
  rules: OriginRules,
  isUpgrade = false,
): Refusal | null {
  if (countHeader(request, 'host') !== 1 || request.headers.host !== rules.authority) {
    return { status: 421, message: `This is ${rules.authority} and nothing else.` };
  }
  if (!(request.url ?? '').startsWith('/')) return { status: 400, message: 'The target must be a path.' };
  const { origin } = request.headers;
  const needsOrigin = isUpgrade || request.method !== 'GET';
  if (origin === undefined ? needsOrigin : !rules.origins.includes(origin)) {
    return { status: 403, message: 'Only the page of this host may ask.' };
  }
  return null;
}

/** The bearer of an `Authorization` header; null when there is none of the right form. */
export function readBearer(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** The path of a request target as it stood on the wire, without its query. */
export function rawPathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** True for an address that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(address) || address === '::1';
}

function countHeader(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}

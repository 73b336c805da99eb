import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/**
 * A `lookup` for sockets that answers `localhost` and every name under it with loopback, as RFC 6761 §6.3 asks
 * (https://www.rfc-editor.org/rfc/rfc6761#section-6.3) and glibc's resolver does not do; virtual-host addressing on a
 * local server needs it. All other names go to the operating system.
 */
export const lookupWithLocalhost: LookupFunction = (hostname, options, callback) => {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (!name.endsWith('.localhost')) {
    lookup(hostname, options, callback);
    return;
  }
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ].filter(({ family }) => !options.family || options.family === family || options.family === `IPv${family}`);
  const [first] = addresses;
  process.nextTick(() => {
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '127.0.0.1', first?.family ?? 4);
  });
};

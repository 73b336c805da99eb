import { failure } from '../../../shared/model/app-error.ts';
import { refusal } from '../capabilities/refusals.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CustomerKey } from '../customer-key.ts';
import type { Headers } from './write-headers.ts';

/**
 * Headers of a customer's key; as `source` for the object a copy reads. Throws `not-offered`, and `invalid-input` where
 * the key would travel in the clear: everywhere without TLS but on this machine.
 */
export function customerKeyHeaders(
  client: StorageClient,
  key: CustomerKey | undefined,
  role: 'object' | 'source' = 'object',
): Headers {
  if (key === undefined) return {};
  const { dialect, options } = client;
  if (!dialect.objects.hasCustomerKeys) throw refusal('no-customer-keys');
  if (!options.endpoint.usesTls && !isLoopback(options.endpoint.host)) {
    throw failure(
      'invalid-input',
      'An encryption key is sent over TLS only. Switch TLS on for this connection.',
      {
        reason: 'customer-key-needs-tls',
      },
    );
  }
  const start = role === 'source' ? 'copy-source-' : '';
  return key.headers(`${dialect.headerPrefix}${start}server-side-encryption-customer-`);
}

function isLoopback(host: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|\[?::1\]?|(?:.+\.)?localhost)$/i.test(host);
}

import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { failure } from '../../shared/model/app-error.ts';

const KEY_BYTES = 32;
const hidden = '(hidden)';

/**
 * An encryption key of the customer's own (SSE-C): the server encrypts with it and forgets it, and every read needs it
 * again (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html). 32 bytes of
 * AES-256; another size is `invalid-input`. However it is printed, it shows nothing: only `headers` gives it out.
 */
export class CustomerKey {
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    if (bytes.byteLength !== KEY_BYTES) {
      throw failure('invalid-input', `An encryption key of one's own has exactly ${KEY_BYTES} bytes.`, {
        reason: 'customer-key-size',
        values: { expectedBytes: KEY_BYTES },
      });
    }
    this.#bytes = Buffer.from(bytes);
  }

  /** Key and digest as headers whose names begin with `start`. They go onto the wire and nowhere else. */
  headers(start: string): Record<string, string> {
    return {
      [`${start}algorithm`]: 'AES256',
      [`${start}key`]: this.#bytes.toString('base64'),
      [`${start}key-md5`]: hash('md5', this.#bytes, 'base64'),
    };
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

import { createHash } from 'node:crypto';
import type { Encryption } from '../store/model.ts';
import { type FaceCall, settingOf } from './call.ts';
import { FaceError, invalidArgument } from './face-error.ts';
import { headerOf } from './face-request.ts';

const start = 'x-own-server-side-encryption';
const customer = `${start}-customer-`;
const copyCustomer = 'x-own-copy-source-server-side-encryption-customer-';

/** Headers of a read or of a part: the client's own key. */
export const customerKeyHeaders = [`${customer}algorithm`, `${customer}key`, `${customer}key-md5`];
/** The same for the source of a copy. */
export const sourceKeyHeaders = [`${copyCustomer}algorithm`, `${copyCustomer}key`, `${copyCustomer}key-md5`];
/** Headers of a write. */
export const encryptionHeaderNames = [start, `${start}-kms-key-id`, ...customerKeyHeaders];

/**
 * How the request wants a new object to be encrypted: by its own headers, else as the bucket says. Only the state is
 * kept: the sandbox holds throw-away data, and its bytes stay plain. Throws `InvalidArgument`, `InvalidRequest`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html
 */
export function readEncryptionWish(call: FaceCall): Encryption | undefined {
  const { request } = call;
  const algorithm = headerOf(request, start);
  const keyId = headerOf(request, `${start}-kms-key-id`);
  const keyMd5 = readCustomerKey(call, customer);
  if (keyMd5 !== null && algorithm !== null) {
    throw invalidArgument(
      start,
      algorithm,
      'Server Side Encryption with Customer provided key is incompatible',
    );
  }
  if (keyMd5 !== null) return { kind: 'customer', keyMd5 };
  if (algorithm !== null) {
    const { withoutKey, withKey } = call.dialect.encryption;
    if (![...withoutKey, ...withKey].includes(algorithm)) {
      throw invalidArgument(start, algorithm, 'The encryption method specified is not supported');
    }
    if (keyId !== null && withoutKey.includes(algorithm)) {
      throw invalidArgument(
        start,
        algorithm,
        `Server Side Encryption with a KMS key needs the method ${withKey[0]}`,
      );
    }
    return { kind: 'server', algorithm, keyId };
  }
  if (keyId !== null)
    throw invalidArgument(start, '', 'A KMS key id needs the header x-own-server-side-encryption');
  const document = settingOf(call, 'encryption');
  return document === null ? undefined : { kind: 'server', ...call.dialect.encryption.byDefault(document) };
}

/** What an answer says of it. */
export function encryptionHeaders(encryption: Encryption | undefined): Record<string, string> {
  if (encryption === undefined) return {};
  if (encryption.kind === 'customer') {
    return { [`${customer}algorithm`]: 'AES256', [`${customer}key-MD5`]: encryption.keyMd5 };
  }
  const { algorithm, keyId } = encryption;
  return { [start]: algorithm, ...(keyId === null ? {} : { [`${start}-kms-key-id`]: keyId }) };
}

/** Throws unless the request brings the key that the bytes were stored with, and none where there is none. */
export function checkCustomerKey(call: FaceCall, encryption: Encryption | undefined): void {
  checkKey(readCustomerKey(call, customer), encryption);
}

/** The same for the source of a copy. */
export function checkSourceKey(call: FaceCall, encryption: Encryption | undefined): void {
  checkKey(readCustomerKey(call, copyCustomer), encryption);
}

function checkKey(keyMd5: string | null, encryption: Encryption | undefined): void {
  if (encryption?.kind !== 'customer') {
    if (keyMd5 === null) return;
    throw new FaceError('InvalidRequest', {
      message: 'The encryption parameters are not applicable to this object.',
    });
  }
  if (keyMd5 === null) {
    throw new FaceError('InvalidRequest', {
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    });
  }
  if (keyMd5 !== encryption.keyMd5) throw new FaceError('AccessDenied');
}

/** The MD5 of the key in base64, checked against the one that was sent; null without a key. The key is kept nowhere. */
function readCustomerKey(call: FaceCall, prefix: string): string | null {
  const [algorithm, keyText, keyMd5] = ['algorithm', 'key', 'key-md5'].map((name) =>
    headerOf(call.request, prefix + name),
  );
  if (!algorithm && !keyText && !keyMd5) return null;
  if (!call.allowsCustomerKeys) {
    throw new FaceError('InvalidRequest', {
      message:
        'Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.',
    });
  }
  const wrong = (message: string) =>
    new FaceError('InvalidArgument', { message, fields: { ArgumentName: `${prefix}key` } });
  if (algorithm !== 'AES256') throw new FaceError('InvalidEncryptionAlgorithmError');
  if (!keyText || !keyMd5) throw wrong('Requests with a customer key must provide the key and its MD5.');
  const key = Buffer.from(keyText, 'base64');
  if (key.length !== 32 || key.toString('base64') !== keyText) {
    throw wrong('The secret key was invalid for the specified algorithm.');
  }
  if (createHash('md5').update(key).digest('base64') !== keyMd5) {
    throw wrong('The calculated MD5 hash of the key did not match the hash that was provided.');
  }
  return keyMd5;
}

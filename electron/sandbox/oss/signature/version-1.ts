import { createHmac } from 'node:crypto';
import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { headerOf, parameterOf, type WireRequest } from '../../face/face-request.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { checkLifetime, checkSkew, findCredential, headerText, tokenName, toWireText } from './credential.ts';
import { isSubResource } from './sub-resources.ts';

/** The parameters of a signed link. */
export const linkParameters = ['OSSAccessKeyId', 'Expires', 'Signature', 'security-token'] as const;

/**
 * Checks `Authorization: OSS <key>:<signature>`. The date is the one of x-oss-date where that is sent.
 * Throws `InvalidArgument`, AccessDenied for a request without a date, and what the shared checks throw.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header
 */
export function verifyHeaderV1(
  request: WireRequest,
  authorization: string,
  options: VerifierOptions,
): SandboxCredential {
  const [, accessKeyId, signature] = /^OSS ([^:\s]+):(\S+)$/.exec(authorization) ?? [];
  if (accessKeyId === undefined || signature === undefined) {
    throw new FaceError('InvalidArgument', { message: 'Authorization header is invalid.' });
  }
  const date = headerOf(request, 'x-oss-date') ?? headerOf(request, 'date') ?? '';
  const atMs = Date.parse(date);
  if (Number.isNaN(atMs) || !date.endsWith('GMT')) {
    throw new FaceError('AccessDenied', {
      message: 'OSS authentication requires a valid Date or x-oss-date header.',
    });
  }
  const credential = findCredential(accessKeyId, headerOf(request, tokenName), options);
  checkSkew(atMs, options.now());
  check(request, date, credential, signature);
  return credential;
}

/**
 * Checks a signed link; what it may be used for is in the signature, headers included. Throws AccessDenied for one that
 * is over. https://www.alibabacloud.com/help/en/oss/developer-reference/ddd-signatures-to-urls
 */
export function verifyLinkV1(request: WireRequest, options: VerifierOptions): SandboxCredential {
  const [accessKeyId, expires, signature] = ['OSSAccessKeyId', 'Expires', 'Signature'].map(
    (name) => parameterOf(request, name) ?? '',
  );
  if (!accessKeyId || !expires || !signature || !/^\d{1,12}$/.test(expires)) {
    throw new FaceError('AccessDenied', {
      message: 'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters.',
    });
  }
  const token = parameterOf(request, 'security-token') ?? headerOf(request, tokenName);
  const credential = findCredential(accessKeyId, token, options);
  checkLifetime(0, Number(expires) * 1_000, options.now());
  check(request, expires, credential, signature);
  return credential;
}

/** Base64 of the HMAC of version 1, over bytes that stand one for a character. */
export function signatureV1(secretAccessKey: string, text: string): string {
  return createHmac('sha1', secretAccessKey).update(Buffer.from(text, 'latin1')).digest('base64');
}

function check(request: WireRequest, date: string, credential: SandboxCredential, signature: string): void {
  const text = stringToSign(request, date);
  if (isSameSignature(signatureV1(credential.secretAccessKey, text), signature)) return;
  const bytes = Buffer.from(text, 'latin1');
  throw new FaceError('SignatureDoesNotMatch', {
    fields: {
      OSSAccessKeyId: credential.accessKeyId,
      SignatureProvided: signature,
      StringToSign: bytes.toString('utf8'),
      StringToSignBytes: bytes
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1 ')
        .toUpperCase(),
    },
  });
}

function stringToSign({ method, headers, query, bucket, key }: WireRequest, date: string): string {
  const ownHeaders = [...headers.keys()]
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${headerText(headers, name)}\n`);
  const signed = query
    .filter(([name]) => isSubResource(name))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .sort();
  const resource = `/${bucket === null ? '' : `${bucket}/`}${key ?? ''}`;
  return [
    method,
    headerText(headers, 'content-md5'),
    headerText(headers, 'content-type'),
    date,
    ownHeaders.join('') + toWireText(resource + (signed.length === 0 ? '' : `?${signed.join('&')}`)),
  ].join('\n');
}

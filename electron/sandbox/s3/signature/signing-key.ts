import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of nothing, in hex. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** `<date>/<region>/s3/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** YYYYMMDD. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** Reads `<access key>/<date>/<region>/<service>/aws4_request`; null when it has not that form. */
export function readCredential(text: string): CredentialScope | null {
  const pieces = text.split('/');
  const [terminator, service, region, date] = pieces.reverse();
  // An access key may hold slashes itself.
  const accessKeyId = pieces.slice(4).reverse().join('/');
  if (!terminator || !service || !region || !date || accessKeyId === '') return null;
  return /^\d{8}$/.test(date) ? { accessKeyId, date, region, service, terminator } : null;
}

/** The scope as it stands in a string to sign. */
export function scopeText({ date, region, service, terminator }: CredentialScope): string {
  return `${date}/${region}/${service}/${terminator}`;
}

/** The key of one day, region and service. https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  return [scope.date, scope.region, scope.service, scope.terminator].reduce<Buffer>(
    (key, text) => createHmac('sha256', key).update(text).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

/** HMAC-SHA256 in hex. */
export function signText(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** SHA-256 in hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads `YYYYMMDD'T'HHMMSS'Z'` as milliseconds since 1970; null for anything else. */
export function readAmzDate(text: string): number | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

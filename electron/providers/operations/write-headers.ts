import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectHeaders } from '../../../shared/model/object.ts';
import { refusal } from '../capabilities/refusals.ts';
import { encodeRfc3986 } from '../client/encode.ts';
import type { Dialect } from '../dialect.ts';
import type { BodyChecksums } from '../interface/body.ts';
import type { WriteConditions } from '../interface/conditions.ts';
import type { LockWrite, ObjectTreatment, ObjectWrite, ServerEncryption } from '../interface/object-write.ts';
import { grantHeaders } from './access.ts';

/** Headers by lower-case name; an undefined one is not sent. */
export type Headers = Record<string, string | undefined>;

/** The headers an object is stored with and their names. */
export const standardHeaders: readonly (readonly [keyof ObjectHeaders, string])[] = [
  ['contentType', 'content-type'],
  ['cacheControl', 'cache-control'],
  ['contentDisposition', 'content-disposition'],
  ['contentEncoding', 'content-encoding'],
  ['contentLanguage', 'content-language'],
  ['expires', 'expires'],
];

/**
 * Headers that an object is stored with. Throws `invalid-input` for a metadata name HTTP cannot carry, `not-offered`
 * for what the provider has no header for.
 */
export function writeHeaders(dialect: Dialect, write: ObjectWrite | undefined): Headers {
  const headers: Headers = {};
  for (const [field, name] of standardHeaders) headers[name] = write?.headers?.[field] ?? undefined;
  for (const [name, value] of Object.entries(write?.userMetadata ?? {})) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw failure('invalid-input', `“${name}” cannot be the name of a metadata entry.`, {
        reason: 'metadata-name',
        values: { name },
      });
    }
    headers[`${dialect.headerPrefix}meta-${name.toLowerCase()}`] = dialect.encodeMetadata(value);
  }
  return { ...headers, ...treatmentHeaders(dialect, write) };
}

/** Headers for what is said of an object beside its metadata. Throws `not-offered`. */
export function treatmentHeaders(dialect: Dialect, write: ObjectTreatment | undefined): Headers {
  if (write === undefined) return {};
  const { headerPrefix: prefix, objects, objectAclHeader } = dialect;
  const { acl, grants, websiteRedirect } = write;
  const granted = grantHeaders({ dialect }, grants === undefined ? {} : { grants });
  const hasGrants = Object.keys(granted).length > 0;
  if (hasGrants && !dialect.takesAccessLists) throw refusal('no-access-lists');
  if (hasGrants && acl !== undefined) {
    throw failure('invalid-input', 'Access is given in exactly one form: a word, or grants.', {
      reason: 'access-forms',
    });
  }
  const headers: Headers = {
    [`${prefix}storage-class`]: write.storageClass,
    [`${prefix}tagging`]: write.tags ? tagQuery(write.tags) : undefined,
    [objectAclHeader]: acl,
    ...encryptionHeaders(dialect, write.encryption),
    ...lockHeaders(dialect, write.lock),
    ...granted,
  };
  if (websiteRedirect !== undefined) {
    if (objects.websiteRedirectHeader === null) throw notOffered('redirects of single objects');
    headers[objects.websiteRedirectHeader] = websiteRedirect;
  }
  return headers;
}

function encryptionHeaders(dialect: Dialect, encryption: ServerEncryption | undefined): Headers {
  if (encryption === undefined) return {};
  const { headerPrefix: prefix, kmsKeyHeader, objects } = dialect;
  const { method, kmsKeyId, kmsContext, dataCipher } = encryption;
  const word = objects.encryptionWords[method];
  if (word === undefined) throw notOffered(`encryption by ${method}`);
  if (!method.startsWith('kms') && (kmsKeyId ?? kmsContext ?? dataCipher) !== undefined) {
    throw failure('invalid-input', 'A key, context or cipher of the key service goes with its encryption.', {
      reason: 'kms-without-kms',
    });
  }
  const headers: Headers = { [`${prefix}server-side-encryption`]: word, [kmsKeyHeader]: kmsKeyId };
  if (kmsContext !== undefined) {
    if (objects.kmsContextHeader === null) throw notOffered('contexts of the key service');
    headers[objects.kmsContextHeader] = Buffer.from(JSON.stringify(kmsContext)).toString('base64');
  }
  if (dataCipher !== undefined) {
    if (objects.dataCipherHeader === null) throw notOffered('a choice of ciphers');
    headers[objects.dataCipherHeader] = dataCipher.toUpperCase();
  }
  return headers;
}

function lockHeaders({ headerPrefix, objects }: Dialect, lock: LockWrite | undefined): Headers {
  const { mode, retainUntilMs, hasLegalHold } = lock ?? {};
  if (mode === undefined && retainUntilMs === undefined && hasLegalHold === undefined) return {};
  if (!objects.hasLockHeaders) throw refusal('no-object-lock');
  if ((mode === undefined) !== (retainUntilMs === undefined)) {
    throw failure('invalid-input', 'A lock needs both its mode and the time it ends.', {
      reason: 'lock-incomplete',
    });
  }
  const until = retainUntilMs === undefined ? undefined : new Date(retainUntilMs).toISOString();
  const start = `${headerPrefix}object-lock-`;
  return {
    [`${start}mode`]: mode,
    [`${start}retain-until-date`]: until?.replace('.000Z', 'Z'),
    [`${start}legal-hold`]: hasLegalHold === undefined ? undefined : hasLegalHold ? 'ON' : 'OFF',
  };
}

/** Digests for the server to compare with what it received; those it cannot compare are left out. */
export function checksumHeaders(dialect: Dialect, checksums: BodyChecksums | undefined): Headers {
  const headers: Headers = { 'content-md5': checksums?.md5 };
  const given: Readonly<Record<string, string | undefined>> = { ...checksums };
  for (const { name, header, isSendable } of dialect.checksums) {
    const value = given[name];
    if (value === undefined || !isSendable) continue;
    headers[header] = value;
    headers[`${dialect.headerPrefix}sdk-checksum-algorithm`] = name.toUpperCase();
  }
  return headers;
}

/** What makes a write depend on the object it meets. Throws `not-offered` for a condition the provider has not. */
export function writeConditionHeaders(dialect: Dialect, conditions: WriteConditions | undefined): Headers {
  const { forbidOverwriteHeader: name } = dialect;
  if (name === null) {
    return { 'if-match': quoted(conditions?.ifMatch), 'if-none-match': conditions?.ifNoneMatch };
  }
  if (conditions?.ifMatch !== undefined) {
    throw failure('not-offered', 'This provider cannot make a write depend on the ETag it replaces.');
  }
  return { [name]: conditions?.ifNoneMatch === '*' ? 'true' : undefined };
}

/** An ETag with quotes, as HTTP has it. */
export function quoted(etag: string): string;
export function quoted(etag: string | undefined): string | undefined;
export function quoted(etag: string | undefined): string | undefined {
  if (etag === undefined || etag === '*' || etag.startsWith('"')) return etag;
  return `"${etag}"`;
}

/** The failure of asking a provider for what it does not have. */
function notOffered(what: string): ReturnType<typeof failure> {
  return failure('not-offered', `The provider does not offer ${what}.`);
}

/** Tags as the header has them: a query without its question mark. */
function tagQuery(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&');
}

import type { StoredVersion } from '../store/model.ts';
import type { CheckTarget } from '../store/object-actions.ts';
import { FaceError, invalidArgument, notImplemented } from './face-error.ts';
import { type FaceRequest, headerOf } from './face-request.ts';

/** The four conditions of one request, as their texts came; null where there is none. */
interface Conditions {
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
  readonly ifUnmodifiedSince: string | null;
}

/** What a read condition asks for. */
export type ReadVerdict = 'go' | 'not-modified' | 'failed';

/** Conditions of GET and HEAD. */
export function readConditions(request: FaceRequest): Conditions {
  return conditionsFrom(request, '');
}

/** Conditions on the source of a copy. */
export function copySourceConditions(request: FaceRequest): Conditions {
  return conditionsFrom(request, 'x-own-copy-source-');
}

/**
 * Evaluates conditions in the order of RFC 9110: an ETag condition that is there makes the date beside it not count.
 * https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function judgeConditions(conditions: Conditions, version: StoredVersion): ReadVerdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  const modifiedSeconds = Math.floor(version.modifiedAtMs / 1_000);
  if (ifMatch !== null) {
    if (!matches(ifMatch, version.etag)) return 'failed';
  } else if (ifUnmodifiedSince !== null) {
    const limit = readDateSeconds(ifUnmodifiedSince);
    if (limit !== null && modifiedSeconds > limit) return 'failed';
  }
  if (ifNoneMatch !== null) {
    if (matches(ifNoneMatch, version.etag)) return 'not-modified';
  } else if (ifModifiedSince !== null) {
    const limit = readDateSeconds(ifModifiedSince);
    if (limit !== null && modifiedSeconds <= limit) return 'not-modified';
  }
  return 'go';
}

/**
 * The conditions of a write, to be checked against what it would replace.
 * Throws NotImplemented for an If-None-Match that is not `*`, as AWS does.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeConditions(request: FaceRequest): CheckTarget {
  const ifNoneMatch = headerOf(request, 'if-none-match');
  const ifMatch = headerOf(request, 'if-match');
  if (ifNoneMatch !== null && ifNoneMatch.trim() !== '*') {
    throw notImplemented('If-None-Match with anything but * on a write');
  }
  if (ifMatch !== null && ifNoneMatch !== null) {
    throw invalidArgument('If-Match', ifMatch, 'If-Match and If-None-Match exclude each other.');
  }
  for (const name of ['if-modified-since', 'if-unmodified-since']) {
    if (request.headers.has(name)) throw notImplemented(`${name} on a write`);
  }
  const mustBeNew = headerOf(request, 'x-own-forbid-overwrite')?.toLowerCase() === 'true';
  return (current) => {
    if (mustBeNew && current !== null) throw new FaceError('FileAlreadyExists');
    if (ifNoneMatch !== null && current !== null) {
      throw new FaceError('PreconditionFailed', { fields: { Condition: 'If-None-Match' } });
    }
    if (ifMatch === null) return;
    if (current === null) throw new FaceError('NoSuchKey');
    if (!matches(ifMatch, current.etag)) {
      throw new FaceError('PreconditionFailed', { fields: { Condition: 'If-Match' } });
    }
  };
}

/** A date of HTTP as whole seconds since 1970; null for anything else, which then does not count. */
export function readDateSeconds(text: string): number | null {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.floor(atMs / 1_000);
}

/** True when a list of ETags, or `*`, names this one. */
export function matches(list: string, etag: string): boolean {
  if (list.trim() === '*') return true;
  return list.split(',').some((item) => bareEtag(item) === etag);
}

/** An ETag without its quotes and without the mark of a weak one. */
export function bareEtag(text: string): string {
  return text
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
}

function conditionsFrom(request: FaceRequest, prefix: string): Conditions {
  return {
    ifMatch: headerOf(request, `${prefix}if-match`),
    ifNoneMatch: headerOf(request, `${prefix}if-none-match`),
    ifModifiedSince: headerOf(request, `${prefix}if-modified-since`),
    ifUnmodifiedSince: headerOf(request, `${prefix}if-unmodified-since`),
  };
}

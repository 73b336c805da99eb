import { aclHeaders } from './access/acl.ts';
import type { Operation } from './call.ts';
import { encryptionHeaderNames } from './encryption.ts';
import { lockHeaderNames } from './object-lock.ts';

export type Scope = 'service' | 'bucket' | 'object';

/**
 * Who may: `owner` alone, `checked` inside the operation, or whoever may do that action of a policy on the bucket or
 * object that the request names. Actions are in the words of S3 without `s3:`; a dialect's policy translates them.
 */
type RouteAccess = 'owner' | 'checked' | (string & {});

/**
 * One operation of an API. `needs` are the sub-resource and parameters that must be there, `takes` those that may be;
 * any other parameter or own header is refused, so that nothing is ever silently ignored. A name that ends in `*` covers
 * all names that begin so.
 */
export interface Route {
  readonly scope: Scope;
  readonly method: string;
  readonly needs: readonly string[];
  readonly access: RouteAccess;
  readonly takes: readonly string[];
  readonly headers: readonly string[];
  /** A header that must be there, for operations that differ by it alone. */
  readonly needsHeader: string | null;
  /** False: the operation reads no body, and one that comes must still fit its payload hash. */
  readonly readsBody: boolean;
  readonly run: Operation;
}

/** Parameters of every listing of objects. */
export const listingParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
/** Parameters of a read that change headers of its answer. */
export const responseParameters = [
  'response-content-type',
  'response-content-language',
  'response-expires',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
];
/** Headers of a write that say what the object is stored with. */
export const attributeHeaders = [
  ...aclHeaders,
  ...encryptionHeaderNames,
  ...lockHeaderNames,
  'x-own-storage-class',
  'x-own-tagging',
  'x-own-meta-*',
];
/** A request that names a version. */
export const withVersion = { takes: ['versionId'] };

/** One row of a route table. */
export function route(
  scope: Scope,
  method: string,
  needs: readonly string[],
  access: RouteAccess,
  run: Operation,
  more: Partial<Pick<Route, 'takes' | 'headers' | 'needsHeader' | 'readsBody'>> = {},
): Route {
  const usual = { takes: [], headers: [], needsHeader: null, readsBody: false };
  return { scope, method, needs, access, run, ...usual, ...more };
}

/** GET, PUT and DELETE of one configuration; `subject` is the word of its actions: `Get…`, `Put…`. */
export function documentRoutes(
  name: string,
  subject: string,
  operations: { readonly get: Operation; readonly put: Operation; readonly remove?: Operation },
  bodyHeaders: readonly string[],
): Route[] {
  const { get, put, remove } = operations;
  return [
    route('bucket', 'GET', [name], `Get${subject}`, get),
    route('bucket', 'PUT', [name], `Put${subject}`, put, { readsBody: true, headers: bodyHeaders }),
    ...(remove === undefined ? [] : [route('bucket', 'DELETE', [name], `Put${subject}`, remove)]),
  ];
}

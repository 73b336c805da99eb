import { encodeQuery } from '../client/encode.ts';
import type { QueryPair } from '../dialect.ts';
import type { Differences } from './differences.ts';

/** A signed URL taken apart; the query's pairs are decoded. */
export interface SplitUrl {
  readonly host: string;
  readonly path: string;
  readonly query: readonly QueryPair[];
}

/** Takes a recorded URL apart without letting a URL parser rewrite it. */
export function splitUrl(url: string): SplitUrl {
  const [, host = '', path = '', rawQuery = ''] = /^[a-z]+:\/\/([^/]+)([^?]*)\??(.*)$/.exec(url) ?? [];
  const query = rawQuery
    .split('&')
    .filter(Boolean)
    .map((pair): QueryPair => {
      const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part));
      return [name, value];
    });
  return { host, path, query };
}

/** Compares host, path as on the wire, and query without regard to order, with a recorded URL. */
export function compareUrl(
  ours: { readonly host: string; readonly rawPath: string; readonly query: readonly QueryPair[] },
  url: unknown,
  differences: Differences,
): void {
  if (typeof url !== 'string') return;
  const expected = splitUrl(url);
  differences.compare('host', ours.host, expected.host);
  differences.compare('path', decodeURIComponent(ours.rawPath), decodeURIComponent(expected.path));
  differences.compareSets('query', printed(ours.query), printed(expected.query));
}

function printed(query: readonly QueryPair[]): string[] {
  return query.map(([name, value = '']) => encodeQuery([[name, value]]));
}

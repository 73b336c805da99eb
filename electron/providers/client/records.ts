import type { QueryPair } from '../dialect.ts';

const secretNames = /signature|credential|token|secret|password|accesskeyid|^q-ak$|(?:^|-)key$/i;

/** A query for a log: values that prove or hold a secret are replaced. */
export function redactQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]) => {
      if (value === undefined) return name;
      return `${name}=${secretNames.test(name) && name !== 'continuation-token' ? '(hidden)' : value}`;
    })
    .join('&');
}

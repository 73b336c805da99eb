import type { HostAddress } from '../face/dialect.ts';

const region = '(?<region>[a-z0-9]+(?:-[a-z0-9]+)+?)';
/**
 * Names of the sandbox's own, and those of Alibaba, which clients reach through a proxy or with a Host header; the first
 * that fits counts. The own name takes buckets in the path as well, as private installations do; below
 * `domain.localhost` every bucket has a domain that leads to it alone.
 */
const forms: readonly { readonly pattern: RegExp; readonly isPathStyle: boolean }[] = [
  { pattern: /^oss\.localhost$/, isPathStyle: true },
  { pattern: /^(?<bucket>[a-z0-9-]+)\.(?:oss|domain)\.localhost$/, isPathStyle: false },
  ...[
    '(?:(?<bucket>[a-z0-9-]+)\\.)?oss-accelerate(?:-overseas)?',
    `(?:(?<bucket>[a-z0-9-]+)\\.)?oss-${region}(?:-internal)?`,
    `(?:(?<bucket>[a-z0-9-]+)\\.)?${region}\\.oss`,
  ].map((start) => ({ pattern: new RegExp(`^${start}\\.aliyuncs\\.com$`), isPathStyle: false })),
];

/** The same in words. */
export const hostsInWords =
  'oss.localhost and oss-<region>.aliyuncs.com, and for buckets below them; for <bucket>.domain.localhost';

/** Where a host of OSS leads. https://www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints */
export function readHost(host: string): HostAddress | null {
  for (const { pattern, isPathStyle } of forms) {
    const groups = pattern.exec(host)?.groups;
    if (groups === undefined && !pattern.test(host)) continue;
    return { bucket: groups?.bucket ?? null, region: groups?.region ?? null, isPathStyle };
  }
  return null;
}

import type { HostAddress } from '../face/dialect.ts';

const vendor = '(?:myqcloud\\.com|tencentcos\\.cn)';
/**
 * Names of the sandbox's own, and those of Tencent, which clients reach through a proxy or with a Host header; the first
 * that fits counts.
 */
const forms: readonly RegExp[] = [
  new RegExp(`^service\\.cos\\.(?:localhost|${vendor})$`),
  /^(?:(?<bucket>[a-z0-9-]+)\.)?cos\.localhost$/,
  new RegExp(`^(?<bucket>[a-z0-9-]+)\\.cos\\.accelerate\\.${vendor}$`),
  new RegExp(`^(?:(?<bucket>[a-z0-9-]+)\\.)?cos\\.(?<region>[a-z0-9-]+)\\.${vendor}$`),
];

/** The same in words. */
export const hostsInWords =
  'cos.localhost, service.cos.myqcloud.com and cos.<region>.myqcloud.com, and for buckets below them';

/** Where a host of COS leads: a bucket is never in the path. https://www.tencentcloud.com/document/product/436/6224 */
export function readHost(host: string): HostAddress | null {
  for (const form of forms) {
    const found = form.exec(host);
    if (found === null) continue;
    const { bucket = null, region = null } = found.groups ?? {};
    return { bucket, region, isPathStyle: false };
  }
  return null;
}

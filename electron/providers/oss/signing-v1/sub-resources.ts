import type { Place, QueryPair } from '../../dialect.ts';

/** The parameters that version 1 signs; the list grows with the service, which is why version 4 signs all. */
const signedParameters = new Set(
  `accessPoint accessPointPolicy acl append asyncFetch bucketArchiveDirectRead bucketInfo callback callback-var cname
  comp continuation-token cors delete encryption endTime group httpsConfig inventory inventoryId lifecycle link live
  location logging metaQuery objectInfo objectMeta partNumber policy position publicAccessBlock qos qosInfo referer
  regionList replication replicationLocation replicationProgress requestPayment resourceGroup response-cache-control
  response-content-disposition response-content-encoding response-content-language response-content-type
  response-expires restore security-token sequential startTime stat status style styleName symlink tagging
  transferAcceleration uploadId uploads versionId versioning versions vod website worm wormExtend wormId
  x-oss-async-process x-oss-process x-oss-request-payer x-oss-traffic-limit`.split(/\s+/),
);

/**
 * What a version 1 signature calls the thing a request is about: the bucket wherever the request has it, the key as
 * it is, and the sub-resources with decoded values
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header).
 */
export function canonicalResource({ bucket, key }: Place, query: readonly QueryPair[]): string {
  const path = bucket === null ? '/' : `/${bucket}/${key ?? ''}`;
  const signed = query
    .filter(([name]) => signedParameters.has(name) || name.startsWith('x-oss-ac-'))
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value = '']) => (value === '' ? name : `${name}=${value}`));
  return signed.length === 0 ? path : `${path}?${signed.join('&')}`;
}

/**
 * Parameters that version 1 signs; all others go unsigned. The list has grown with the service.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header
 */
const subResources: ReadonlySet<string> = new Set([
  ...['acl', 'uploads', 'uploadId', 'partNumber', 'append', 'position', 'location', 'cors', 'logging'],
  ...['website', 'referer', 'lifecycle', 'delete', 'tagging', 'objectMeta', 'stat', 'bucketInfo', 'restore'],
  ...['symlink', 'live', 'comp', 'status', 'vod', 'startTime', 'endTime', 'qos', 'qosInfo', 'versions'],
  ...['versioning', 'versionId', 'policy', 'policyStatus', 'encryption', 'requestPayment', 'inventory'],
  ...[
    'inventoryId',
    'continuation-token',
    'worm',
    'wormId',
    'wormExtend',
    'replication',
    'replicationLocation',
  ],
  ...['replicationProgress', 'transferAcceleration', 'cname', 'metaQuery', 'asyncFetch', 'sequential'],
  ...[
    'callback',
    'callback-var',
    'security-token',
    'group',
    'link',
    'objectInfo',
    'style',
    'styleName',
    'img',
  ],
  ...[
    'resourceGroup',
    'regionList',
    'publicAccessBlock',
    'accessmonitor',
    'accessPoint',
    'accessPointPolicy',
  ],
  ...['bucketArchiveDirectRead', 'httpsConfig', 'rtc', 'response-content-type', 'response-content-language'],
  ...['response-expires', 'response-cache-control', 'response-content-disposition'],
  ...['response-content-encoding', 'x-oss-process', 'x-oss-async-process', 'x-oss-traffic-limit'],
  ...[
    'x-oss-request-payer',
    'x-oss-enable-md5',
    'x-oss-enable-sha1',
    'x-oss-enable-sha256',
    'x-oss-hash-ctx',
  ],
  ...['x-oss-md5-ctx', 'x-oss-write-get-object-response'],
]);

/** True for a parameter that version 1 signs. */
export function isSubResource(name: string): boolean {
  return subResources.has(name) || name.startsWith('x-oss-ac-');
}

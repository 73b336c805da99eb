import { encodeKey } from '../client/encode.ts';
import { checkNewBucketName } from '../client/new-bucket-name.ts';
import { readLocation } from '../client/region-memory.ts';
import type { Dialect } from '../dialect.ts';
import { addressOss, alibabaRegion, bareRegion, isAlibabaHost } from './addressing.ts';
import { ossConfigurationForms } from './configuration-forms.ts';
import { isWrongOssRegion, meaningOfOss } from './error-codes.ts';
import { decodeMetadata, encodeMetadata } from './metadata.ts';
import { ossObjectTraits } from './object-traits.ts';
import { ossSelect } from './select.ts';
import { signHeaders } from './signing/header-signature.ts';
import { signPostPolicy } from './signing/post-policy.ts';
import { presignQuery } from './signing/presigned-query.ts';
import { signHeaders as signHeadersV1 } from './signing-v1/header-signature.ts';
import { signPostPolicy as signPostPolicyV1 } from './signing-v1/post-policy.ts';
import { presignQuery as presignQueryV1 } from './signing-v1/presigned-query.ts';
import { signRtmpQuery } from './signing-v1/rtmp-url.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const DAY_SECONDS = 24 * 60 * 60;

/** Alibaba Cloud OSS in its native API, signed with version 4 (https://www.alibabacloud.com/help/en/oss/developer-reference/list-of-operations-by-function). */
export const ossDialect: Dialect = {
  id: 'oss',
  // https://www.alibabacloud.com/help/en/oss/user-guide/limits
  limits: {
    minPartSizeBytes: 100 * KIB,
    maxPartSizeBytes: 5 * GIB,
    maxPartCount: 10_000,
    maxSinglePutBytes: 5 * GIB,
    maxSingleCopyBytes: GIB,
    maxObjectBytes: 10_000 * 5 * GIB,
    maxDeleteBatch: 1_000,
    maxKeyBytes: 1_023,
    maxLinkLifetimeSeconds: 7 * DAY_SECONDS,
  },
  headerPrefix: 'x-oss-',
  xmlNamespace: null,
  defaultRegion: 'cn-hangzhou',
  needsRegionFirst: true,
  signsBodies: false,
  hasListV2: true,
  bucketPages: {
    tokenParameter: 'marker',
    sizeParameter: 'max-keys',
    nextElement: 'NextMarker',
    regionElement: 'Location',
    maxSize: 1_000,
    takesTags: false,
    filterQuery: ({ prefix }) => [['prefix', prefix || null]],
  },
  newBuckets: { hasStorageClass: true, hasZones: true, hasOwnership: false },
  forceDeleteHeader: null,
  bucketQuestions: { info: 'bucketInfo', stat: 'stat' },
  checksums: [
    {
      name: 'crc64ecma',
      header: 'x-oss-hash-crc64ecma',
      element: 'HashCrc64ecma',
      isSendable: false,
      form: 'decimal',
    },
  ],
  takesAccessLists: false,
  configuration: ossConfigurationForms,
  objects: ossObjectTraits,
  liveChannels: {
    statusParameter: 'status',
    statWord: 'stat',
    vodTimes: ['startTime', 'endTime'],
    signPublishing: (channel, parameters, atSeconds, expiresInSeconds, credentials) =>
      signRtmpQuery(channel, parameters, atSeconds + expiresInSeconds, credentials).query,
  },
  hasBucketRetention: true,
  inventories: {
    idParameter: 'inventoryId',
    spellings: { S3BucketDestination: 'OSSBucketDestination', 'SSE-S3': 'SSE-OSS' },
  },
  select: ossSelect,
  restoreTierElement: 'JobParameters',
  forbidOverwriteHeader: 'x-oss-forbid-overwrite',
  objectAclHeader: 'x-oss-object-acl',
  kmsKeyHeader: 'x-oss-server-side-encryption-key-id',
  replaceWords: { metadata: 'REPLACE', tags: 'Replace' },
  // Without it a range past the end is answered with the whole object:
  // https://www.alibabacloud.com/help/en/oss/developer-reference/getobject
  rangeHeaders: { 'x-oss-range-behavior': 'standard' },
  errorDocumentHeader: 'x-oss-err',
  traceIdHeader: 'x-oss-ec',
  checkNewBucketName: (bucket) => checkNewBucketName('oss', bucket),
  newBucketDocument: ({ isMultiZone, storageClass }) =>
    isMultiZone || storageClass !== null
      ? {
          StorageClass: storageClass ?? undefined,
          DataRedundancyType: isMultiZone ? 'ZRS' : undefined,
        }
      : null,
  address: addressOss,
  regionOfHost: alibabaRegion,
  readRegion: bareRegion,
  // Any region answers for its own buckets, and names the host of another region's in its refusal.
  locator: (bucket, { host }) => ({
    place: { bucket, key: null },
    query: [['location']],
    // A server of one's own is nobody else's business.
    host: isAlibabaHost(host) ? 'oss-cn-hangzhou.aliyuncs.com' : null,
    addressing: 'auto',
    readRegion: (body) => readLocation(body, { readRegion: bareRegion }),
  }),
  copySource: ({ bucket, key, versionQuery }) => `/${bucket}/${encodeKey(key)}${versionQuery}`,
  encodeMetadata,
  decodeMetadata,
  // The host is signed as well, so that nobody can send the request to another one.
  sign: (request, _payload, context) => signHeaders(request, request.place, ['host'], context).headers,
  presign: (request, expiresInSeconds, context) =>
    presignQuery(request, request.place, expiresInSeconds, [], context).query,
  // https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header
  signatureSeconds: 15 * 60,
  hasChosenLifetime: false,
  signForm(build, context) {
    const { policy: _policy, 'x-oss-signature': _signature, ...own } = signPostPolicy('', context);
    return signPostPolicy(build(Object.entries(own).map(([name, value]) => ({ [name]: value }))), context);
  },
  meaningOf: meaningOfOss,
  isClockSkew: ({ code }) => code === 'RequestTimeTooSkewed',
  isWrongRegion: isWrongOssRegion,
  regionIn: ({ detail }) => alibabaRegion(detail('Endpoint') ?? ''),
  isVendorHost: isAlibabaHost,
};

/** OSS signed with version 1, for installations that know no other. Its links may live as long as one likes. */
export const ossV1Dialect: Dialect = {
  ...ossDialect,
  limits: { ...ossDialect.limits, maxLinkLifetimeSeconds: 365 * DAY_SECONDS },
  sign: (request, _payload, { credentials, atMs }) =>
    signHeadersV1(request, request.place, credentials, atMs).headers,
  signForm: (build, { credentials }) => signPostPolicyV1(build([]), credentials),
  presign: (request, expiresInSeconds, { credentials, atMs }) =>
    presignQueryV1(request, request.place, Math.floor(atMs / 1_000) + expiresInSeconds, credentials).query,
};

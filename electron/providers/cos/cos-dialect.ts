import { checkNewBucketName } from '../client/new-bucket-name.ts';
import { readBucketRegion } from '../client/region-memory.ts';
import type { BucketLocator, Dialect, SigningContext } from '../dialect.ts';
import type { BucketFilter } from '../interface/service-group.ts';
import { eventSelect } from '../select/event-select.ts';
import { addressCos, copySourceOf, isTencentHost, tencentRegion } from './addressing.ts';
import { cosConfigurationForms } from './configuration-forms.ts';
import { isCosClockSkew, meaningOfCos } from './error-codes.ts';
import { cosObjectTraits } from './object-traits.ts';
import { authorizationValue, signRequest } from './signing/authorization.ts';
import { type KeyTime, keyTimeText } from './signing/key-time.ts';
import { signPostPolicy } from './signing/post-policy.ts';
import { presignQuery } from './signing/presigned-query.ts';
import { signRtmpQuery } from './signing/rtmp-query.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const DAY_SECONDS = 24 * 60 * 60;
/** Clocks may differ by this much before a signature is not valid yet. */
const CLOCK_ALLOWANCE_SECONDS = 60;
const SIGNATURE_LIFE_SECONDS = 15 * 60;

const bucketPages = {
  tokenParameter: 'marker',
  sizeParameter: 'max-keys',
  nextElement: 'NextMarker',
  regionElement: 'Location',
  maxSize: 2_000,
  takesTags: true,
  filterQuery: ({ tag, created }: BucketFilter) =>
    [
      ['create-time', created?.atSeconds ?? null],
      ['range', created?.relation ?? null],
      ['tagkey', tag?.key ?? null],
      ['tagvalue', tag?.value ?? null],
    ] as const,
};

/** Tencent Cloud Object Storage in its native XML API (https://www.tencentcloud.com/document/product/436/7751). */
export const cosDialect: Dialect = {
  id: 'cos',
  // https://www.tencentcloud.com/document/product/436/14518
  limits: {
    minPartSizeBytes: MIB,
    maxPartSizeBytes: 5 * GIB,
    maxPartCount: 10_000,
    maxSinglePutBytes: 5 * GIB,
    maxSingleCopyBytes: 5 * GIB,
    maxObjectBytes: 10_000 * 5 * GIB,
    maxDeleteBatch: 1_000,
    maxKeyBytes: 850,
    // The service sets no bound; a link nobody remembers signing helps no one.
    maxLinkLifetimeSeconds: 365 * DAY_SECONDS,
  },
  headerPrefix: 'x-cos-',
  xmlNamespace: null,
  defaultRegion: 'ap-guangzhou',
  needsRegionFirst: true,
  signsBodies: false,
  hasListV2: false,
  bucketPages,
  newBuckets: { hasStorageClass: false, hasZones: true, hasOwnership: false },
  forceDeleteHeader: null,
  bucketQuestions: null,
  checksums: [
    { name: 'crc64ecma', header: 'x-cos-hash-crc64ecma', element: null, isSendable: false, form: 'decimal' },
  ],
  takesAccessLists: true,
  configuration: cosConfigurationForms,
  select: eventSelect('SelectRequest'),
  objects: cosObjectTraits,
  // https://github.com/tencentyun/cos-python-sdk-v5/blob/master/qcloud_cos/cos_client.py
  liveChannels: {
    statusParameter: 'switch',
    statWord: 'status',
    vodTimes: ['starttime', 'endtime'],
    signPublishing: signRtmpQuery,
  },
  hasBucketRetention: false,
  inventories: {
    idParameter: 'id',
    spellings: { S3BucketDestination: 'COSBucketDestination', 'SSE-S3': 'SSE-COS' },
  },
  restoreTierElement: 'CASJobParameters',
  forbidOverwriteHeader: 'x-cos-forbid-overwrite',
  objectAclHeader: 'x-cos-acl',
  kmsKeyHeader: 'x-cos-server-side-encryption-cos-kms-key-id',
  replaceWords: { metadata: 'Replaced', tags: 'Replaced' },
  rangeHeaders: {},
  errorDocumentHeader: null,
  traceIdHeader: 'x-cos-trace-id',
  checkNewBucketName: (bucket) => checkNewBucketName('cos', bucket),
  newBucketDocument: ({ isMultiZone }) => (isMultiZone ? { BucketAZConfig: 'MAZ' } : null),
  address: addressCos,
  regionOfHost: tencentRegion,
  readRegion: (text) => text,
  // Another region's host denies that there is such a bucket, so the list of all buckets is asked.
  locator: (bucket, { host }) => (isTencentHost(host) ? locatorOf(bucket) : null),
  copySource: copySourceOf,
  encodeMetadata: (value) => value,
  decodeMetadata: (value) => value,
  sign(request, _payload, context) {
    const { sessionToken } = context.credentials;
    const token = sessionToken === null ? {} : { 'x-cos-security-token': sessionToken };
    const headers = { ...request.headers, ...token };
    const keyTime = keyTimeOf(context, context.lifetimeSeconds ?? SIGNATURE_LIFE_SECONDS);
    const signed = signRequest({ ...request, headers }, keyTime, context.credentials);
    return { ...token, authorization: authorizationValue(signed) };
  },
  presign: (request, expiresInSeconds, context) =>
    presignQuery(request, keyTimeOf(context, expiresInSeconds), context.credentials).query,
  signatureSeconds: SIGNATURE_LIFE_SECONDS,
  hasChosenLifetime: true,
  signForm(build, context) {
    const keyTime = keyTimeOf(context, context.lifetimeSeconds ?? SIGNATURE_LIFE_SECONDS);
    const own = [
      { 'q-sign-algorithm': 'sha1' },
      { 'q-ak': context.credentials.accessKeyId },
      { 'q-sign-time': keyTimeText(keyTime) },
    ];
    return signPostPolicy(build(own), keyTime, context.credentials).fields;
  },
  meaningOf: meaningOfCos,
  isClockSkew: isCosClockSkew,
  isWrongRegion: ({ status }) => status === 301 || status === 307,
  regionIn: ({ headers }) => headers['x-cos-bucket-region'] || null,
  isVendorHost: isTencentHost,
};

function locatorOf(bucket: string): BucketLocator {
  return {
    place: { bucket: null, key: null },
    query: [['max-keys', '2000']],
    host: 'service.cos.myqcloud.com',
    addressing: 'auto',
    readRegion: (body) => readBucketRegion(body, bucket, bucketPages.regionElement),
  };
}

function keyTimeOf({ atMs }: SigningContext, lifeSeconds: number): KeyTime {
  const nowSeconds = Math.floor(atMs / 1_000);
  return { startSeconds: nowSeconds - CLOCK_ALLOWANCE_SECONDS, endSeconds: nowSeconds + lifeSeconds };
}

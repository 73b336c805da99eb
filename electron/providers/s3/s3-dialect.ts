import { encodeKey, encodeRfc3986 } from '../client/encode.ts';
import { readLocation } from '../client/region-memory.ts';
import type { Dialect } from '../dialect.ts';
import { eventSelect } from '../select/event-select.ts';
import { addressS3, amazonRegion, isAmazonHost } from './addressing.ts';
import { checkNewS3BucketName } from './bucket-names.ts';
import { s3ConfigurationForms } from './configuration-forms.ts';
import { meaningOfS3 } from './error-codes.ts';
import { s3ObjectTraits } from './object-traits.ts';
import { signHeaders } from './signing/header-signature.ts';
import { signPostPolicy } from './signing/post-policy.ts';
import { presignQuery } from './signing/presigned-query.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

const clockCodes = new Set(['RequestTimeTooSkewed', 'RequestExpired']);
const regionCodes = new Set([
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'TemporaryRedirect',
  'Redirect',
  'InvalidRegion',
]);

const defaultRegion = 'us-east-1';

/** Empty means the default region, `EU` is the old name of Ireland. */
function readS3Region(text: string): string {
  if (text === '') return defaultRegion;
  return text === 'EU' ? 'eu-west-1' : text;
}

/** Amazon S3 and the servers that speak its language: MinIO, Ceph and others. */
export const s3Dialect: Dialect = {
  id: 's3',
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
  limits: {
    minPartSizeBytes: 5 * MIB,
    maxPartSizeBytes: 5 * GIB,
    maxPartCount: 10_000,
    maxSinglePutBytes: 5 * GIB,
    maxSingleCopyBytes: 5 * GIB,
    maxObjectBytes: 5 * KIB * GIB,
    maxDeleteBatch: 1_000,
    maxKeyBytes: 1_024,
    maxLinkLifetimeSeconds: 7 * 24 * 60 * 60,
  },
  headerPrefix: 'x-amz-',
  xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  defaultRegion,
  needsRegionFirst: false,
  signsBodies: true,
  hasListV2: true,
  bucketPages: {
    tokenParameter: 'continuation-token',
    sizeParameter: 'max-buckets',
    nextElement: 'ContinuationToken',
    regionElement: 'BucketRegion',
    maxSize: 10_000,
    takesTags: false,
    filterQuery: ({ prefix, region }) => [
      ['bucket-region', region ?? null],
      ['prefix', prefix || null],
    ],
  },
  newBuckets: { hasStorageClass: false, hasZones: false, hasOwnership: true },
  // MinIO's; Amazon takes no notice of it, and is not asked.
  forceDeleteHeader: 'x-minio-force-delete',
  bucketQuestions: null,
  checksums: ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].map((name) => ({
    name,
    header: `x-amz-checksum-${name}`,
    element: `Checksum${name.toUpperCase()}`,
    isSendable: true,
    form: 'base64',
  })),
  takesAccessLists: true,
  configuration: s3ConfigurationForms,
  select: eventSelect('SelectObjectContentRequest'),
  objects: s3ObjectTraits,
  liveChannels: null,
  hasBucketRetention: false,
  inventories: { idParameter: 'id', spellings: {} },
  restoreTierElement: 'GlacierJobParameters',
  forbidOverwriteHeader: null,
  objectAclHeader: 'x-amz-acl',
  kmsKeyHeader: 'x-amz-server-side-encryption-aws-kms-key-id',
  replaceWords: { metadata: 'REPLACE', tags: 'REPLACE' },
  rangeHeaders: {},
  errorDocumentHeader: null,
  traceIdHeader: 'x-amz-id-2',
  checkNewBucketName: checkNewS3BucketName,
  // The default region refuses its own name.
  newBucketDocument: ({ region }) => (region === defaultRegion ? null : { LocationConstraint: region }),
  address: addressS3,
  regionOfHost: amazonRegion,
  readRegion: readS3Region,
  // Every bucket can be asked about at the default region in path style:
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
  locator: (bucket) => ({
    place: { bucket, key: null },
    query: [['location']],
    host: null,
    addressing: 'path',
    readRegion: (body) => readLocation(body, { readRegion: readS3Region }),
  }),
  copySource: ({ bucket, key, versionQuery }) => `${encodeRfc3986(bucket)}/${encodeKey(key)}${versionQuery}`,
  encodeMetadata: (value) => value,
  decodeMetadata: (value) => value,
  sign(request, payload, context) {
    const payloadHash = payload === 'unsigned' ? 'UNSIGNED-PAYLOAD' : payload.sha256Hex;
    return signHeaders(request, payloadHash, context).headers;
  },
  presign: (request, expiresInSeconds, context) => presignQuery(request, expiresInSeconds, context).query,
  // https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
  signatureSeconds: 15 * 60,
  hasChosenLifetime: false,
  signForm(build, context) {
    const { policy: _policy, 'x-amz-signature': _signature, ...own } = signPostPolicy('', context);
    return signPostPolicy(build(Object.entries(own).map(([name, value]) => ({ [name]: value }))), context);
  },
  meaningOf: meaningOfS3,
  isClockSkew: ({ code }) => clockCodes.has(code),
  isWrongRegion: ({ code, status }) => status === 301 || status === 307 || regionCodes.has(code),
  regionIn: ({ detail, headers }) => detail('Region') || headers['x-amz-bucket-region'] || null,
  isVendorHost: isAmazonHost,
};

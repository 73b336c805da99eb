import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { providerIds } from './connection.ts';
import type { OperationId } from './operations.ts';

/** What a report card groups its findings by, in the order in which they are shown. */
export const reportSubjects = [
  'addressing',
  'listing',
  'writing',
  'reading',
  'parts',
  'keys',
  'settings',
  'access',
  'versions',
  'live',
] as const;
export type ReportSubject = (typeof reportSubjects)[number];

interface ReportItem {
  readonly subject: ReportSubject;
  /** Operations of the capability table that are found out by reading; empty: reading tells, but no operation hangs on it. */
  readonly reads?: readonly OperationId[];
  /** The same for what only writing tells. */
  readonly writes?: readonly OperationId[];
}

/** What a report card asks a server about. An item without `reads` or `writes` has no such side. */
export const reportItems = {
  'path-style': { subject: 'addressing', reads: [] },
  'virtual-host-style': { subject: 'addressing', reads: [] },
  'bucket-list': { subject: 'listing', reads: ['listBuckets'] },
  'list-v1': { subject: 'listing', reads: ['listObjects'] },
  'list-v2': { subject: 'listing', reads: ['listObjectsV2'] },
  location: { subject: 'listing', reads: ['getBucketLocation'] },
  put: { subject: 'writing', writes: ['putObject', 'deleteObject'] },
  'put-if-absent': { subject: 'writing', writes: ['conditionalPut'] },
  'put-if-match': { subject: 'writing', writes: [] },
  'content-md5': { subject: 'writing', writes: ['contentMd5'] },
  'sent-checksums': { subject: 'writing', writes: [] },
  'told-checksums': { subject: 'writing', writes: [] },
  'streaming-signature': { subject: 'writing', writes: [] },
  'multi-delete': { subject: 'writing', writes: [] },
  copy: { subject: 'writing', writes: ['copyObject'] },
  'presigned-put': { subject: 'writing', writes: ['presignPut'] },
  'post-form': { subject: 'writing', writes: ['presignPostPolicy'] },
  'customer-keys': { subject: 'writing', writes: ['customerKeys'] },
  ranges: { subject: 'reading', reads: ['ranges'] },
  'conditional-read': { subject: 'reading', reads: ['conditionalRead'] },
  'response-overrides': { subject: 'reading', reads: ['responseOverrides'] },
  'presigned-get': { subject: 'reading', reads: ['presignGet'] },
  select: { subject: 'reading', writes: ['selectObjectContent'] },
  'upload-list': { subject: 'parts', reads: ['listMultipartUploads'] },
  multipart: {
    subject: 'parts',
    writes: ['createMultipartUpload', 'uploadPart', 'listParts', 'completeMultipartUpload'],
  },
  'part-copy': { subject: 'parts', writes: ['uploadPartCopy'] },
  'upload-list-prefix': { subject: 'parts', writes: [] },
  'key-double-slash': { subject: 'keys', writes: [] },
  'key-leading-slash': { subject: 'keys', writes: [] },
  'key-dot-segments': { subject: 'keys', writes: [] },
  'key-control-characters': { subject: 'keys', writes: [] },
  lifecycle: {
    subject: 'settings',
    reads: ['getBucketLifecycle'],
    writes: ['putBucketLifecycle', 'deleteBucketLifecycle'],
  },
  cors: { subject: 'settings', reads: ['getBucketCors'], writes: ['putBucketCors', 'deleteBucketCors'] },
  encryption: {
    subject: 'settings',
    reads: ['getBucketEncryption'],
    writes: ['putBucketEncryption', 'deleteBucketEncryption'],
  },
  'bucket-tags': {
    subject: 'settings',
    reads: ['getBucketTags'],
    writes: ['putBucketTags', 'deleteBucketTags'],
  },
  notification: { subject: 'settings', reads: ['getBucketNotification'] },
  replication: { subject: 'settings', reads: ['getBucketReplication'] },
  logging: { subject: 'settings', reads: ['getBucketLogging'] },
  website: {
    subject: 'settings',
    reads: ['getBucketWebsite'],
    writes: ['putBucketWebsite', 'deleteBucketWebsite'],
  },
  referer: { subject: 'settings', reads: ['getBucketReferer'] },
  'request-payment': { subject: 'settings', reads: ['requestPayment'] },
  acceleration: { subject: 'settings', reads: ['acceleration'] },
  policy: {
    subject: 'access',
    reads: ['getBucketPolicy'],
    writes: ['putBucketPolicy', 'deleteBucketPolicy'],
  },
  'policy-status': { subject: 'access', reads: ['policyStatus'] },
  'bucket-acl': { subject: 'access', reads: ['getBucketAcl'] },
  'object-acl': { subject: 'access', reads: ['getObjectAcl'], writes: ['putObjectAcl'] },
  'public-access-block': { subject: 'access', reads: ['publicAccessBlock'] },
  ownership: { subject: 'access', reads: ['ownershipControls'] },
  'object-tags': {
    subject: 'access',
    reads: ['getObjectTags'],
    writes: ['setObjectTags', 'deleteObjectTags'],
  },
  versioning: {
    subject: 'versions',
    reads: ['getBucketVersioning'],
    writes: ['putBucketVersioning'],
  },
  'version-list': { subject: 'versions', reads: ['listObjectVersions'] },
  lock: { subject: 'versions', reads: ['getObjectLockConfig'], writes: ['createLockedBucket'] },
  listen: { subject: 'live', reads: ['listenBucketNotification'] },
} as const satisfies Record<string, ReportItem>;

export type ReportItemId = keyof typeof reportItems;
export const reportItemIds = Object.keys(reportItems) as [ReportItemId, ...ReportItemId[]];

/** The item with its sides as one shape. */
export function reportItem(id: ReportItemId): ReportItem {
  return reportItems[id];
}

/**
 * Why nothing is known: `not-tried` it takes a test by writing; `no-bucket` or `no-object` there is none to ask about;
 * `denied` these keys may not; `no-answer` the server kept silent or hung up; `in-use` the bucket has such a setting
 * already, which was left alone; `needs-tls` it is never sent in the clear; `needs-new-bucket` it cannot be undone in a
 * bucket that stays; `unclear` the answer says neither.
 */
export const unknownReasons = [
  'not-tried',
  'no-bucket',
  'no-object',
  'denied',
  'no-answer',
  'in-use',
  'needs-tls',
  'needs-name',
  'needs-new-bucket',
  'unclear',
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/** One side of an item. `words` is what the server said, or why the table denies it, in English; empty when offered. */
export const reportFindingSchema = z.strictObject({
  item: z.enum(reportItemIds),
  side: z.enum(['read', 'write']),
  verdict: z.enum(['offered', 'not-offered', 'unknown']),
  /** Set when the verdict is `unknown`. */
  why: z.enum(unknownReasons).nullable(),
  words: z.string(),
  requestId: z.string().nullable(),
});
export type ReportFinding = z.infer<typeof reportFindingSchema>;

/** Servers that Stowage knows by their ways. */
export const vendorIds = [
  'amazon',
  'minio',
  'ceph',
  'garage',
  'seaweedfs',
  'r2',
  'cos',
  'oss',
  'wasabi',
  'backblaze',
  'google',
  'sandbox',
] as const;
export type VendorId = (typeof vendorIds)[number];

/** What gave a vendor away. */
export const vendorSigns = [
  'host-name',
  'server-header',
  'own-header',
  'request-id',
  'host-id',
  'error-document',
  'behaviour',
] as const;

export const reportVendorSchema = z.strictObject({
  /** null: nothing points to one. */
  id: z.enum(vendorIds).nullable(),
  /** `sure` by several signs that agree, `likely` by one, `guess` when signs disagree. */
  certainty: z.enum(['sure', 'likely', 'guess']),
  evidence: z.array(
    z.strictObject({ sign: z.enum(vendorSigns), vendor: z.enum(vendorIds), value: z.string() }),
  ),
});
export type ReportVendor = z.infer<typeof reportVendorSchema>;

/** Faults that Stowage knows and has a way around. The page words each: what it is, and what Stowage does about it. */
export const faultIds = [
  'says-yes-to-anything',
  'unknown-answered-as-known',
  'listen-silent',
  'listen-other-answer',
  'condition-ignored',
  'checksum-ignored',
  'multi-delete-refused',
  'keys-refused',
  'upload-list-exact-key',
  'marker-annotated',
  'setting-read-only',
  'acl-fixed',
  'no-list-v2',
  'clock-off',
  'no-request-id',
  'slow-silence',
] as const;
export type FaultId = (typeof faultIds)[number];

export const reportFaultSchema = z.strictObject({
  id: z.enum(faultIds),
  /** What was seen, in English or in the server's words. */
  seen: z.string(),
});
export type ReportFault = z.infer<typeof reportFaultSchema>;

/**
 * What one server answered to a round of questions. It holds no key, token, signature or signed address, and names the
 * host and buckets only in `host`, `bucket`, `wroteIn` and, perhaps, in words of the server.
 */
export const reportCardSchema = z.strictObject({
  madeAtMs: z.number(),
  durationMs: z.number().nonnegative(),
  requestCount: z.number().int().nonnegative(),
  provider: z.enum(providerIds),
  /** With its port, where that is not the scheme's own. */
  host: z.string(),
  usesTls: z.boolean(),
  region: z.string().nullable(),
  /** The bucket that was asked about; null when there was none. */
  bucket: z.string().nullable(),
  /** Where it was written; `isNew`: in a bucket made for it and removed again. null: only reading was tried. */
  wroteIn: z.strictObject({ bucket: z.string(), isNew: z.boolean() }).nullable(),
  vendor: reportVendorSchema,
  findings: z.array(reportFindingSchema),
  faults: z.array(reportFaultSchema),
  /** What could not be tried, and why; null when everything was. */
  problem: appErrorSchema.nullable(),
  /** Keys, or the bucket, that could not be removed again. Empty is the rule. */
  leftBehind: z.array(z.string()),
});
export type ReportCard = z.infer<typeof reportCardSchema>;

/** Where a report may write: nowhere, below a prefix of its own in a bucket, or in a bucket that it makes and removes. */
export const reportScratchSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('bucket'), bucket: z.string().min(1) }),
  z.strictObject({ type: z.literal('new-bucket') }),
]);
export type ReportScratch = z.infer<typeof reportScratchSchema>;

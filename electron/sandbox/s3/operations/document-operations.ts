import type { StoredBucket } from '../../store/model.ts';
import { readCors } from '../configuration/cors.ts';
import { readLifecycle } from '../configuration/lifecycle.ts';
import {
  readEncryption,
  readLockConfiguration,
  readLogging,
  readNotification,
  readWebsite,
} from '../configuration/other-documents.ts';
import { writeShaped } from '../configuration/xml-shape.ts';
import { bucketOf, type Operation, type S3Call } from '../context.ts';
import { receiveText } from '../receive.ts';
import { S3Error, type S3ErrorCode } from '../s3-error.ts';
import type { XmlElement } from '../xml-reader.ts';
import { element, rootElement, xmlDocument } from '../xml-writer.ts';

/** A configuration of a bucket that is one XML document: it is checked, kept as it is, and given back. */
interface DocumentKind {
  /** The name it is kept under. */
  readonly setting: string;
  /** Throws for what AWS would refuse. */
  readonly read: (source: string, call: S3Call, bucket: StoredBucket) => XmlElement;
  /** What GET answers when there is none: an error, or an empty document of that name. */
  readonly missing: { readonly code: S3ErrorCode } | { readonly emptyRoot: string };
  /** The body must come with Content-MD5 or a checksum. */
  readonly needsDigest: boolean;
}

/** The three operations on one configuration. */
export interface DocumentOperations {
  readonly get: Operation;
  readonly put: Operation;
  readonly remove: Operation;
}

const mostDocumentBytes = 512 * 1024;

function operationsOn({ setting, read, missing, needsDigest }: DocumentKind): DocumentOperations {
  return {
    get(call) {
      const { buckets } = call.store;
      const found = buckets.setting(buckets.find(bucketOf(call)).id, setting);
      if (found !== null) return { status: 200, xml: found };
      if ('code' in missing) throw new S3Error(missing.code);
      return { status: 200, xml: xmlDocument(rootElement(missing.emptyRoot, [])) };
    },
    async put(call) {
      call.store.buckets.find(bucketOf(call));
      const { text, hasIntegrity } = await receiveText(call, mostDocumentBytes);
      if (needsDigest && !hasIntegrity) {
        throw new S3Error('InvalidRequest', {
          message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
        });
      }
      const bucket = call.store.buckets.find(bucketOf(call));
      const root = read(text, call, bucket);
      const isEmpty = 'emptyRoot' in missing && root.children.length === 0;
      call.store.buckets.setSetting(bucket.id, setting, isEmpty ? null : writeShaped(root));
      return { status: 200 };
    },
    remove(call) {
      const { buckets } = call.store;
      buckets.setSetting(buckets.find(bucketOf(call)).id, setting, null);
      return { status: 204 };
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const cors = operationsOn({
  setting: 'cors',
  read: readCors,
  missing: { code: 'NoSuchCORSConfiguration' },
  needsDigest: true,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycle = operationsOn({
  setting: 'lifecycle',
  read: readLifecycle,
  missing: { code: 'NoSuchLifecycleConfiguration' },
  needsDigest: true,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const encryption = operationsOn({
  setting: 'encryption',
  read: readEncryption,
  missing: { code: 'ServerSideEncryptionConfigurationNotFoundError' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const notification = operationsOn({
  setting: 'notification',
  read: readNotification,
  missing: { emptyRoot: 'NotificationConfiguration' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const website = operationsOn({
  setting: 'website',
  read: readWebsite,
  missing: { code: 'NoSuchWebsiteConfiguration' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html */
export const logging = operationsOn({
  setting: 'logging',
  read: (source, { store }) => readLogging(source, (name) => store.buckets.has(name)),
  missing: { emptyRoot: 'BucketLoggingStatus' },
  needsDigest: false,
});

const lockDocument = operationsOn({
  setting: 'object-lock',
  read(source, { store }, bucket) {
    const root = readLockConfiguration(source);
    if (!bucket.hasObjectLock && bucket.versioning !== 'enabled') {
      throw new S3Error('InvalidBucketState', {
        message: 'Versioning must be ‘Enabled’ on the bucket to apply a Object Lock configuration',
      });
    }
    store.buckets.lock(bucket.id);
    return root;
  },
  missing: { code: 'ObjectLockConfigurationNotFoundError' },
  needsDigest: true,
});

const plainLock = xmlDocument(
  rootElement('ObjectLockConfiguration', [element('ObjectLockEnabled', 'Enabled')]),
);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const objectLock: Pick<DocumentOperations, 'get' | 'put'> = {
  get(call) {
    const { buckets } = call.store;
    const { id, hasObjectLock } = buckets.find(bucketOf(call));
    // A bucket that is made with object lock has it before it has a document of it.
    if (hasObjectLock && buckets.setting(id, 'object-lock') === null) return { status: 200, xml: plainLock };
    return lockDocument.get(call);
  },
  put: lockDocument.put,
};

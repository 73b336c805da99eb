import type { StoredBucket } from '../../store/model.ts';
import { bucketOf, type FaceCall, keepSetting, type Operation, settingOf } from '../call.ts';
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
import { type ErrorCode, FaceError } from '../face-error.ts';
import { receiveText } from '../receive.ts';
import type { XmlElement } from '../xml-reader.ts';
import { element, rootElement } from '../xml-writer.ts';

/** A configuration of a bucket that is one XML document: it is checked, kept as it is, and given back. */
export interface DocumentKind {
  /** The name it is kept under. */
  readonly setting: string;
  /** Throws for what the API would refuse. */
  readonly read: (source: string, call: FaceCall, bucket: StoredBucket) => XmlElement;
  /** What GET answers when there is none: an error, or an empty document of that name. */
  readonly missing: { readonly code: ErrorCode } | { readonly emptyRoot: string };
  /** The body must come with Content-MD5 or a checksum. */
  readonly needsDigest: boolean;
  /** Nothing at all in place of the document takes it away. */
  readonly emptyTakesAway?: true;
}

/** The three operations on one configuration. */
export interface DocumentOperations {
  readonly get: Operation;
  readonly put: Operation;
  readonly remove: Operation;
}

const mostDocumentBytes = 512 * 1024;

/** Makes them. */
export function documentOperations(kind: DocumentKind): DocumentOperations {
  const { setting, read, missing, needsDigest } = kind;
  return {
    get(call) {
      const found = settingOf(call, setting);
      if (found !== null) return { status: 200, xml: found };
      if ('code' in missing) throw new FaceError(missing.code);
      return { status: 200, xml: rootElement(missing.emptyRoot, []) };
    },
    async put(call) {
      call.store.buckets.find(bucketOf(call));
      const { text, hasIntegrity } = await receiveText(call, mostDocumentBytes);
      if (needsDigest && !hasIntegrity) {
        throw new FaceError('InvalidRequest', {
          message: 'Missing required header for this request: Content-MD5 OR x-own-checksum-*',
        });
      }
      if (kind.emptyTakesAway && text === '') {
        keepSetting(call, setting, null);
        return { status: 200 };
      }
      const root = read(text, call, call.store.buckets.find(bucketOf(call)));
      const isEmpty = 'emptyRoot' in missing && root.children.length === 0;
      keepSetting(call, setting, isEmpty ? null : writeShaped(call.dialect, root));
      return { status: 200 };
    },
    remove(call) {
      keepSetting(call, setting, null);
      return { status: 204 };
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const cors = documentOperations({
  setting: 'cors',
  read: (source) => readCors(source),
  missing: { code: 'NoSuchCORSConfiguration' },
  needsDigest: true,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const lifecycle = documentOperations({
  setting: 'lifecycle',
  read: (source, { dialect }) =>
    readLifecycle(source, { transitionClasses: dialect.objects.transitionClasses, midnightHours: [0] }),
  missing: { code: 'NoSuchLifecycleConfiguration' },
  needsDigest: true,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const encryption = documentOperations({
  setting: 'encryption',
  read: readEncryption,
  missing: { code: 'ServerSideEncryptionConfigurationNotFoundError' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const notification = documentOperations({
  setting: 'notification',
  read: readNotification,
  missing: { emptyRoot: 'NotificationConfiguration' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
export const website = documentOperations({
  setting: 'website',
  read: readWebsite,
  missing: { code: 'NoSuchWebsiteConfiguration' },
  needsDigest: false,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html */
export const logging = documentOperations({
  setting: 'logging',
  read: (source, { store }) => readLogging(source, (name) => store.buckets.has(name)),
  missing: { emptyRoot: 'BucketLoggingStatus' },
  needsDigest: false,
});

const plainLock = rootElement('ObjectLockConfiguration', [element('ObjectLockEnabled', 'Enabled')]);

/** The two operations on the object lock of a bucket; `readLock` throws for what the API would refuse. */
export function lockDocumentOperations(
  readLock: (source: string) => XmlElement,
): Pick<DocumentOperations, 'get' | 'put'> {
  const { get, put } = documentOperations({
    setting: 'object-lock',
    read(source, { store }, bucket) {
      const root = readLock(source);
      if (!bucket.hasObjectLock && bucket.versioning !== 'enabled') {
        throw new FaceError('InvalidBucketState', {
          message: 'Versioning must be ‘Enabled’ on the bucket to apply a Object Lock configuration',
        });
      }
      store.buckets.lock(bucket.id);
      return root;
    },
    missing: { code: 'ObjectLockConfigurationNotFoundError' },
    needsDigest: true,
  });
  return {
    get(call) {
      const { hasObjectLock } = call.store.buckets.find(bucketOf(call));
      // A bucket that is made with object lock has it before it has a document of it.
      if (hasObjectLock && settingOf(call, 'object-lock') === null) return { status: 200, xml: plainLock };
      return get(call);
    },
    put,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const objectLock = lockDocumentOperations(readLockConfiguration);

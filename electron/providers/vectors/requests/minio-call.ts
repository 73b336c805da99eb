import type { CallExpression } from '../call-expression.ts';
import type { WireCommand } from './wire-input.ts';

type Options = Readonly<Record<string, unknown>>;
type Translator = (bucket: string, args: readonly unknown[]) => WireCommand[];

/** What each call of the MinIO client asks for, in the words of the AWS commands. */
const translators: Readonly<Record<string, Translator>> = {
  listBuckets: () => [{ command: 'ListBuckets', input: {} }],
  makeBucket: (bucket, [, region, options]) => [
    {
      command: 'CreateBucket',
      input: {
        Bucket: bucket,
        ...(region ? { CreateBucketConfiguration: { LocationConstraint: region } } : {}),
        ObjectLockEnabledForBucket: optionsOf(options).ObjectLocking === true,
      },
    },
  ],
  bucketExists: (bucket) => [{ command: 'HeadBucket', input: { Bucket: bucket } }],
  removeBucket: (bucket) => [{ command: 'DeleteBucket', input: { Bucket: bucket } }],
  getBucketRegionAsync: (bucket) => [{ command: 'GetBucketLocation', input: { Bucket: bucket } }],
  listObjects: (bucket, [, prefix, isRecursive, options]) => [
    {
      command: optionsOf(options).IncludeVersion === true ? 'ListObjectVersions' : 'ListObjects',
      input: listing(bucket, prefix, isRecursive),
    },
  ],
  listObjectsV2: (bucket, [, prefix, isRecursive, startAfter]) => [
    {
      command: 'ListObjectsV2',
      input: { ...listing(bucket, prefix, isRecursive), ...(startAfter ? { StartAfter: startAfter } : {}) },
    },
  ],
  listIncompleteUploads: (bucket, [, prefix, isRecursive]) => [uploadsUnder(bucket, prefix, isRecursive)],
  removeIncompleteUpload: (bucket, [, key]) => [
    uploadsUnder(bucket, key, true),
    { command: 'AbortMultipartUpload', input: { Bucket: bucket, Key: key, UploadId: 'UPLOADID0001' } },
  ],
  getObject: (bucket, [, key, options]) => [
    { command: 'GetObject', input: { ...place(bucket, key), ...read(options) } },
  ],
  getPartialObject: (bucket, [, key, offset, length, options]) => {
    const start = Number(offset);
    const end = Number(length ?? 0) > 0 ? start + Number(length) - 1 : '';
    const input = { ...place(bucket, key), ...read(options), Range: `bytes=${start}-${end}` };
    return [{ command: 'GetObject', input }];
  },
  fGetObject: (bucket, [, key, , options]) => {
    const input = { ...place(bucket, key), ...read(options) };
    return [
      { command: 'HeadObject', input },
      { command: 'GetObject', input },
    ];
  },
  statObject: (bucket, [, key, options]) => [
    { command: 'HeadObject', input: { ...place(bucket, key), ...read(options) } },
  ],
  removeObject: (bucket, [, key, options]) => {
    const { versionId, governanceBypass, forceDelete } = optionsOf(options);
    const input = {
      ...place(bucket, key),
      ...(versionId ? { VersionId: versionId } : {}),
      BypassGovernanceRetention: governanceBypass === true,
      ForceDelete: forceDelete === true,
    };
    return [{ command: 'DeleteObject', input }];
  },
  listenBucketNotification: (bucket, [, prefix, suffix, events]) => [
    {
      command: 'ListenBucketNotification',
      input: { Bucket: bucket, Prefix: prefix, Suffix: suffix, Events: events },
    },
  ],
  removeObjects: (bucket, [, list]) => {
    const objects = (Array.isArray(list) ? list : []).map((entry: unknown) => {
      if (typeof entry === 'string') return { Key: entry };
      const { name, versionId } = optionsOf(entry);
      return { Key: name, VersionId: versionId };
    });
    return [
      { command: 'DeleteObjects', input: { Bucket: bucket, Delete: { Quiet: true, Objects: objects } } },
    ];
  },
};

/**
 * Translates a call of the MinIO client; null when the call does not show all of its input, so that the wire has to
 * be read instead.
 */
export function readMinioCall(call: CallExpression, wireBucket: string | null): WireCommand[] | null {
  const translator = translators[call.name];
  if (!translator || call.args.slice(1).some(isUnknown)) return null;
  const [bucket] = call.args;
  return translator(typeof bucket === 'string' ? bucket : (wireBucket ?? ''), call.args);
}

/** A reference other than the bucket (`path`, `stream`) stands for something that is not shown. */
function isUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isUnknown);
  if (typeof value !== 'object' || value === null) return false;
  return '$reference' in value || '$call' in value ? true : Object.values(value).some(isUnknown);
}

function optionsOf(value: unknown): Options {
  return typeof value === 'object' && value !== null ? (value as Options) : {};
}

function place(bucket: string, key: unknown): { Bucket: string; Key: unknown } {
  return { Bucket: bucket, Key: key };
}

function listing(bucket: string, prefix: unknown, isRecursive: unknown) {
  return {
    Bucket: bucket,
    Prefix: prefix ?? '',
    Delimiter: isRecursive === true ? '' : '/',
    EncodingType: 'url',
    MaxKeys: 1_000,
  };
}

function uploadsUnder(bucket: string, prefix: unknown, isRecursive: unknown): WireCommand {
  const input = {
    Bucket: bucket,
    Prefix: prefix ?? '',
    Delimiter: isRecursive === true ? '' : '/',
    MaxUploads: 1_000,
  };
  return { command: 'ListMultipartUploads', input };
}

function read(options: unknown): Record<string, unknown> {
  const { versionId, ...rest } = optionsOf(options);
  return { ...(versionId ? { VersionId: versionId } : {}), ...rest };
}

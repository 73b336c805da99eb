import type { ProviderId } from '../model/connection.ts';

/** How a provider writes what everybody may do below a prefix. */
export interface PrefixGrammar {
  /** Name and value of the version. */
  readonly version: readonly [name: string, value: string];
  /** Name of the statement's own id, where a new one has one. */
  readonly sid: Readonly<Record<string, string>>;
  /** Everybody, as it is written, and as it may be read. */
  readonly everybody: unknown;
  readonly everybodyNames: readonly string[];
  /** Key of an object around the names; null where they stand alone. */
  readonly principalKey: string | null;
  readonly location: string | null;
  readonly list: string;
  readonly listUploads: string;
  readonly readActions: readonly string[];
  readonly writeActions: readonly string[];
  /** Resources are a list even when there is one. */
  readonly isResourceList: boolean;
  /** Operator and key of a condition that binds a listing to prefixes. */
  readonly bound: readonly [operator: string, key: string];
  /** Resource of a bucket itself; `/<prefix>*` after it are its objects. */
  bucketResource(bucket: string): string;
}

/** https://github.com/minio/minio-py/blob/2.2.6/minio/policy.py */
const s3: PrefixGrammar = {
  version: ['Version', '2012-10-17'],
  sid: { Sid: '' },
  everybody: { AWS: '*' },
  everybodyNames: ['*'],
  principalKey: 'AWS',
  location: 's3:GetBucketLocation',
  list: 's3:ListBucket',
  listUploads: 's3:ListBucketMultipartUploads',
  readActions: ['s3:GetObject'],
  writeActions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
  isResourceList: false,
  bound: ['StringEquals', 's3:prefix'],
  bucketResource: (bucket) => `arn:aws:s3:::${bucket}`,
};

/** https://www.tencentcloud.com/document/product/436/12469, https://www.tencentcloud.com/document/product/436/30580 */
const cos: PrefixGrammar = {
  version: ['version', '2.0'],
  sid: {},
  everybody: { qcs: ['qcs::cam::anyone:anyone'] },
  everybodyNames: ['qcs::cam::anyone:anyone'],
  principalKey: 'qcs',
  location: 'name/cos:HeadBucket',
  list: 'name/cos:GetBucket',
  listUploads: 'name/cos:ListMultipartUploads',
  readActions: ['name/cos:GetObject', 'name/cos:HeadObject'],
  writeActions: [
    'name/cos:AbortMultipartUpload',
    'name/cos:CompleteMultipartUpload',
    'name/cos:DeleteObject',
    'name/cos:InitiateMultipartUpload',
    'name/cos:ListParts',
    'name/cos:PutObject',
    'name/cos:UploadPart',
  ],
  isResourceList: true,
  bound: ['string_equal', 'cos:prefix'],
  // A bucket's name ends in the number of its account; any region will do, since there is one bucket of a name.
  bucketResource: (bucket) => `qcs::cos:*:uid/${bucket.slice(bucket.lastIndexOf('-') + 1)}:${bucket}`,
};

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketpolicy */
const oss: PrefixGrammar = {
  version: ['Version', '1'],
  sid: {},
  everybody: ['*'],
  everybodyNames: ['*'],
  principalKey: null,
  location: 'oss:GetBucketLocation',
  list: 'oss:ListObjects',
  listUploads: 'oss:ListMultipartUploads',
  readActions: ['oss:GetObject'],
  writeActions: ['oss:AbortMultipartUpload', 'oss:DeleteObject', 'oss:ListParts', 'oss:PutObject'],
  isResourceList: true,
  bound: ['StringEquals', 'oss:Prefix'],
  bucketResource: (bucket) => `acs:oss:*:*:${bucket}`,
};

export const prefixGrammars: Readonly<Record<ProviderId, PrefixGrammar>> = { s3, cos, oss };

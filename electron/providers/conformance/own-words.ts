import type { Acceleration } from '../../../shared/model/configuration/acceleration.ts';
import type { Encryption } from '../../../shared/model/configuration/encryption.ts';
import type { Lifecycle } from '../../../shared/model/configuration/lifecycle.ts';
import type { PublicAccessBlock } from '../../../shared/model/configuration/public-access-block.ts';
import type { Referer } from '../../../shared/model/configuration/referer.ts';
import type { Replication } from '../../../shared/model/configuration/replication.ts';
import type { ProviderId } from '../../../shared/model/connection.ts';

const policies: Record<ProviderId, (bucket: string) => object> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
  s3: (bucket) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ['*'] },
        Action: ['s3:GetObject'],
        Resource: [`arn:aws:s3:::${bucket}/public/*`],
      },
    ],
  }),
  // https://www.tencentcloud.com/document/product/436/12469
  cos: (bucket) => ({
    version: '2.0',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { qcs: ['qcs::cam::anyone:anyone'] },
        Action: ['name/cos:GetObject'],
        Resource: [`qcs::cos:*:uid/${bucket.slice(bucket.lastIndexOf('-') + 1)}:${bucket}/public/*`],
      },
    ],
  }),
  // https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketpolicy
  oss: (bucket) => ({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Principal: ['*'],
        Action: ['oss:GetObject'],
        Resource: [`acs:oss:*:*:${bucket}/public/*`],
      },
    ],
  }),
};

/** A policy that lets everybody read what is below `public/`, as JSON text. */
export function publicReadPolicy(provider: ProviderId, bucket: string): string {
  return JSON.stringify(policies[provider](bucket));
}

/** What the first statement of a policy allows, without the provider's way of writing it. */
export function firstAction(policy: string | null): string | null {
  const { Statement } = JSON.parse(policy ?? '{}') as { Statement?: unknown };
  const [first] = [Statement].flat() as ({ Action?: unknown } | undefined)[];
  const [action] = [first?.Action].flat();
  return typeof action === 'string' ? action.slice(action.lastIndexOf(':') + 1) : null;
}

const ossReferer: Referer = { allowEmptyReferer: false, refererList: { referers: ['https://a.test'] } };

/** Only pages of one site may link to objects. S3 has no such setting. */
export const ownReferer: Record<ProviderId, Referer> = {
  s3: ossReferer,
  cos: {
    status: 'Enabled',
    type: 'White-List',
    domainList: { domains: ['a.test'] },
    emptyReferer: 'Deny',
  },
  oss: ossReferer,
};

/** The weakest lock of objects that there is: COS has but one (https://www.tencentcloud.com/document/product/436/54044). */
export const weakestLock: Record<ProviderId, 'GOVERNANCE' | 'COMPLIANCE'> = {
  s3: 'GOVERNANCE',
  cos: 'COMPLIANCE',
  oss: 'COMPLIANCE',
};

/** What a question to the records of an object calls its table. */
export const selectTable: Record<ProviderId, string> = { s3: 'S3Object', cos: 'COSObject', oss: 'ossobject' };

/** Makes an image smaller. S3 does not process images. */
export const halfSize: Record<ProviderId, string> = {
  s3: '',
  // https://www.tencentcloud.com/document/product/436/36370
  cos: 'imageMogr2/thumbnail/!50p',
  // https://www.alibabacloud.com/help/en/oss/user-guide/resize-images-4
  oss: 'image/resize,p_50',
};

/** A replication of all new objects into another bucket. */
export const ownReplication: Record<ProviderId, (target: string, region: string) => Replication> = {
  s3: (target) => ({
    role: '',
    rules: [
      {
        id: 'all',
        priority: 1,
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Disabled' },
        destination: { bucket: `arn:aws:s3:::${target}` },
      },
    ],
  }),
  cos: (target, region) => ({
    role: 'qcs::cam::uin/100000000001:uin/100000000001',
    rules: [
      {
        id: 'all',
        status: 'Enabled',
        prefix: '',
        destination: { bucket: `qcs::cos:${region}::${target}` },
      },
    ],
  }),
  oss: (target, region) => ({
    rules: [
      {
        action: 'ALL',
        destination: { bucket: target, location: region },
        historicalObjectReplication: 'disabled',
      },
    ],
  }),
};

/** What a rule of life of all providers has. */
const lifeRule = { tags: [], transitions: [], noncurrentVersionTransitions: [] };
const filtered: Lifecycle = {
  rules: [
    { ...lifeRule, id: 'logs', status: 'Enabled', filter: { prefix: 'logs/' }, expiration: { days: 365 } },
    { ...lifeRule, id: 'old', status: 'Disabled', filter: { prefix: 'old/' }, expiration: { days: 7 } },
  ],
};

/** Two rules, by prefix, which OSS names at the rule itself. */
export const ownLifecycle: Record<ProviderId, Lifecycle> = {
  s3: filtered,
  cos: filtered,
  oss: {
    rules: filtered.rules.map(({ filter, ...named }) => ({ ...named, prefix: filter?.prefix ?? '' })),
  },
};

const byRule: Encryption = { rules: [{ byDefault: { algorithm: 'AES256' } }] };

/** New objects are encrypted with keys of the storage. */
export const ownEncryption: Record<ProviderId, Encryption> = {
  s3: byRule,
  cos: byRule,
  oss: { rules: [], byDefault: { algorithm: 'AES256' } },
};

/** Access for everybody is blocked, as far as there are parts to it. */
export const ownBlock: Record<ProviderId, PublicAccessBlock> = {
  s3: {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
  },
  cos: {},
  oss: { blockPublicAccess: true },
};

/** Uploads from far away enter the vendor's network near the user. */
export const ownAcceleration: Record<ProviderId, Acceleration> = {
  s3: { status: 'Enabled' },
  cos: { status: 'Enabled' },
  oss: { enabled: true },
};

import type { Deed } from '../../face/access/authorize.ts';
import type { User } from '../../face/access/users.ts';
import type { FaceCall } from '../../face/call.ts';
import type { FindKey } from '../../face/policy/conditions.ts';
import { readTagHeader } from '../../face/tags.ts';
import type { StoredVersion } from '../../store/model.ts';
import { isSigned } from '../signature/verify.ts';

/** Keys that are a header of the request, and those that are a parameter of it. */
const headerKeys = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
];
const parameterKeys = ['prefix', 'delimiter', 'max-keys'];
const lockKeys: Readonly<Record<string, string>> = {
  's3:object-lock-mode': 'x-amz-object-lock-mode',
  's3:object-lock-retain-until-date': 'x-amz-object-lock-retain-until-date',
  's3:object-lock-legal-hold': 'x-amz-object-lock-legal-hold',
};
const existingTag = 's3:existingobjecttag/';
const requestTag = 's3:requestobjecttag/';

/**
 * The values of a request that the conditions of a policy ask for, by lower-case key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
export function findConditionKey(
  call: FaceCall,
  deed: Deed,
  findTarget: () => StoredVersion | null,
): FindKey {
  const request = call.request.wire;
  const header = (name: string) => request.headers.get(name) ?? null;
  const parameter = (name: string) => {
    const values = request.query.filter(([given]) => given === name).map(([, value]) => value);
    return values.length === 0 ? null : values;
  };
  return (key) => {
    const bare = key.slice('s3:'.length);
    if (key.startsWith('s3:') && headerKeys.includes(bare)) return header(bare);
    if (key.startsWith('s3:') && parameterKeys.includes(bare)) return parameter(bare);
    const lockHeader = lockKeys[key];
    if (lockHeader !== undefined) return header(lockHeader);
    if (key.startsWith(existingTag)) {
      return tagValue(findTarget()?.attributes.tags ?? [], key.slice(existingTag.length));
    }
    if (key.startsWith(requestTag)) return tagValue(requestTags(call), key.slice(requestTag.length));
    return findPlain(call, deed, key);
  };
}

function findPlain(call: FaceCall, deed: Deed, key: string): readonly string[] | null {
  const { caller } = call;
  const request = call.request.wire;
  const user = caller.kind === 'user' ? caller : null;
  switch (key) {
    case 'aws:sourceip':
      return [request.remoteAddress];
    // The sandbox speaks plain HTTP alone.
    case 'aws:securetransport':
      return ['false'];
    case 'aws:referer':
      return request.headers.get('referer') ?? null;
    case 'aws:useragent':
      return request.headers.get('user-agent') ?? null;
    case 'aws:currenttime':
      return [new Date(call.now()).toISOString()];
    case 'aws:epochtime':
      return [String(Math.floor(call.now() / 1_000))];
    case 'aws:principaltype':
      return [user === null ? 'Anonymous' : 'User'];
    case 'aws:username':
    case 'aws:userid':
      return user === null ? null : [user.name];
    case 'aws:principalarn':
      return user === null ? null : [arnOfUser(user)];
    case 'aws:principalaccount':
      return user === null ? null : [user.accountId];
    case 's3:resourceaccount':
      return ['000000000001'];
    case 's3:versionid':
      return deed.versionId ? [deed.versionId] : null;
    case 's3:signatureversion':
      return user === null ? null : ['AWS4-HMAC-SHA256'];
    case 's3:authtype':
      if (user === null) return null;
      if (request.headers.has('authorization')) return ['REST-HEADER'];
      return [isSigned(request) ? 'REST-QUERY-STRING' : 'POST'];
    case 's3:requestobjecttagkeys': {
      const keys = requestTags(call).map((tag) => tag.key);
      return keys.length === 0 ? null : keys;
    }
    default:
      return null;
  }
}

function requestTags({ request: { wire: request } }: FaceCall): { key: string; value: string }[] {
  const [text] = request.headers.get('x-amz-tagging') ?? [];
  return text === undefined ? [] : readTagHeader(text);
}

function tagValue(tags: readonly { key: string; value: string }[], name: string): string[] | null {
  const found = tags.find(({ key }) => key.toLowerCase() === name);
  return found === undefined ? null : [found.value];
}

/** The user's name as a policy writes it. */
export function arnOfUser({ accountId, name }: User): string {
  return `arn:aws:iam::${accountId}:user/${name}`;
}

import type { User } from '../face/access/users.ts';

/** 3 to 63 lower-case letters, digits and hyphens. https://www.alibabacloud.com/help/en/oss/user-guide/bucket-naming-conventions */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);
}

/** The number of a user's account, as grants and policies name it: 1000000000000001 for the owner. */
export function uidOf({ accountId }: Pick<User, 'accountId'>): string {
  return `1${accountId.padStart(15, '0')}`;
}

/** `oss-cn-hangzhou`: what documents call a region. */
export function locationOf(region: string): string {
  return `oss-${region}`;
}

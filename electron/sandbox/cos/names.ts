import type { User } from '../face/access/users.ts';

/** The account number that the name of every bucket of COS ends in here. */
export const appId = '1250000000';

const bucketName = /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?-(\d+)$/;

/**
 * True for `<name>-<appid>` of this sandbox: at most 50 characters before the account, lower case, digits and hyphens.
 * https://www.tencentcloud.com/document/product/436/13312
 */
export function isBucketName(name: string): boolean {
  return bucketName.exec(name)?.[1] === appId;
}

/** The number of a user's account as grants and policies name it: 100000000001 for the owner. */
export function uinOf({ accountId }: Pick<User, 'accountId'>): string {
  return `1${accountId.slice(1)}`;
}

/** `qcs::cam::uin/<account>:uin/<user>`: every user here has an account of its own. */
export function camIdOf(user: Pick<User, 'accountId'>): string {
  const uin = uinOf(user);
  return `qcs::cam::uin/${uin}:uin/${uin}`;
}

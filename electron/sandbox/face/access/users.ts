import { createHash } from 'node:crypto';
import type { SandboxCredential } from '../caller.ts';

/** Someone whom the sandbox knows by name. Key pairs of one name belong to one user. */
export interface User {
  readonly kind: 'user';
  readonly name: string;
  /** 64 hex digits, as grants name an account. */
  readonly canonicalId: string;
  /** 12 digits: 000000000001 for the owner, then by the order of the credentials. */
  readonly accountId: string;
  /** The first user owns every bucket and object. */
  readonly isOwner: boolean;
}

/** Who sends a request. */
export type Caller = User | { readonly kind: 'anonymous' };

/** The owner that listings name: one account for the whole sandbox. */
export const owner = {
  id: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  displayName: 'sandbox',
} as const;

/** The users behind the key pairs: each name is an account of its own with one user in it. */
export function readUsers(credentials: readonly Pick<SandboxCredential, 'name'>[]): User[] {
  const names = [...new Set(credentials.map(({ name }) => name))];
  return names.map((name, index) => ({
    kind: 'user',
    name,
    canonicalId:
      index === 0 ? owner.id : createHash('sha256').update(`stowage sandbox user ${name}`).digest('hex'),
    accountId: String(index + 1).padStart(12, '0'),
    isOwner: index === 0,
  }));
}

/** The owner, whoever it is named after. */
export const ownerAccount = { canonicalId: owner.id, accountId: '000000000001', isOwner: true } as const;

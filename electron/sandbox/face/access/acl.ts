import type { FaceTools } from '../call.ts';
import type { Dialect } from '../dialect.ts';
import { FaceError } from '../face-error.ts';
import { type FaceRequest, headerOf } from '../face-request.ts';
import { allowChildren, childOf, childText, readXml, type XmlElement } from '../xml-reader.ts';
import { element, rootElement, type XmlNode, type XmlRoot } from '../xml-writer.ts';
import { type Caller, owner, ownerAccount } from './users.ts';

type AclTools = Pick<FaceTools, 'dialect' | 'users'>;

const permissions = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
/** What a grant gives. */
export type Permission = (typeof permissions)[number];

/** Who gets it: a user by canonical id, or a group by its URI. */
export type Grantee =
  | { readonly kind: 'user'; readonly id: string }
  /** One of `groups`. */
  | { readonly kind: 'group'; readonly uri: string };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

/** An access control list. The owner of it is always the owner of the sandbox. */
export interface Acl {
  readonly grants: readonly Grant[];
  /** An object without a list of its own, where it has that of its bucket then. */
  readonly isInherited?: boolean;
}

const mostGrants = 100;
/** Groups of accounts, by the URI that they are kept under. */
export const groups = {
  everyone: 'http://acs.amazonaws.com/groups/global/AllUsers',
  signedIn: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  logDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;
const ownerGrant: Grant = { grantee: { kind: 'user', id: owner.id }, permission: 'FULL_CONTROL' };
const grantTo = (uri: string, permission: Permission): Grant => ({
  grantee: { kind: 'group', uri },
  permission,
});
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const canned: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  default: [],
  'public-read': [grantTo(groups.everyone, 'READ')],
  'public-read-write': [grantTo(groups.everyone, 'READ'), grantTo(groups.everyone, 'WRITE')],
  'authenticated-read': [grantTo(groups.signedIn, 'READ')],
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
  'log-delivery-write': [grantTo(groups.logDelivery, 'WRITE'), grantTo(groups.logDelivery, 'READ_ACP')],
};
const grantHeaders: readonly [string, Permission][] = [
  ['x-own-grant-full-control', 'FULL_CONTROL'],
  ['x-own-grant-read', 'READ'],
  ['x-own-grant-write', 'WRITE'],
  ['x-own-grant-read-acp', 'READ_ACP'],
  ['x-own-grant-write-acp', 'WRITE_ACP'],
];

/** Headers that set an ACL. */
export const aclHeaders = ['x-own-acl', ...grantHeaders.map(([name]) => name)];

/** What holds where no ACL was set. */
export const privateAcl: Acl = { grants: [ownerGrant] };

/** The list of a canned name. Throws `InvalidArgument`. */
function cannedAcl({ acl }: Dialect, name: string): Acl {
  const grants = acl.canned.includes(name) ? canned[name] : undefined;
  if (grants === undefined) {
    throw new FaceError('InvalidArgument', { fields: { ArgumentName: 'x-own-acl', ArgumentValue: name } });
  }
  return { grants: [ownerGrant, ...grants], ...(name === 'default' ? { isInherited: true } : {}) };
}

/** The list that the headers of a request ask for, null for none. Throws `InvalidRequest`, `InvalidArgument`. */
export function readAclHeaders(call: AclTools & { request: Pick<FaceRequest, 'headers'> }): Acl | null {
  const { request, dialect } = call;
  const name = headerOf(request, 'x-own-acl');
  const grants = grantHeaders.flatMap(([header, permission]) => {
    const text = headerOf(request, header);
    if (text === null) return [];
    return text.split(',').map((item) => ({ grantee: readGrantee(call, item.trim(), header), permission }));
  });
  if (name !== null && grants.length > 0) {
    throw new FaceError('InvalidRequest', {
      message: 'Specifying both Canned ACLs and Header Grants is not allowed',
    });
  }
  if (name !== null) return cannedAcl(dialect, name);
  return grants.length === 0 ? null : checkCount({ grants });
}

/** Reads an AccessControlPolicy document. Throws `MalformedACLError`, `InvalidArgument`, `AccessDenied`. */
export function readAclDocument(tools: AclTools, text: string): Acl {
  try {
    return readDocument(tools, text);
  } catch (error) {
    if (error instanceof FaceError && error.code === 'MalformedXML') throw new FaceError('MalformedACLError');
    throw error;
  }
}

/** The AccessControlPolicy document. */
export function aclDocument({ dialect, users }: AclTools, { grants }: Acl): XmlRoot {
  return rootElement('AccessControlPolicy', [
    ownerElement(dialect),
    element(
      'AccessControlList',
      grants.map(({ grantee, permission }) =>
        element('Grant', [dialect.acl.granteeElement(grantee, users), element('Permission', permission)]),
      ),
    ),
  ]);
}

/** The owner of everything in the sandbox. */
export function ownerElement(dialect: Dialect, name = 'Owner'): XmlNode {
  return element(name, [
    element('ID', dialect.idOf(ownerAccount)),
    element('DisplayName', dialect.ownerDisplayName),
  ]);
}

/** True when a grant gives the caller what it asks for. */
export function permits({ grants }: Acl, caller: Caller, permission: Permission): boolean {
  return grants.some(
    (grant) =>
      (grant.permission === permission || grant.permission === 'FULL_CONTROL') &&
      includes(grant.grantee, caller),
  );
}

/** For storing. */
export function writeAcl(acl: Acl): string {
  return JSON.stringify(acl);
}

/** What `writeAcl` stored; the private list for null. */
export function storedAcl(text: string | null | undefined): Acl {
  return text === null || text === undefined ? privateAcl : JSON.parse(text);
}

function includes(grantee: Grantee, caller: Caller): boolean {
  if (grantee.kind === 'user') return caller.kind === 'user' && caller.canonicalId === grantee.id;
  if (grantee.uri === groups.everyone) return true;
  return grantee.uri === groups.signedIn && caller.kind === 'user';
}

function readGrantee({ dialect, users }: AclTools, text: string, header: string): Grantee {
  const found = /^(id|uri|emailAddress)\s*=\s*"?([^"]*)"?$/.exec(text);
  const [, kind, value = ''] = found ?? [];
  if (kind === 'id') return dialect.acl.readId(value, users) ?? unknownId(value);
  if (kind === 'uri') return dialect.acl.readUri(value) ?? unknownUri(value);
  if (kind === 'emailAddress') throw new FaceError('UnresolvableGrantByEmailAddress');
  throw new FaceError('InvalidArgument', {
    message: 'Argument format not recognized',
    fields: { ArgumentName: header, ArgumentValue: text },
  });
}

function readDocument(tools: AclTools, text: string): Acl {
  const root = readXml(text);
  if (root.name !== 'AccessControlPolicy') throw new FaceError('MalformedACLError');
  allowChildren(root, 'Owner', 'AccessControlList');
  const list = childOf(root, 'AccessControlList');
  const ownerGiven = childOf(root, 'Owner');
  if (list === null || ownerGiven === null) throw new FaceError('MalformedACLError');
  const ownerId = childText(ownerGiven, 'ID');
  // An owner cannot be changed; some clients leave the id out.
  if (ownerId && ownerId !== tools.dialect.idOf(ownerAccount)) throw new FaceError('AccessDenied');
  allowChildren(list, 'Grant');
  return checkCount({ grants: list.children.map((grant) => readGrant(tools, grant)) });
}

function readGrant({ dialect, users }: AclTools, grant: XmlElement): Grant {
  allowChildren(grant, 'Grantee', 'Permission');
  const grantee = childOf(grant, 'Grantee');
  const word = childText(grant, 'Permission');
  const permission = permissions.find((known) => known === word);
  if (grantee === null || permission === undefined) throw new FaceError('MalformedACLError');
  allowChildren(grantee, 'ID', 'DisplayName', 'URI', 'EmailAddress', ...dialect.acl.idleGranteeElements);
  const [id, uri, email] = ['ID', 'URI', 'EmailAddress'].map((name) => childText(grantee, name));
  if ([id, uri, email].filter((value) => value !== null && value !== undefined).length !== 1) {
    throw new FaceError('MalformedACLError');
  }
  if (email !== null && email !== undefined) throw new FaceError('UnresolvableGrantByEmailAddress');
  const read = id
    ? (dialect.acl.readId(id, users) ?? unknownId(id))
    : (dialect.acl.readUri(uri ?? '') ?? unknownUri(uri ?? ''));
  return { grantee: read, permission };
}

function unknownId(id: string): never {
  throw new FaceError('InvalidArgument', {
    message: 'Invalid id',
    fields: { ArgumentName: 'CanonicalUser/ID', ArgumentValue: id },
  });
}

function unknownUri(uri: string): never {
  throw new FaceError('InvalidArgument', {
    message: 'Invalid group uri',
    fields: { ArgumentName: 'Group/URI', ArgumentValue: uri },
  });
}

function checkCount(acl: Acl): Acl {
  if (acl.grants.length > mostGrants) throw new FaceError('MalformedACLError');
  return acl;
}

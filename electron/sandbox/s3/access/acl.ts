import { S3Error } from '../s3-error.ts';
import { headerOf, type S3Request } from '../s3-request.ts';
import { allowChildren, childOf, childText, readXml, type XmlElement } from '../xml-reader.ts';
import { element, rootElement, type XmlNode, xmlDocument } from '../xml-writer.ts';
import { type Caller, owner, type User } from './users.ts';

const permissions = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
/** What a grant gives. */
export type Permission = (typeof permissions)[number];

/** Who gets it: a user by canonical id, or a group by its URI. */
export type Grantee =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'group'; readonly uri: string };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

/** An access control list. The owner of it is always the owner of the sandbox. */
export interface Acl {
  readonly grants: readonly Grant[];
}

const mostGrants = 100;
const groups = {
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
  'public-read': [grantTo(groups.everyone, 'READ')],
  'public-read-write': [grantTo(groups.everyone, 'READ'), grantTo(groups.everyone, 'WRITE')],
  'authenticated-read': [grantTo(groups.signedIn, 'READ')],
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
  'log-delivery-write': [grantTo(groups.logDelivery, 'WRITE'), grantTo(groups.logDelivery, 'READ_ACP')],
};
const grantHeaders: readonly [string, Permission][] = [
  ['x-amz-grant-full-control', 'FULL_CONTROL'],
  ['x-amz-grant-read', 'READ'],
  ['x-amz-grant-write', 'WRITE'],
  ['x-amz-grant-read-acp', 'READ_ACP'],
  ['x-amz-grant-write-acp', 'WRITE_ACP'],
];

/** Headers that set an ACL. */
export const aclHeaders = ['x-amz-acl', ...grantHeaders.map(([name]) => name)];

/** What holds where no ACL was set. */
export const privateAcl: Acl = { grants: [ownerGrant] };

/** The list of a canned name. Throws `InvalidArgument`. */
export function cannedAcl(name: string): Acl {
  const grants = Object.hasOwn(canned, name) ? canned[name] : undefined;
  if (grants === undefined) {
    throw new S3Error('InvalidArgument', { fields: { ArgumentName: 'x-amz-acl', ArgumentValue: name } });
  }
  return { grants: [ownerGrant, ...grants] };
}

/** The list that the headers of a request ask for, null for none. Throws `InvalidRequest`, `InvalidArgument`. */
export function readAclHeaders(request: Pick<S3Request, 'headers'>, users: readonly User[]): Acl | null {
  const name = headerOf(request, 'x-amz-acl');
  const grants = grantHeaders.flatMap(([header, permission]) => {
    const text = headerOf(request, header);
    if (text === null) return [];
    return text.split(',').map((item) => ({ grantee: readGrantee(item.trim(), header, users), permission }));
  });
  if (name !== null && grants.length > 0) {
    throw new S3Error('InvalidRequest', {
      message: 'Specifying both Canned ACLs and Header Grants is not allowed',
    });
  }
  if (name !== null) return cannedAcl(name);
  return grants.length === 0 ? null : checkCount({ grants });
}

/** Reads an AccessControlPolicy document. Throws `MalformedACLError`, `InvalidArgument`, `AccessDenied`. */
export function readAclDocument(text: string, users: readonly User[]): Acl {
  try {
    return readDocument(text, users);
  } catch (error) {
    if (error instanceof S3Error && error.code === 'MalformedXML') throw new S3Error('MalformedACLError');
    throw error;
  }
}

/** The AccessControlPolicy document. */
export function aclDocument({ grants }: Acl, users: readonly User[]): string {
  return xmlDocument(
    rootElement('AccessControlPolicy', [
      element('Owner', [element('ID', owner.id), element('DisplayName', owner.displayName)]),
      element(
        'AccessControlList',
        grants.map(({ grantee, permission }) =>
          element('Grant', [granteeElement(grantee, users), element('Permission', permission)]),
        ),
      ),
    ]),
  );
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

function readGrantee(text: string, header: string, users: readonly User[]): Grantee {
  const found = /^(id|uri|emailAddress)\s*=\s*"?([^"]*)"?$/.exec(text);
  const [, kind, value = ''] = found ?? [];
  if (kind === 'id') return userGrantee(value, users);
  if (kind === 'uri') return groupGrantee(value);
  if (kind === 'emailAddress') throw new S3Error('UnresolvableGrantByEmailAddress');
  throw new S3Error('InvalidArgument', {
    message: 'Argument format not recognized',
    fields: { ArgumentName: header, ArgumentValue: text },
  });
}

function readDocument(text: string, users: readonly User[]): Acl {
  const root = readXml(text);
  if (root.name !== 'AccessControlPolicy') throw new S3Error('MalformedACLError');
  allowChildren(root, 'Owner', 'AccessControlList');
  const list = childOf(root, 'AccessControlList');
  const ownerGiven = childOf(root, 'Owner');
  if (list === null || ownerGiven === null) throw new S3Error('MalformedACLError');
  const ownerId = childText(ownerGiven, 'ID');
  // An owner cannot be changed; some clients leave the id out.
  if (ownerId && ownerId !== owner.id) throw new S3Error('AccessDenied');
  allowChildren(list, 'Grant');
  return checkCount({ grants: list.children.map((grant) => readGrant(grant, users)) });
}

function readGrant(grant: XmlElement, users: readonly User[]): Grant {
  allowChildren(grant, 'Grantee', 'Permission');
  const grantee = childOf(grant, 'Grantee');
  const word = childText(grant, 'Permission');
  const permission = permissions.find((known) => known === word);
  if (grantee === null || permission === undefined) throw new S3Error('MalformedACLError');
  allowChildren(grantee, 'ID', 'DisplayName', 'URI', 'EmailAddress');
  const [id, uri, email] = ['ID', 'URI', 'EmailAddress'].map((name) => childText(grantee, name));
  if ([id, uri, email].filter((value) => value !== null && value !== undefined).length !== 1) {
    throw new S3Error('MalformedACLError');
  }
  if (email !== null && email !== undefined) throw new S3Error('UnresolvableGrantByEmailAddress');
  return { grantee: id ? userGrantee(id, users) : groupGrantee(uri ?? ''), permission };
}

function userGrantee(id: string, users: readonly User[]): Grantee {
  if (users.some(({ canonicalId }) => canonicalId === id)) return { kind: 'user', id };
  throw new S3Error('InvalidArgument', {
    message: 'Invalid id',
    fields: { ArgumentName: 'CanonicalUser/ID', ArgumentValue: id },
  });
}

function groupGrantee(uri: string): Grantee {
  if (Object.values(groups).some((known) => known === uri)) return { kind: 'group', uri };
  throw new S3Error('InvalidArgument', {
    message: 'Invalid group uri',
    fields: { ArgumentName: 'Group/URI', ArgumentValue: uri },
  });
}

function granteeElement(grantee: Grantee, users: readonly User[]): XmlNode {
  const isUser = grantee.kind === 'user';
  const content = isUser
    ? [
        element('ID', grantee.id),
        element(
          'DisplayName',
          grantee.id === owner.id
            ? owner.displayName
            : (users.find(({ canonicalId }) => canonicalId === grantee.id)?.name ?? ''),
        ),
      ]
    : [element('URI', grantee.uri)];
  const schema = 'http://www.w3.org/2001/XMLSchema-instance';
  const type = isUser ? 'CanonicalUser' : 'Group';
  const inner = content.map(({ xml }) => xml).join('');
  return { xml: `<Grantee xmlns:xsi="${schema}" xsi:type="${type}">${inner}</Grantee>` };
}

function checkCount(acl: Acl): Acl {
  if (acl.grants.length > mostGrants) throw new S3Error('MalformedACLError');
  return acl;
}

import { type Grantee, groups } from '../face/access/acl.ts';
import { owner, ownerAccount, type User } from '../face/access/users.ts';
import { element, type XmlNode } from '../face/xml-writer.ts';
import { camIdOf } from './names.ts';

const everyone = 'qcs::cam::anyone:anyone';
/** Groups by the URI that COS has for them. https://www.tencentcloud.com/document/product/436/7740 */
const uris: Readonly<Record<string, string>> = {
  'http://cam.qcloud.com/groups/global/AllUsers': groups.everyone,
  'http://cam.qcloud.com/groups/global/AuthenticatedUsers': groups.signedIn,
};
const schema = 'http://www.w3.org/2001/XMLSchema-instance';

/** Whom an id means: a user, or everyone. */
export function readId(id: string, users: readonly User[]): Grantee | null {
  if (id === everyone) return { kind: 'group', uri: groups.everyone };
  const user = users.find((candidate) => camIdOf(candidate) === id);
  return user === undefined ? null : { kind: 'user', id: user.canonicalId };
}

/** Which group a URI means. */
export function readUri(uri: string): Grantee | null {
  const known = Object.hasOwn(uris, uri) ? uris[uri] : undefined;
  return known === undefined ? null : { kind: 'group', uri: known };
}

/** The Grantee element, whose type is an attribute. */
export function granteeElement(grantee: Grantee, users: readonly User[]): XmlNode {
  const [type, content] =
    grantee.kind === 'user'
      ? (['CanonicalUser', userElements(grantee.id, users)] as const)
      : (['Group', [element('URI', uriOf(grantee.uri))]] as const);
  const inner = content.map(({ xml }) => xml).join('');
  return { xml: `<Grantee xmlns:xsi="${schema}" xsi:type="${type}">${inner}</Grantee>` };
}

function userElements(canonicalId: string, users: readonly User[]): XmlNode[] {
  const user =
    canonicalId === owner.id
      ? ownerAccount
      : users.find((candidate) => candidate.canonicalId === canonicalId);
  const id = user === undefined ? canonicalId : camIdOf(user);
  return [element('ID', id), element('DisplayName', id)];
}

function uriOf(kept: string): string {
  return Object.entries(uris).find(([, group]) => group === kept)?.[0] ?? kept;
}

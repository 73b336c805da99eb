import { type Acl, groups, storedAcl } from '../face/access/acl.ts';
import type { AclWords } from '../face/access/acl-words.ts';
import { element } from '../face/xml-writer.ts';

/** Words for who may read and write; `default`, of an object, stands for that of its bucket. */
export const cannedWords = ['private', 'public-read', 'public-read-write', 'default'] as const;

/** OSS has words alone and no lists: nobody can be named. https://www.alibabacloud.com/help/en/oss/user-guide/acls */
export const ossAclWords: AclWords = {
  canned: cannedWords,
  idleGranteeElements: [],
  objectsInherit: true,
  readId: () => null,
  readUri: () => null,
  // Lists come from other faces; OSS shows the word that is nearest.
  granteeElement: () => element('Grantee', ''),
};

/** The word that says what a kept list gives to everyone. */
export function wordOf({ grants }: Acl): (typeof cannedWords)[number] {
  const gives = (permission: string) =>
    grants.some(
      (grant) =>
        grant.grantee.kind === 'group' &&
        grant.grantee.uri === groups.everyone &&
        (grant.permission === permission || grant.permission === 'FULL_CONTROL'),
    );
  if (!gives('READ')) return 'private';
  return gives('WRITE') ? 'public-read-write' : 'public-read';
}

/** The same for an object, which has that of its bucket as long as it has none of its own. */
export function wordOfObject(acl: string | undefined): (typeof cannedWords)[number] {
  const list = storedAcl(acl);
  return acl === undefined || list.isInherited === true ? 'default' : wordOf(list);
}

import type { XmlNode } from '../xml-writer.ts';
import type { Grantee } from './acl.ts';
import type { User } from './users.ts';

/** How one API speaks of access control lists. */
export interface AclWords {
  /** Canned names that it knows. */
  readonly canned: readonly string[];
  /** Elements of a Grantee that say nothing new. */
  readonly idleGranteeElements: readonly string[];
  /** An object without a list of its own has that of its bucket. */
  readonly objectsInherit: boolean;
  /** Whom an id of a grant means, null for nobody known. */
  readonly readId: (id: string, users: readonly User[]) => Grantee | null;
  /** Which group a URI of a grant means, null for none known. */
  readonly readUri: (uri: string) => Grantee | null;
  /** The Grantee element. */
  readonly granteeElement: (grantee: Grantee, users: readonly User[]) => XmlNode;
}

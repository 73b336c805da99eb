import type { z } from 'zod';
import { attribute, inner, inners, ownText, part, text } from './element.ts';

const personPart = part({ id: text('ID'), displayName: text('DisplayName') });

/** `type` is `CanonicalUser` with an id, `Group` with a URI, or `AmazonCustomerByEmail`; COS writes none. */
const granteePart = part({
  type: attribute('xsi', 'type', 'http://www.w3.org/2001/XMLSchema-instance'),
  id: text('ID'),
  displayName: text('DisplayName'),
  emailAddress: text('EmailAddress'),
  uri: text('URI'),
});

/** On OSS the one grant is a `word`: private, public-read, public-read-write; of an object also default. */
const grantPart = part({
  word: ownText(),
  grantee: inner(granteePart, 'Grantee'),
  permission: text('Permission'),
});

/**
 * Who owns a bucket or object and who may do what with it. Permissions: FULL_CONTROL, READ, WRITE, READ_ACP,
 * WRITE_ACP (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html).
 */
export const accessControlSchema = part({
  owner: inner(personPart, 'Owner'),
  accessControlList: inner(part({ grants: inners(grantPart, 'Grant') }), 'AccessControlList'),
});
export type AccessControl = z.infer<typeof accessControlSchema>;

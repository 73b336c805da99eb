import type { AccessControl } from '../../../shared/model/configuration/access-control.ts';

/** What a grant lets its people do. */
export type GrantName = 'read' | 'write' | 'full-control' | 'read-acp' | 'write-acp';

/** Who is granted what: people as the header lists them, `id="…"`, `uri="…"` or `emailAddress="…"`, with commas. */
export type AccessGrants = Readonly<Partial<Record<GrantName, string>>>;

/**
 * Access in one of its three forms: a word of the provider such as private or public-read, grants, or the whole list.
 * More than one is `invalid-input` with reason `access-forms`
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html,
 * https://www.tencentcloud.com/document/product/436/7737,
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketacl: words only).
 */
export interface AccessChange {
  readonly canned?: string;
  readonly grants?: AccessGrants;
  readonly acl?: AccessControl;
}

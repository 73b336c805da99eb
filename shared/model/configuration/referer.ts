import type { z } from 'zod';
import { flag, inner, part, text, texts } from './element.ts';

/**
 * Which pages may link to objects. COS (https://www.tencentcloud.com/document/product/436/30617) has `status`, `type`
 * White-List or Black-List, `domainList` and `emptyReferer` Allow or Deny; OSS
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketreferer) has the other fields. S3 has none.
 */
export const refererSchema = part({
  status: text('Status'),
  type: text('RefererType'),
  domainList: inner(part({ domains: texts('Domain') }), 'DomainList'),
  emptyReferer: text('EmptyReferConfiguration'),
  allowEmptyReferer: flag('AllowEmptyReferer'),
  allowTruncateQueryString: flag('AllowTruncateQueryString'),
  refererList: inner(part({ referers: texts('Referer') }), 'RefererList'),
});
export type Referer = z.infer<typeof refererSchema>;

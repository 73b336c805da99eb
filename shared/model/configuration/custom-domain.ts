import type { z } from 'zod';
import { inners, part, text } from './element.ts';

/**
 * Domains of a COS bucket's own: `status` ENABLED or DISABLED, `type` REST or WEBSITE, `forcedReplacement` CNAME or TXT
 * takes a domain from another bucket (https://www.tencentcloud.com/document/product/436/31134).
 */
export const customDomainSchema = part({
  rules: inners(
    part({
      status: text('Status'),
      name: text('Name'),
      type: text('Type'),
      forcedReplacement: text('ForcedReplacement'),
    }),
    'DomainRule',
  ),
});
export type CustomDomain = z.infer<typeof customDomainSchema>;

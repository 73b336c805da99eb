import type { z } from 'zod';
import { flag, inner, inners, number, part, text } from './element.ts';

const routingRulePart = part({
  /** OSS: rules apply by rising number. */
  ruleNumber: number('RuleNumber'),
  condition: inner(
    part({
      httpErrorCodeReturnedEquals: text('HttpErrorCodeReturnedEquals'),
      keyPrefixEquals: text('KeyPrefixEquals'),
    }),
    'Condition',
  ),
  redirect: inner(
    part({
      protocol: text('Protocol'),
      hostName: text('HostName'),
      replaceKeyPrefixWith: text('ReplaceKeyPrefixWith'),
      replaceKeyWith: text('ReplaceKeyWith'),
      httpRedirectCode: text('HttpRedirectCode'),
    }),
    'Redirect',
  ),
});

/**
 * A bucket that answers like a web site: either all is redirected, or there is an index
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html).
 */
export const websiteSchema = part({
  redirectAllRequestsTo: inner(
    part({ hostName: text('HostName'), protocol: text('Protocol') }),
    'RedirectAllRequestsTo',
  ),
  /** `supportSubDir` and `type` are OSS's. */
  indexDocument: inner(
    part({ suffix: text('Suffix'), supportSubDir: flag('SupportSubDir'), type: text('Type') }),
    'IndexDocument',
  ),
  errorDocument: inner(part({ key: text('Key'), httpStatus: text('HttpStatus') }), 'ErrorDocument'),
  routingRules: inner(part({ rules: inners(routingRulePart, 'RoutingRule') }), 'RoutingRules'),
});
export type Website = z.infer<typeof websiteSchema>;

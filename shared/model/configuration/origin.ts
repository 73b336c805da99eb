import type { z } from 'zod';
import { flag, inner, inners, number, part, text } from './element.ts';

const conditionPart = part({ httpStatusCode: text('HTTPStatusCode'), prefix: text('Prefix') });

const headerPart = part({ key: text('Key'), value: text('Value') });

const httpHeaderPart = part({
  followAllHeaders: flag('FollowAllHeaders'),
  newHeaders: inner(part({ headers: inners(headerPart, 'Header') }), 'NewHttpHeaders'),
  followHeaders: inner(part({ headers: inners(part({ key: text('Key') }), 'Header') }), 'FollowHttpHeaders'),
  forbidFollowHeaders: inner(
    part({ headers: inners(part({ key: text('Key') }), 'Header') }),
    'ForbidFollowHttpHeaders',
  ),
});

/** `protocol` HTTP, HTTPS or FOLLOW. */
const parameterPart = part({
  protocol: text('Protocol'),
  followQueryString: flag('FollowQueryString'),
  httpHeader: inner(httpHeaderPart, 'HttpHeader'),
  followRedirection: flag('FollowRedirection'),
  httpRedirectCode: text('HttpRedirectCode'),
  copyOriginData: flag('CopyOriginData'),
});

const infoPart = part({
  hostInfo: inner(part({ hostName: text('HostName') }), 'HostInfo'),
  fileInfo: inner(
    part({ prefixDirective: flag('PrefixDirective'), prefix: text('Prefix'), suffix: text('Suffix') }),
    'FileInfo',
  ),
});

/**
 * Where a COS bucket gets objects from that it does not have. `type` Mirror, Proxy or Redirect; rules apply by rising
 * priority (https://www.tencentcloud.com/document/product/436/32464).
 */
export const originSchema = part({
  rules: inners(
    part({
      priority: number('RulePriority'),
      type: text('OriginType'),
      condition: inner(conditionPart, 'OriginCondition'),
      parameter: inner(parameterPart, 'OriginParameter'),
      info: inner(infoPart, 'OriginInfo'),
    }),
    'OriginRule',
  ),
});
export type Origin = z.infer<typeof originSchema>;

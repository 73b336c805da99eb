import { type FaceCall, settingOf } from '../../face/call.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  readShaped,
  text,
  textOf,
  textsOf,
  word,
} from '../../face/configuration/xml-shape.ts';
import { FaceError } from '../../face/face-error.ts';
import { headerOf, parameterOf } from '../../face/face-request.ts';
import { type DocumentOperations, documentOperations } from '../../face/operations/document-operations.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { readXml } from '../../face/xml-reader.ts';
import { element, rootElement } from '../../face/xml-writer.ts';

const flag = maybe(word('true', 'false'));
const list = group({ Referer: many(text(), 0, 1_000) });
const shape = group({
  AllowEmptyReferer: one(word('true', 'false')),
  AllowTruncateQueryString: flag,
  TruncatePath: flag,
  RefererList: one(list),
  RefererBlacklist: maybe(list),
});
const { get, put } = documentOperations({
  setting: 'referer',
  read: (source) => readShaped(source, 'RefererConfiguration', shape),
  missing: { emptyRoot: 'RefererConfiguration' },
  needsDigest: false,
});
const usual = rootElement('RefererConfiguration', [
  element('AllowEmptyReferer', true),
  element('AllowTruncateQueryString', true),
  element('TruncatePath', false),
  element('RefererList', []),
]);

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketreferer */
export const referer: Pick<DocumentOperations, 'get' | 'put'> = {
  get: (call) => (settingOf(call, 'referer') === null ? { status: 200, xml: usual } : get(call)),
  put,
};

/**
 * Throws AccessDenied for a read by nobody, or by a signed link, from a page that the lists of the bucket keep out.
 * https://www.alibabacloud.com/help/en/oss/user-guide/hotlink-protection
 */
export function checkReferer(call: FaceCall): void {
  const { request, caller } = call;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isLink = ['Signature', 'x-oss-signature'].some((name) => parameterOf(request, name) !== null);
  if (!isRead || request.key === null || (caller.kind === 'user' && !isLink)) return;
  const source = settingOf(call, 'referer');
  if (source === null) return;
  const rules = readXml(source);
  const [allowed, refused] = ['RefererList', 'RefererBlacklist'].map((name) =>
    textsOf(partOf(rules, name), 'Referer').filter((pattern) => pattern !== ''),
  ) as [string[], string[]];
  const given = headerOf(request, 'referer') ?? '';
  const truncates = textOf(rules, 'AllowTruncateQueryString') !== 'false';
  const page = truncates ? given.replace(/[?#].*$/, '') : given;
  const isIn = (patterns: readonly string[]) =>
    patterns.some((pattern) =>
      [pattern, `${pattern.replace(/\/$/, '')}/*`].some((form) =>
        matchesPattern(form.toLowerCase(), page.toLowerCase()),
      ),
    );
  const mayRead =
    given === ''
      ? textOf(rules, 'AllowEmptyReferer') === 'true' || allowed.length === 0
      : !isIn(refused) && (allowed.length === 0 || isIn(allowed));
  if (!mayRead) throw new FaceError('AccessDenied', { message: 'You are denied by bucket referer policy.' });
}

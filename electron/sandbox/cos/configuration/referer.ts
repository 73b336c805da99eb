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
import { headerOf } from '../../face/face-request.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { readXml, type XmlElement } from '../../face/xml-reader.ts';

const shape = group({
  Status: one(word('Enabled', 'Disabled')),
  RefererType: one(word('Black-List', 'White-List')),
  DomainList: one(
    group({
      Domain: many(
        text((value) => value !== ''),
        1,
        1_000,
      ),
    }),
  ),
  EmptyReferConfiguration: maybe(word('Allow', 'Deny')),
});

/** Reads a RefererConfiguration. https://www.tencentcloud.com/document/product/436/31893 */
export function readReferer(source: string): XmlElement {
  return readShaped(source, 'RefererConfiguration', shape);
}

/**
 * Throws AccessDenied for an anonymous read from a page that the list of the bucket keeps out. A domain covers every
 * path below it, and its own lower domains only by a star.
 */
export function checkReferer(call: FaceCall): void {
  const { request, caller } = call;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (caller.kind === 'user' || !isRead || request.key === null) return;
  const source = settingOf(call, 'referer');
  if (source === null) return;
  const rules = readXml(source);
  if (textOf(rules, 'Status') !== 'Enabled') return;
  const referer = headerOf(request, 'referer') ?? '';
  const isAllowed =
    referer === ''
      ? textOf(rules, 'EmptyReferConfiguration') === 'Allow'
      : isListed(referer, textsOf(partOf(rules, 'DomainList'), 'Domain')) ===
        (textOf(rules, 'RefererType') === 'White-List');
  if (!isAllowed) throw new FaceError('AccessDenied', { message: 'You are denied by bucket referer rule' });
}

function isListed(referer: string, domains: readonly string[]): boolean {
  const [, address = ''] = /^(?:https?:\/\/)?([^?#]*)/i.exec(referer) ?? [];
  return domains.some((domain) => {
    const pattern = domain
      .replace(/^https?:\/\//i, '')
      .replace(/\/$/, '')
      .toLowerCase();
    const place = pattern.includes(':') ? address : address.replace(/^([^/:]*):\d+/, '$1');
    return [pattern, `${pattern}/*`].some((text) =>
      matchesPattern(text, place.replace(/\/$/, '').toLowerCase()),
    );
  });
}

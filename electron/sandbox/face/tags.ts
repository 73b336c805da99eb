import type { Tag } from '../store/model.ts';
import { FaceError } from './face-error.ts';
import { decodeStrictly } from './percent-encoding.ts';
import { allowChildren, childOf, childText, malformed, readRoot } from './xml-reader.ts';
import { element, rootElement, type XmlRoot } from './xml-writer.ts';

const mostObjectTags = 10;
const mostKeyCharacters = 128;
const mostValueCharacters = 256;

/** Reads `a=b&c=d` of an x-own-tagging header. Throws `InvalidTag`. */
export function readTagHeader(text: string): Tag[] {
  return text
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const cut = piece.indexOf('=');
      const key = decodeStrictly((cut < 0 ? piece : piece.slice(0, cut)).replaceAll('+', ' '));
      const value = cut < 0 ? '' : decodeStrictly(piece.slice(cut + 1).replaceAll('+', ' '));
      if (key === null || value === null) throw new FaceError('InvalidTag');
      return { key, value };
    });
}

/** Tags in the form of that header. */
export function writeTagHeader(tags: readonly Tag[]): string {
  return tags.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
}

/** Reads a Tagging document. Throws `MalformedXML`, `InvalidTag`. */
export function readTagDocument(text: string, mostTags = mostObjectTags): Tag[] {
  const root = readRoot(text, 'Tagging');
  allowChildren(root, 'TagSet');
  const set = childOf(root, 'TagSet');
  if (set === null) throw malformed();
  allowChildren(set, 'Tag');
  const tags = set.children.map((tag) => {
    allowChildren(tag, 'Key', 'Value');
    const key = childText(tag, 'Key');
    const value = childText(tag, 'Value');
    if (key === null || value === null) throw malformed();
    return { key, value };
  });
  return checkTags(tags, mostTags);
}

/**
 * The same tags, or `InvalidTag` for one that breaks a rule and `InvalidRequest`-like limits.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
export function checkTags(tags: readonly Tag[], mostTags = mostObjectTags): Tag[] {
  if (tags.length > mostTags) {
    throw new FaceError('InvalidTag', { message: `There can be at most ${mostTags} tags.` });
  }
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    if (keys.has(key))
      throw new FaceError('InvalidTag', { message: 'Cannot provide multiple tags with one key.' });
    keys.add(key);
    const isAllowed = (text: string) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
    if (key === '' || key.length > mostKeyCharacters || !isAllowed(key)) {
      throw new FaceError('InvalidTag', {
        message: 'The TagKey you have provided is invalid',
        fields: { TagKey: key },
      });
    }
    if (value.length > mostValueCharacters || !isAllowed(value)) {
      throw new FaceError('InvalidTag', {
        message: 'The TagValue you have provided is invalid',
        fields: { TagKey: key, TagValue: value },
      });
    }
  }
  return [...tags];
}

/** The Tagging document. */
export function tagDocument(tags: readonly Tag[]): XmlRoot {
  const set = tags.map(({ key, value }) => element('Tag', [element('Key', key), element('Value', value)]));
  return rootElement('Tagging', [element('TagSet', set)]);
}

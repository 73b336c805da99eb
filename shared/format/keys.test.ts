import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasHiddenCharacters, nameBelow, parentPrefix, prefixSteps, utf8Length, visibleKey } from './keys.ts';

const text = (key: string) =>
  visibleKey(key)
    .map((run) => run.text)
    .join('');

describe('visibleKey', () => {
  it.each([
    ['plain name.txt', 'plain name.txt'],
    ['ferry 中文.png', 'ferry 中文.png'],
    ['trailing ', 'trailing␣'],
    [' leading', '␣leading'],
    ['two  spaces', 'two␣␣spaces'],
    ['a //b', 'a␣/∅/b'],
    ['/top', '∅/top'],
    ['tab\there', 'tab\\there'],
    ['bell\u0007', 'bell\\x07'],
    ['del\u007f', 'del\\x7f'],
    ['zero\u200bwidth', 'zeroU+200Bwidth'],
    ['bidi\u202egpj.exe', 'bidiU+202Egpj.exe'],
    ['nbsp\u00a0x', 'nbspU+00A0x'],
  ])('%j shows as %s', (key, shown) => expect(text(key)).toBe(shown));

  it('says what each sign stands for', () => {
    expect(visibleKey('a\n ')).toEqual([
      { text: 'a', hidden: null },
      { text: '\\n', hidden: 'control' },
      { text: '␣', hidden: 'space' },
    ]);
  });

  it('marks exactly the keys that hide something', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '/', '\t', '\u200b', '中') }), (key) => {
        expect(hasHiddenCharacters(key)).toBe(visibleKey(key).some((run) => run.hidden !== null));
      }),
    );
  });
});

describe('prefixes', () => {
  it('keeps empty segments as steps', () => {
    expect(prefixSteps('a//b/')).toEqual(['a/', 'a//', 'a//b/']);
    expect(prefixSteps('/')).toEqual(['/']);
    expect(prefixSteps('')).toEqual([]);
  });

  it('finds the prefix above', () => {
    expect(parentPrefix('a/b/')).toBe('a/');
    expect(parentPrefix('a/b')).toBe('a/');
    expect(parentPrefix('a//')).toBe('a/');
    expect(parentPrefix('/')).toBe('');
    expect(parentPrefix('a')).toBe('');
  });

  it('walks up through every step', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '', 'b c')), (parts) => {
        const prefix = parts.map((part) => `${part}/`).join('');
        const steps = prefixSteps(prefix);
        expect(steps.length).toBe(parts.length);
        steps.forEach((step, index) => {
          expect(parentPrefix(step)).toBe(steps[index - 1] ?? '');
        });
      }),
    );
  });

  it('names what stands below', () => {
    expect(nameBelow('a/b/', 'a/')).toBe('b/');
    expect(utf8Length('中é')).toBe(5);
  });
});

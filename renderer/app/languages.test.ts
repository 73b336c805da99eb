import { createTranslator } from 'use-intl';
import { describe, expect, it } from 'vitest';
import { languages, messagesOf, resolveLanguage } from './languages.tsx';

type Tree = { readonly [key: string]: string | Tree };

/** Every message by its full key. */
function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [below, text] of flatten(value, `${prefix}${key}.`)) flat.set(below, text);
  }
  return flat;
}

const messages = Object.fromEntries(
  languages.map((language) => [language, flatten(messagesOf(language) as Tree)]),
);
const english = messages.en ?? new Map<string, string>();
const chinese = messages['zh-CN'] ?? new Map<string, string>();

/** Names of the values in a message: `{count}`, `{count, plural, …}`. */
function valueNames(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name ?? ''))].sort();
}

const sources = import.meta.glob<string>(
  [
    '../**/*.{ts,tsx}',
    '../../shared/**/*.ts',
    '../../electron/**/*.ts',
    '!../**/*.test.*',
    '!../../**/*.test.*',
  ],
  { eager: true, query: '?raw', import: 'default' },
);
/** What can name a message: the page, and the lists of words it shares with the host. */
const rendererCode = Object.entries(sources)
  .filter(([path]) => !path.startsWith('../../electron/'))
  .map(([, text]) => text)
  .join('\n');

describe('languages', () => {
  it('have the same keys', () => {
    expect(english.size).toBeGreaterThan(300);
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('name no value in Chinese that English does not give', () => {
    for (const [key, text] of chinese) {
      const given = valueNames(english.get(key) ?? '');
      const unknown = valueNames(text).filter((name) => !given.includes(name));
      expect({ key, unknown }).toEqual({ key, unknown: [] });
    }
  });

  it('hold messages that can be formatted', () => {
    for (const language of languages) {
      for (const [key, text] of messages[language] ?? []) {
        const errors: string[] = [];
        const values = Object.fromEntries(valueNames(text).map((name) => [name, 3]));
        const t = createTranslator({
          locale: language,
          messages: { one: { message: text } },
          namespace: 'one',
          onError: (error) => errors.push(`${language} ${key}: ${error.message}`),
        });
        const tags = Object.fromEntries(
          [...text.matchAll(/<(\w+)>/g)].map(([, name]) => [name ?? '', (chunks: string) => chunks]),
        );
        t.markup('message', { ...values, ...tags } as never);
        expect(errors).toEqual([]);
      }
    }
  });

  it('are written in their own script', () => {
    const isSame = [...english].filter(([key, text]) => chinese.get(key) === text && /[a-z]{3}/.test(text));
    // Only what is a name or a term everywhere: a product, an algorithm, a unit.
    for (const [key, text] of isSame) {
      expect(`${key}: ${text}`).toMatch(
        /: (SHA-256|SecretId|SecretKey|AccessKey ID|Stowage \{version\}|ETag|curl|PowerShell|QR|HTTPS?|\{.*\})$/,
      );
    }
  });

  it('have no message that nothing uses', () => {
    const unused = [...english.keys()].filter((key) => !isUsed(key));
    expect(unused).toEqual([]);
  });

  it('have words for every reason that the host can give', () => {
    const hostCode = Object.entries(sources).filter(
      ([path]) =>
        path.startsWith('../../electron/') && !/\/(sandbox|conformance|vectors|testing)\//.test(path),
    );
    const reasons = new Set(
      hostCode.flatMap(([, text]) => [...text.matchAll(/\breason: '([a-z0-9-]+)'/g)].map(([, name]) => name)),
    );
    expect(reasons.size).toBeGreaterThan(50);
    const missing = [...reasons].filter((reason) => !english.has(`errors.reasons.${reason}`)).sort();
    expect(missing.filter((reason) => !ownWordsOfKind.includes(reason ?? ''))).toEqual([]);
  });
});

/** Reasons that tell a program more than a reader: the words of their kind say as much. */
const ownWordsOfKind: readonly string[] = [
  'address-not-loopback',
  'data-folder-not-usable',
  'data-too-new',
  'data-unwritable',
  'header-control-character',
  'invalid-arguments',
  'invalid-result',
  'metadata-name',
  'no-browser-files',
  'not-implemented',
  'not-xml-text',
  'page-missing',
  'page-size',
  'page-token',
  'part-missing',
  'part-number',
  'part-too-small',
  'port-not-usable',
  'port-taken',
  'range',
];

/**
 * A key is used when the code names it whole, by its last parts, or by a template such as `steps.${step}`.
 * That is generous; what it finds unused, nothing can reach.
 */
function isUsed(key: string): boolean {
  const parts = key.split('.');
  const last = parts.at(-1) ?? '';
  for (let from = 0; from < parts.length; from += 1) {
    const tail = parts.slice(from).join('.');
    if (rendererCode.includes(`'${tail}'`) || rendererCode.includes(`"${tail}"`)) return true;
    const head = parts.slice(from, -1).join('.');
    if (head !== '' && rendererCode.includes(`\`${head}.\${`)) return true;
  }
  return rendererCode.includes(`\`${last}`);
}

describe('the language to show', () => {
  it.each([
    ['system', ['zh-TW', 'en'], 'zh-CN'],
    ['system', ['de-DE', 'en-GB'], 'en'],
    ['system', ['fr'], 'en'],
    ['zh-CN', ['en'], 'zh-CN'],
    ['en', ['zh-CN'], 'en'],
  ] as const)('%s with %j is %s', (chosen, preferred, shown) => {
    expect(resolveLanguage(chosen, preferred)).toBe(shown);
  });
});

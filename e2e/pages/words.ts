import { readFileSync } from 'node:fs';
import path from 'node:path';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

const folder = path.resolve(import.meta.dirname, '../../renderer/languages');

/** A message of the page in a language, by its file and key: `shell.commands.settings`. Throws when there is none. */
export function word(language: Language, key: string): string {
  const [area = '', ...rest] = key.split('.');
  let found: unknown = JSON.parse(readFileSync(path.join(folder, language, `${area}.json`), 'utf8'));
  for (const part of rest) found = (found as Record<string, unknown> | undefined)?.[part];
  if (typeof found !== 'string') throw new Error(`There is no message ${key} in ${language}.`);
  return found;
}

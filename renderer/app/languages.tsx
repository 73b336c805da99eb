import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'use-intl';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

type Messages = Readonly<Record<string, unknown>>;

const files = import.meta.glob<Messages>('../languages/*/*.json', { eager: true, import: 'default' });

/** All messages of a language: each file of its folder is one namespace, named as the file. */
export function messagesOf(language: Language): Messages {
  const folder = `../languages/${language}/`;
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(folder))
      .map(([path, messages]) => [path.slice(folder.length, -'.json'.length), messages]),
  );
}

/** The language to show: the chosen one, or the first of the user's own languages that there is; English otherwise. */
export function resolveLanguage(chosen: Language | 'system', preferred: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** Gives the words of a language to everything below, and its rules to the widgets. */
export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return (
    <I18nProvider locale={language}>
      <IntlProvider
        getMessageFallback={({ namespace, key }) => [namespace, key].filter(Boolean).join('.')}
        locale={language}
        messages={messagesOf(language)}
        onError={() => undefined}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </I18nProvider>
  );
}

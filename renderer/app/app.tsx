import { useEffect, useMemo } from 'react';
import type { CommandRegistry, Platform } from './commands.ts';
import { LanguageProvider, resolveLanguage } from './languages.tsx';
import { LinkRefused } from './link-banner.tsx';
import { Shell } from './shell.tsx';
import { type AppStore, StoreContext, useAppStore } from './store.ts';
import { applyTheme } from './theme.ts';
import { CommandContext } from './use-commands.ts';

/** The whole page. `knownPlatform` is null until the host tells on which system it runs. */
export function App({
  store,
  commands,
  knownPlatform,
}: {
  store: AppStore;
  commands: CommandRegistry;
  knownPlatform: Platform | null;
}) {
  return (
    <StoreContext value={store}>
      <Surroundings commands={commands} knownPlatform={knownPlatform} />
    </StoreContext>
  );
}

function Surroundings({
  commands,
  knownPlatform,
}: {
  commands: CommandRegistry;
  knownPlatform: Platform | null;
}) {
  const settings = useAppStore((state) => state.settings.values);
  const isRefused = useAppStore((state) => state.shell.link.status === 'refused');
  const language = resolveLanguage(settings?.language ?? 'system', navigator.languages);
  const theme = settings?.theme ?? 'system';
  // The keyboard is that of the page, whatever system the host runs on.
  const platform = knownPlatform ?? (/mac/i.test(navigator.platform) ? 'darwin' : 'linux');
  const context = useMemo(() => ({ registry: commands, platform }), [commands, platform]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => applyTheme(document, theme), [theme]);

  return (
    <LanguageProvider language={language}>
      <CommandContext value={context}>{isRefused ? <LinkRefused /> : <Shell />}</CommandContext>
    </LanguageProvider>
  );
}

import { createContext, useContext, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { IconType } from '../ui/icon.tsx';
import { type CommandRegistry, formatShortcut, type Platform } from './commands.ts';
import { useAppStore, useAppStoreApi } from './store.ts';

/** Carries the registry and the platform, which decides how shortcuts are written, to the components. */
export const CommandContext = createContext<{ registry: CommandRegistry; platform: Platform } | null>(null);

function useCommandContext() {
  const context = useContext(CommandContext);
  if (context === null) throw new Error('A component was used outside CommandContext.');
  return context;
}

/** A command as a button or a menu entry shows it, in the user's language. */
export interface ShownCommand {
  readonly id: string;
  readonly label: string;
  readonly icon: IconType | undefined;
  readonly shortcut: string | undefined;
  readonly isEnabled: boolean;
  /** Why it is not enabled, in words; null for none. */
  readonly disabledReason: string | null;
  readonly perform: () => void;
}

/** The command of this id with its words and its state. */
export function useCommand(id: string): ShownCommand {
  const { registry, platform } = useCommandContext();
  const store = useAppStoreApi();
  const t = useTranslations();
  const command = registry.get(id);
  const isEnabled = useAppStore((state) => command.isEnabled(state));
  const reasonKey = useAppStore((state) => (isEnabled ? null : (command.disabledReason?.(state) ?? null)));
  const [shortcut] = command.shortcuts ?? [];
  return {
    id,
    label: t(command.labelKey),
    icon: command.icon,
    shortcut: shortcut === undefined ? undefined : formatShortcut(shortcut, platform),
    isEnabled,
    disabledReason: reasonKey === null ? null : t(reasonKey),
    perform: () => {
      const state = store.getState();
      if (command.isEnabled(state)) command.perform(state);
    },
  };
}

/** Makes the shortcuts of all commands work. Used once, by the shell. */
export function useCommandKeys(): void {
  const { registry, platform } = useCommandContext();
  const store = useAppStoreApi();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      // What floats above the page has the keyboard to itself.
      if (target?.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]')) return;
      const field = target?.closest('input:not([type=checkbox]),textarea,[contenteditable=true]') ?? null;
      const commands = registry.find(event, field !== null, platform);
      if (commands.length === 0) return;
      // A shortcut of ours never falls through to the browser: F5 must not throw the page away.
      event.preventDefault();
      const state = store.getState();
      commands.find((command) => command.isEnabled(state))?.perform(state);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry, platform, store]);
}

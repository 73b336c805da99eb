import type { Settings } from '../../shared/contract/settings.ts';

/** Puts the chosen theme on the page; `system` leaves it to the platform. The tokens do the rest. */
export function applyTheme(document: Document, theme: Settings['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

import { AppWindow, ArrowDownUp, PanelLeft, Plus, Search, Settings } from 'lucide-react';
import type { Command } from './commands.ts';

/** What belongs to the window rather than to an area. */
export const shellCommands: readonly Command[] = [
  {
    id: 'shell.switch',
    labelKey: 'shell.commands.switch',
    icon: Search,
    shortcuts: ['Mod+K'],
    worksInText: true,
    isEnabled: () => true,
    perform: (state) => state.shell.setSwitcherOpen(true),
  },
  {
    id: 'shell.toggleTree',
    labelKey: 'shell.commands.toggleTree',
    icon: PanelLeft,
    shortcuts: ['Mod+B'],
    worksInText: true,
    isEnabled: () => true,
    perform: (state) => state.shell.togglePane('tree'),
  },
  {
    id: 'shell.toggleDock',
    labelKey: 'shell.commands.toggleDock',
    icon: ArrowDownUp,
    shortcuts: ['Mod+J'],
    worksInText: true,
    isEnabled: () => true,
    perform: (state) => state.shell.togglePane('dock'),
  },
  {
    id: 'shell.addConnection',
    labelKey: 'shell.commands.addConnection',
    icon: Plus,
    isEnabled: () => true,
    perform: (state) => state.connections.openDialog({ type: 'add' }),
  },
  {
    id: 'shell.openWindow',
    labelKey: 'shell.commands.openWindow',
    icon: AppWindow,
    isEnabled: (state) => state.shell.openWindow !== null,
    perform: (state) => void state.shell.openWindow?.(),
  },
  {
    id: 'shell.settings',
    labelKey: 'shell.commands.settings',
    icon: Settings,
    shortcuts: ['Mod+,'],
    worksInText: true,
    isEnabled: () => true,
    perform: (state) => state.settings.openDialog(),
  },
];

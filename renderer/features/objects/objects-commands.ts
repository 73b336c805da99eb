import {
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ClipboardPaste,
  Copy,
  Download,
  FileUp,
  FolderDown,
  FolderPlus,
  FolderUp,
  Info,
  Link,
  ListPlus,
  MapPin,
  Pencil,
  RefreshCw,
  Scissors,
  Search,
  Trash2,
} from 'lucide-react';
import type { Command } from '../../app/commands.ts';
import { openConnection } from '../../app/navigation.ts';
import type { AppState } from '../../app/store.ts';
import { selectConnection } from '../connections/connections-slice.ts';
import {
  chooseAndUpload,
  downloadSelection,
  downloadTo,
  type GetState,
  openRow,
  paste,
  planDelete,
} from './object-actions.ts';
import { mainPane, type PaneId, selectPane } from './objects-slice.ts';
import { placeAbove } from './place.ts';

/** Shortcuts that work only while the table has the focus; shown in its menus, read by `readTableKey`. */
export const tableShortcuts: Readonly<Record<string, string>> = {
  'objects.open': 'Enter',
  'objects.copy': 'Mod+C',
  'objects.cut': 'Mod+X',
  'objects.paste': 'Mod+V',
  'objects.rename': 'F2',
  'objects.delete': 'Delete',
};

const focusMarks = { filter: '[data-focus="objects-filter"]', table: '[data-focus="objects-table"]' };

/** Puts the keyboard into a part of the pane. */
export function focusPart(part: keyof typeof focusMarks): void {
  const element = document.querySelector<HTMLElement>(focusMarks[part]);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

/** Message key of the reason why a pane's place cannot be changed; null when it can. */
export function writeRefusal(state: AppState, paneId: PaneId): string | null {
  const { place } = selectPane(state, paneId);
  if (place === null) return 'objects.reasons.noPlace';
  const connection = selectConnection(state, place.connectionId);
  return connection?.isReadOnly === true ? 'objects.reasons.readOnly' : null;
}

function selectionSize(state: AppState, paneId: PaneId): number {
  return selectPane(state, paneId).selection.rows.size;
}

function needsSelection(state: AppState, paneId: PaneId): string | null {
  return selectionSize(state, paneId) === 0 ? 'objects.reasons.nothingSelected' : null;
}

function copyRefusal(state: AppState, paneId: PaneId): string | null {
  const { place } = selectPane(state, paneId);
  const capability = state.connections.capabilities[place?.connectionId ?? '']?.copyObject;
  return capability?.status === 'not-offered' ? 'objects.reasons.copyNotOffered' : null;
}

function shareRefusal(state: AppState, paneId: PaneId): string | null {
  const { selection, place } = selectPane(state, paneId);
  if (selection.rows.size !== 1) return 'objects.reasons.oneObject';
  const [row = 0] = selection.rows;
  if (row % 2 === 1) return 'objects.reasons.folderLink';
  const connectionId = place?.connectionId ?? null;
  const capability = state.connections.capabilities[connectionId ?? '']?.presignGet;
  if (capability?.status === 'not-offered') return 'objects.reasons.linkNotOffered';
  const connection = selectConnection(state, connectionId);
  return connection?.credentialSource.type === 'anonymous' ? 'objects.reasons.anonymousLink' : null;
}

function shareSelected(state: AppState, paneId: PaneId): void {
  const { selection, listing } = selectPane(state, paneId);
  const [row = 0] = selection.rows;
  const key = listing.keys[row >> 1];
  if (key !== undefined) state.objects.openDialog(paneId, { type: 'share', key });
}

type Draft = Omit<Command, 'isEnabled' | 'disabledReason' | 'perform'> & {
  /** Message key of why it cannot be done now; null when it can. */
  refusal(state: AppState, paneId: PaneId): string | null;
  perform(state: AppState, paneId: PaneId, getState: GetState): void;
};

const drafts: readonly Draft[] = [
  {
    id: 'objects.back',
    labelKey: 'objects.commands.back',
    icon: ArrowLeft,
    shortcuts: ['Alt+ArrowLeft', 'Mod+['],
    refusal: (state, paneId) =>
      selectPane(state, paneId).history.index > 0 ? null : 'objects.reasons.noFurther',
    perform: (state, paneId) => state.objects.travel(paneId, -1),
  },
  {
    id: 'objects.forward',
    labelKey: 'objects.commands.forward',
    icon: ArrowRight,
    shortcuts: ['Alt+ArrowRight', 'Mod+]'],
    refusal(state, paneId) {
      const { history } = selectPane(state, paneId);
      return history.index < history.entries.length - 1 ? null : 'objects.reasons.noFurther';
    },
    perform: (state, paneId) => state.objects.travel(paneId, 1),
  },
  {
    id: 'objects.up',
    labelKey: 'objects.commands.up',
    icon: ArrowUp,
    shortcuts: ['Alt+ArrowUp'],
    refusal: (state, paneId) => (selectPane(state, paneId).place === null ? 'objects.reasons.noPlace' : null),
    perform(state, paneId) {
      const { place } = selectPane(state, paneId);
      if (place === null) return;
      // Above the top of a bucket are the buckets.
      if (placeAbove(place) === null) openConnection(state, place.connectionId);
      else state.objects.goUp(paneId);
    },
  },
  {
    id: 'objects.refresh',
    labelKey: 'objects.commands.refresh',
    icon: RefreshCw,
    shortcuts: ['F5', 'Mod+R'],
    refusal: (state, paneId) => (selectPane(state, paneId).place === null ? 'objects.reasons.noPlace' : null),
    perform: (state, paneId) => state.objects.refresh(paneId),
  },
  {
    id: 'objects.address',
    labelKey: 'objects.commands.address',
    icon: MapPin,
    shortcuts: ['Mod+L'],
    worksInText: true,
    refusal: () => null,
    perform: (state, paneId) => state.objects.setAddressOpen(paneId, true),
  },
  {
    id: 'objects.filter',
    labelKey: 'objects.commands.filter',
    icon: Search,
    shortcuts: ['/', 'Mod+F'],
    refusal: () => null,
    perform: () => focusPart('filter'),
  },
  {
    id: 'objects.properties',
    labelKey: 'objects.commands.properties',
    icon: Info,
    shortcuts: ['Mod+I', 'Alt+Enter'],
    refusal: () => null,
    perform: (state) => state.shell.togglePane('inspector'),
  },
  {
    id: 'objects.uploadFiles',
    labelKey: 'objects.commands.uploadFiles',
    icon: FileUp,
    shortcuts: ['Mod+U'],
    refusal: writeRefusal,
    perform: (_state, paneId, getState) => void chooseAndUpload(getState, paneId, 'files'),
  },
  {
    id: 'objects.uploadFolder',
    labelKey: 'objects.commands.uploadFolder',
    icon: FolderUp,
    shortcuts: ['Mod+Shift+U'],
    refusal: writeRefusal,
    perform: (_state, paneId, getState) => void chooseAndUpload(getState, paneId, 'folder'),
  },
  {
    id: 'objects.newFolder',
    labelKey: 'objects.commands.newFolder',
    icon: FolderPlus,
    shortcuts: ['Mod+Shift+N'],
    refusal: writeRefusal,
    perform: (state, paneId) => state.objects.openDialog(paneId, { type: 'new-folder' }),
  },
  {
    id: 'objects.loadAll',
    labelKey: 'objects.commands.loadAll',
    icon: ListPlus,
    refusal: (state, paneId) =>
      selectPane(state, paneId).nextToken === null ? 'objects.reasons.allLoaded' : null,
    perform: (state, paneId) => state.objects.loadAll(paneId),
  },
  {
    id: 'objects.open',
    labelKey: 'objects.commands.open',
    refusal: (state, paneId) => (selectionSize(state, paneId) === 1 ? null : 'objects.reasons.oneRow'),
    perform(state, paneId) {
      const [row] = selectPane(state, paneId).selection.rows;
      if (row !== undefined) openRow(state, paneId, row);
    },
  },
  {
    id: 'objects.download',
    labelKey: 'objects.commands.download',
    icon: Download,
    shortcuts: ['Mod+D'],
    refusal: needsSelection,
    perform: (_state, paneId, getState) => void downloadSelection(getState, paneId, null),
  },
  {
    id: 'objects.downloadTo',
    labelKey: 'objects.commands.downloadTo',
    icon: FolderDown,
    refusal: needsSelection,
    perform: (_state, paneId, getState) => void downloadTo(getState, paneId),
  },
  {
    id: 'objects.copy',
    labelKey: 'objects.commands.copy',
    icon: Copy,
    refusal: (state, paneId) => needsSelection(state, paneId) ?? copyRefusal(state, paneId),
    perform: (state, paneId) => state.objects.take(paneId, 'copy'),
  },
  {
    id: 'objects.cut',
    labelKey: 'objects.commands.cut',
    icon: Scissors,
    refusal: (state, paneId) =>
      needsSelection(state, paneId) ?? writeRefusal(state, paneId) ?? copyRefusal(state, paneId),
    perform: (state, paneId) => state.objects.take(paneId, 'cut'),
  },
  {
    id: 'objects.paste',
    labelKey: 'objects.commands.paste',
    icon: ClipboardPaste,
    refusal: (state, paneId) =>
      writeRefusal(state, paneId) ??
      (state.objects.clipboard === null ? 'objects.reasons.nothingCopied' : null),
    perform: (_state, paneId, getState) => void paste(getState, paneId, null),
  },
  {
    id: 'objects.rename',
    labelKey: 'objects.commands.rename',
    icon: Pencil,
    refusal: (state, paneId) =>
      writeRefusal(state, paneId) ??
      copyRefusal(state, paneId) ??
      (selectionSize(state, paneId) === 1 ? null : 'objects.reasons.oneRow'),
    perform(state, paneId) {
      const [row] = selectPane(state, paneId).selection.rows;
      state.objects.setRenaming(paneId, row ?? null);
    },
  },
  {
    id: 'objects.share',
    labelKey: 'objects.commands.share',
    icon: Link,
    shortcuts: ['Mod+Shift+L'],
    refusal: shareRefusal,
    perform: shareSelected,
  },
  {
    id: 'objects.delete',
    labelKey: 'objects.commands.delete',
    icon: Trash2,
    refusal: (state, paneId) => writeRefusal(state, paneId) ?? needsSelection(state, paneId),
    perform: (_state, paneId, getState) => void planDelete(getState, paneId),
  },
];

/** The commands of the objects area, for the main pane. `getState` reads the store when an action goes on later. */
export function objectsCommands(getState: GetState): readonly Command[] {
  return drafts.map(({ refusal, perform, ...rest }) => ({
    ...rest,
    isEnabled: (state) => isShown(state) && refusal(state, mainPane) === null,
    disabledReason: (state) => (isShown(state) ? refusal(state, mainPane) : 'objects.reasons.noPlace'),
    perform: (state) => perform(state, mainPane, getState),
  }));
}

/** Commands of a pane that is not on screen would act on what nobody sees. */
function isShown(state: AppState): boolean {
  return state.shell.view.type === 'objects';
}

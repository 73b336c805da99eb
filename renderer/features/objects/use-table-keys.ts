import { type KeyboardEvent, useContext, useRef } from 'react';
import { useAppStoreApi } from '../../app/store.ts';
import { CommandContext } from '../../app/use-commands.ts';
import { rowName } from './listing.ts';
import { type PaneId, selectPane } from './objects-slice.ts';
import { paneView } from './pane.ts';
import { RowSet } from './row-set.ts';
import { findByTyping, moveFocus, selectAll, selectAt, toggleRow } from './selection.ts';
import { readTableKey, type TableIntent } from './table-keys.ts';

/** Letters typed further apart than this begin a new search by typing. */
const typingPauseMs = 1_000;

/** Keys that run a command of the registry. */
const commandOf: Partial<Record<TableIntent['type'], string>> = {
  open: 'objects.open',
  up: 'objects.up',
  rename: 'objects.rename',
  delete: 'objects.delete',
  copy: 'objects.copy',
  cut: 'objects.cut',
  paste: 'objects.paste',
};

/** The keyboard of the table of a pane. `openMenu` opens its menu where the focus is. */
export function useTableKeys(
  paneId: PaneId,
  pageSize: number,
  openMenu: () => void,
): (event: KeyboardEvent<HTMLElement>) => void {
  const store = useAppStoreApi();
  const commands = useContext(CommandContext);
  const typed = useRef({ text: '', atMs: 0 });

  const perform = (id: string) => {
    const command = commands?.registry.get(id);
    const state = store.getState();
    if (command?.isEnabled(state) === true) command.perform(state);
  };

  const typeAhead = (character: string, atMs: number) => {
    const pane = selectPane(store.getState(), paneId);
    const isNew = atMs - typed.current.atMs > typingPauseMs;
    typed.current = { text: isNew ? character : typed.current.text + character, atMs };
    const view = paneView(pane);
    const nameOf = (row: number) => rowName(pane.listing, row);
    const found = findByTyping(view, nameOf, pane.selection.focus, typed.current.text);
    if (found !== null) {
      store.getState().objects.setSelection(paneId, selectAt(pane.selection, view, found, 'only'));
    }
  };

  return (event) => {
    // Keys of what stands inside the table (a name being typed, the head's buttons) are not the table's.
    if (event.target !== event.currentTarget) return;
    const isTyping = event.timeStamp - typed.current.atMs < typingPauseMs && typed.current.text !== '';
    const intent = readTableKey(event, commands?.platform === 'darwin');
    if (intent === null) return;
    event.preventDefault();
    const pane = selectPane(store.getState(), paneId);
    const { selection } = pane;
    const view = paneView(pane);
    const select = (next: typeof selection) => store.getState().objects.setSelection(paneId, next);
    if (intent.type === 'move') select(moveFocus(selection, view, intent.move, pageSize, intent.mode));
    else if (intent.type === 'type') typeAhead(intent.character, event.timeStamp);
    else if (intent.type === 'toggle' && isTyping) typeAhead(' ', event.timeStamp);
    else if (intent.type === 'toggle') {
      if (selection.focus !== null) select(toggleRow(selection, selection.focus));
    } else if (intent.type === 'select-all') select(selectAll(selection, view));
    else if (intent.type === 'clear') select({ ...selection, rows: RowSet.empty });
    else if (intent.type === 'menu') openMenu();
    else perform(commandOf[intent.type] ?? '');
  };
}

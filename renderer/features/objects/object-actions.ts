import { nameBelow } from '../../../shared/format/keys.ts';
import type { ConflictPolicy, LocalRef } from '../../../shared/model/transfer.ts';
import { isPaneShown } from '../../app/shell-slice.ts';
import type { AppState } from '../../app/store.ts';
import type { PageFiles } from '../transfers/local-files.ts';
import { pickFiles } from '../transfers/pick-files.ts';
import { isFolderRow, type RowId, rowKey, rowName } from './listing.ts';
import { type PaneId, selectPane, selectTargets } from './objects-slice.ts';
import { paneKeySizes } from './pane.ts';
import type { Place } from './place.ts';

/** Where the state stands when an action runs; an action may last longer than one state. */
export type GetState = () => AppState;

/** Names of a selection that a question spells out. */
const namesShown = 3;

function conflictPolicy(state: AppState): ConflictPolicy {
  return state.settings.values?.conflict ?? 'ask';
}

/** Runs an action of a pane; why it failed is shown above its table. */
async function attempt(getState: GetState, paneId: PaneId, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (thrown) {
    getState().objects.reportError(paneId, thrown);
  }
}

function placeOf(getState: GetState, paneId: PaneId): Place | null {
  return selectPane(getState(), paneId).place;
}

/** Opens a folder, or the properties of an object. */
export function openRow(state: AppState, paneId: PaneId, row: RowId): void {
  const { place, listing } = selectPane(state, paneId);
  if (place === null) return;
  if (isFolderRow(row)) state.objects.open(paneId, { ...place, prefix: rowKey(listing, row) });
  else if (!isPaneShown(state.shell, 'inspector')) state.shell.togglePane('inspector');
}

/** Uploads what was dropped on the table (`prefix` null) or on a folder row. */
export function uploadFiles(
  getState: GetState,
  paneId: PaneId,
  prefix: string | null,
  files: PageFiles,
): Promise<void> {
  return attempt(getState, paneId, async () => {
    const place = placeOf(getState, paneId);
    if (place === null) return;
    const state = getState();
    const target = { ...place, prefix: prefix ?? place.prefix };
    await state.transfers.upload(target, files, conflictPolicy(state));
  });
}

/** Asks for files or a folder, with the host's dialog where it has one and the browser's elsewhere, and uploads them. */
export function chooseAndUpload(getState: GetState, paneId: PaneId, what: 'files' | 'folder'): Promise<void> {
  return attempt(getState, paneId, async () => {
    const place = placeOf(getState, paneId);
    const state = getState();
    if (place === null) return;
    if (state.settings.hostInfo?.hasDialogs === true) {
      await state.transfers.chooseAndUpload(place, what, conflictPolicy(state));
      return;
    }
    const files = await pickFiles(document, what);
    if (files.length > 0) await uploadFiles(getState, paneId, place.prefix, { type: 'chosen', files });
  });
}

/** Downloads the selection to `target`, or to the download folder of the settings. */
export function downloadSelection(
  getState: GetState,
  paneId: PaneId,
  target: LocalRef | null,
): Promise<void> {
  return attempt(getState, paneId, async () => {
    const place = placeOf(getState, paneId);
    const state = getState();
    if (place === null) return;
    await state.transfers.create({
      kind: 'download',
      connectionId: place.connectionId,
      bucket: place.bucket,
      basePrefix: place.prefix,
      selection: selectTargets(state, paneId),
      targetRefId: target?.refId ?? null,
      conflict: conflictPolicy(state),
    });
  });
}

/** Asks where to and downloads there: the host's dialog where it has one, else a field for a path on the host. */
export function downloadTo(getState: GetState, paneId: PaneId): Promise<void> {
  return attempt(getState, paneId, async () => {
    if (getState().settings.hostInfo?.hasDialogs !== true) {
      getState().objects.openDialog(paneId, { type: 'download-to' });
      return;
    }
    const target = await getState().transfers.chooseTargetFolder();
    if (target !== null) await downloadSelection(getState, paneId, target);
  });
}

/** Pastes into the place that is shown, or into `prefix`. A cut is moved once; a copy can be pasted again. */
export function paste(getState: GetState, paneId: PaneId, prefix: string | null): Promise<void> {
  return attempt(getState, paneId, async () => {
    const place = placeOf(getState, paneId);
    const state = getState();
    const { clipboard } = state.objects;
    if (place === null || clipboard === null) return;
    const target = { ...place, prefix: prefix ?? place.prefix, newName: null };
    const { from, mode } = clipboard;
    const isSamePlace =
      from.connectionId === target.connectionId &&
      from.bucket === target.bucket &&
      from.prefix === target.prefix;
    if (isSamePlace && mode === 'cut') return;
    await state.transfers.create({
      kind: mode === 'cut' ? 'move' : 'copy',
      connectionId: from.connectionId,
      bucket: from.bucket,
      basePrefix: from.prefix,
      selection: { keys: [...clipboard.selection.keys], prefixes: [...clipboard.selection.prefixes] },
      target,
      // Pasting beside the original asks for a second one, not for a decision.
      conflict: isSamePlace ? 'rename' : conflictPolicy(state),
    });
    if (mode === 'cut') getState().objects.dropClipboard();
  });
}

/** Gives a row a new name: the server copies each object and deletes the old one. A taken name is asked about. */
export function renameRow(getState: GetState, paneId: PaneId, row: RowId, newName: string): Promise<void> {
  return attempt(getState, paneId, async () => {
    const { place, listing } = selectPane(getState(), paneId);
    if (place === null || newName === rowName(listing, row)) return;
    const key = rowKey(listing, row);
    await getState().transfers.create({
      kind: 'move',
      connectionId: place.connectionId,
      bucket: place.bucket,
      basePrefix: place.prefix,
      selection: isFolderRow(row) ? { keys: [], prefixes: [key] } : { keys: [key], prefixes: [] },
      target: { ...place, newName },
      conflict: 'ask',
    });
  });
}

/** Begins to count what would be deleted and opens the dialog that asks for the user's word. */
export function planDelete(getState: GetState, paneId: PaneId): Promise<void> {
  return attempt(getState, paneId, async () => {
    const place = placeOf(getState, paneId);
    const selection = selectTargets(getState(), paneId);
    if (place === null || selection.keys.length + selection.prefixes.length === 0) return;
    const { connectionId, bucket } = place;
    const keySizesBytes = paneKeySizes(selectPane(getState(), paneId));
    const request = { kind: 'delete' as const, connectionId, bucket, selection, keySizesBytes };
    const job = await getState().transfers.create(request, true);
    const all = [...selection.prefixes, ...selection.keys];
    const names = all.slice(0, namesShown).map((key) => nameBelow(key, place.prefix));
    const hasFolders = selection.prefixes.length > 0;
    const what = { bucket, names, moreCount: all.length - names.length, hasFolders };
    getState().objects.openDialog(paneId, { type: 'delete', jobId: job.id, what });
  });
}

/** What `Copy ▸` puts on the system's clipboard, one line for each selected row. */
export function copyText(
  getState: GetState,
  paneId: PaneId,
  what: 'name' | 'key' | 'uri' | 'url',
): Promise<void> {
  return attempt(getState, paneId, async () => {
    const state = getState();
    const place = placeOf(getState, paneId);
    if (place === null) return;
    const { keys, prefixes } = selectTargets(state, paneId);
    const write = {
      name: (key: string) => nameBelow(key, place.prefix).replace(/\/$/, ''),
      key: (key: string) => key,
      uri: (key: string) => `s3://${place.bucket}/${key}`,
      url: (key: string) => objectUrl(state, place, key),
    }[what];
    await navigator.clipboard.writeText([...prefixes, ...keys].map(write).join('\n'));
  });
}

/** The address of an object without a signature: it opens only what anybody may read. */
function objectUrl(state: AppState, place: Place, key: string): string {
  const endpoint = state.connections.list.find(({ id }) => id === place.connectionId)?.endpoint;
  if (endpoint === undefined) return '';
  const port = endpoint.port === null ? '' : `:${endpoint.port}`;
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `${endpoint.usesTls ? 'https' : 'http'}://${endpoint.host}${port}/${place.bucket}/${path}`;
}

import type { JobRequest } from '../../../shared/model/transfer.ts';
import type { Journal } from '../journal/journal.ts';
import type { ItemDraft } from '../journal/records.ts';
import type { NameRules } from '../local-names.ts';
import type { TransferStorage } from '../storage-port.ts';
import { keyProblem } from './local-files.ts';
import type { FoundObject } from './objects.ts';

type CopyRequest = Extract<JobRequest, { kind: 'copy' | 'move' }>;
type DownloadRequest = Extract<JobRequest, { kind: 'download' }>;

/** What is left of a key below the folder that the user was looking at. */
export function belowBase(key: string, basePrefix: string): string {
  return key.startsWith(basePrefix) ? key.slice(basePrefix.length) : key;
}

/** The local file for an object. The name is given out in the same transaction as the item is journalled. */
export function downloadDraft(
  object: FoundObject,
  request: DownloadRequest,
  jobId: string,
  names: Journal['names'],
  rules: NameRules,
): ItemDraft | null {
  const key = belowBase(object.key, request.basePrefix);
  if (key === '') return null;
  const isFolder = key.endsWith('/') && object.sizeBytes === 0;
  return {
    ...plainDraft(object),
    type: isFolder ? 'folder' : 'object',
    otherName: names.pathFor(jobId, key, isFolder, rules),
  };
}

/** The target key for an object of a copy or a move. */
export function copyDraft(
  object: FoundObject,
  request: CopyRequest,
  limits: TransferStorage['limits'],
): ItemDraft {
  const otherName = targetKey(object, request);
  return { ...plainDraft(object), otherName, error: keyProblem(otherName, limits) };
}

export function deleteDraft(object: FoundObject): ItemDraft {
  return { ...plainDraft(object), otherName: '' };
}

/** Where an object of a copy goes; with a new name only the chosen key or folder itself is renamed. */
export function targetKey(object: Pick<FoundObject, 'key' | 'selectedPrefix'>, request: CopyRequest): string {
  const { prefix, newName } = request.target;
  if (newName === null) return prefix + belowBase(object.key, request.basePrefix);
  return object.selectedPrefix === null
    ? prefix + newName
    : `${prefix}${newName}/${object.key.slice(object.selectedPrefix.length)}`;
}

function plainDraft(object: FoundObject): ItemDraft {
  const { key, sizeBytes, modifiedAtMs, etag } = object;
  return { source: 0, type: 'object', key, otherName: key, sizeBytes, modifiedAtMs, etag, error: null };
}

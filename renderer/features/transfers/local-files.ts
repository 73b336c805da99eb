import type { BrowserFile } from '../../../shared/contract/transfers.ts';
import { failure } from '../../../shared/model/app-error.ts';
import type { LocalRef } from '../../../shared/model/transfer.ts';
import type { Client } from '../../bridge/client.ts';
import type { FileRegistry } from '../../bridge/file-registry.ts';
import { type FoundBatch, type FoundFile, type TakenDrop, walkDrop, walkFiles } from './drop-walk.ts';

/** Files as the page got them: a drop, or a list from a file dialog. */
export type PageFiles =
  | { readonly type: 'drop'; readonly drop: TakenDrop }
  | { readonly type: 'chosen'; readonly files: readonly File[] };

/** What the page can do with local files, which differs between the hosts. */
export interface LocalFiles {
  /** Desktop: the path of a dropped file or folder; null on the web host, where the page keeps the bytes. */
  readonly pathForFile: ((file: File) => string) | null;
  /** Web host: keeps the File objects that the host reads from. */
  readonly registry: Pick<FileRegistry, 'register' | 'release'>;
}

/** Handles of the host on local files; `finish` sends the rest of what was found and resolves at its end. */
export interface RegisteredFiles {
  readonly refs: readonly LocalRef[];
  finish(): Promise<void>;
  /** Lets go of the files that the page holds for the host. */
  release(): void;
}

/** Entries in one `addToDrop`; the contract allows 5,000. */
const batchSize = 1_000;

/** What the user would call it: the first two names, and a sign that there are more. */
function nameOf(files: PageFiles): string {
  const names =
    files.type === 'drop'
      ? [...files.drop.entries, ...files.drop.looseFiles].map(({ name }) => name)
      : files.files.map((file) => file.webkitRelativePath.split('/')[0] || file.name);
  const distinct = [...new Set(names)];
  return [...distinct.slice(0, 2), ...(distinct.length > 2 ? ['…'] : [])].join(', ');
}

function walk(files: PageFiles): AsyncGenerator<FoundBatch> {
  return files.type === 'drop' ? walkDrop(files.drop, batchSize) : walkFiles(files.files, batchSize);
}

async function registerPaths(client: Client, pathForFile: (file: File) => string, files: readonly File[]) {
  const paths = files.map(pathForFile).filter((path) => path !== '');
  if (paths.length === 0) {
    throw failure('local-file', 'Nothing in this drop is a file on this computer.', { reason: 'drop-empty' });
  }
  const { refs } = await client.call('transfers.registerDroppedPaths', { paths });
  return { refs, finish: () => Promise.resolve(), release: () => undefined };
}

/**
 * Makes local files known to the host. The desktop gets their paths; on the web host a drop is opened, and `finish`
 * walks it and sends what it finds in batches, while a job may already run on it. Rejects with `local-file` when there is
 * nothing to send.
 */
export async function registerLocal(
  client: Client,
  local: LocalFiles,
  files: PageFiles,
): Promise<RegisteredFiles> {
  const listed = files.type === 'drop' ? files.drop.files : files.files;
  if (local.pathForFile !== null) return registerPaths(client, local.pathForFile, listed);
  const isEmpty = files.type === 'drop' && files.drop.entries.length === 0;
  if (isEmpty && listed.length === 0) {
    throw failure('local-file', 'Nothing in this drop is a file.', { reason: 'drop-empty' });
  }
  const ref = await client.call('transfers.openDrop', { name: nameOf(files) });
  const fileIds: string[] = [];
  const register = ({ file, relativePath }: FoundFile): BrowserFile => {
    const fileId = local.registry.register(file);
    fileIds.push(fileId);
    return { fileId, relativePath, sizeBytes: file.size, modifiedAtMs: file.lastModified };
  };
  const finish = async () => {
    for await (const { files: found, emptyFolders, unreadable } of walk(files)) {
      await client.call('transfers.addToDrop', {
        refId: ref.refId,
        files: found.map(register),
        folders: [...emptyFolders],
        isLast: false,
      });
      if (unreadable.length > 0) {
        throw failure('local-file', `The browser could not read ${unreadable[0]}.`, {
          reason: 'drop-unreadable',
          values: { name: unreadable[0] ?? '', count: unreadable.length },
        });
      }
    }
    await client.call('transfers.addToDrop', { refId: ref.refId, files: [], folders: [], isLast: true });
  };
  return { refs: [ref], finish, release: () => fileIds.splice(0).forEach(local.registry.release) };
}

import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, isAbsolute, normalize } from 'node:path';
import type { BrowserFile } from '../../shared/contract/transfers.ts';
import { failure } from '../../shared/model/app-error.ts';
import type { LocalRef } from '../../shared/model/transfer.ts';
import { localFailure } from '../transfer/local-failure.ts';
import type { LocalSource, LocalSources } from '../transfer/local-source.ts';
import { pathSource, pathSourceOf } from '../transfer/path-source.ts';
import { type DropSignal, dropSource } from './drop-source.ts';
import { openDropStore } from './drop-store.ts';
import type { BrowserFiles } from './local-access.ts';

const dropPrefix = 'drop:';

/**
 * The local files and folders that the user has pointed at, each under a random reference. The renderer only ever sees
 * references: it cannot name a path that the user did not choose.
 */
export interface LocalRegistry extends LocalSources {
  /** Rejects with `invalid-input` for a path that is not absolute, and with `local-file` for one that is not there. */
  registerPath(path: string): Promise<LocalRef>;
  /** Begins a drop. Rejects with `not-offered` where no page holds files. */
  openDrop(name: string): LocalRef;
  /** Announces files of a drop; also again, and also after a restart of the host. `not-found` for an unknown drop. */
  addToDrop(refId: string, files: readonly BrowserFile[], folders: readonly string[], isLast: boolean): void;
  close(): void;
}

/**
 * Opens the registry. `dropsPath` is where manifests of drops are kept; `browserFiles` null where files arrive by path.
 * Rejects with `local-file` or `disk-full` when the manifests cannot be opened.
 */
export function openLocalRegistry(options: {
  dropsPath: string;
  browserFiles: BrowserFiles | null;
  now: () => number;
}): LocalRegistry {
  const { browserFiles } = options;
  const store = openDropStore(options.dropsPath, options.now);
  const paths = new Map<string, { path: string; isFolder: boolean }>();
  const waiting = waitingRoom();

  function findDrop(refId: string): LocalSource | null {
    return browserFiles === null ? null : dropSource(refId, { store, browserFiles, signal: waiting });
  }

  return {
    async registerPath(given) {
      if (!isAbsolute(given)) {
        throw failure('invalid-input', 'Give the whole path, from the root of the disk.', {
          reason: 'path-not-absolute',
        });
      }
      const path = trimmed(normalize(given));
      const facts = await stat(path).catch((error: unknown) => {
        throw localFailure(error, path);
      });
      const refId = newRefId();
      paths.set(refId, { path, isFolder: facts.isDirectory() });
      return { refId, name: basename(path) || path, type: facts.isDirectory() ? 'folder' : 'file' };
    },

    openDrop(name) {
      if (browserFiles === null) {
        throw failure('not-offered', 'Files are dropped by their path here.', { reason: 'no-browser-files' });
      }
      const refId = newRefId();
      store.open(refId, name);
      return { refId, name, type: 'drop' };
    },

    addToDrop(refId, files, folders, isLast) {
      if (store.find(refId) === null) {
        throw failure('not-found', 'This drop is not known any more. Drop the files again.', {
          reason: 'source-gone',
        });
      }
      store.add(refId, files, folders, isLast);
      waiting.wake(refId);
    },

    byRefId(refId) {
      const found = paths.get(refId);
      return found === undefined ? findDrop(refId) : pathSource(found.path);
    },

    byJournalRef(journalRef) {
      if (journalRef.startsWith(dropPrefix)) return findDrop(journalRef.slice(dropPrefix.length));
      return pathSourceOf(journalRef);
    },

    targetFolder(refId) {
      const found = paths.get(refId);
      return found?.isFolder ? found.path : null;
    },

    close: () => store.close(),
  };
}

function newRefId(): string {
  return randomBytes(16).toString('base64url');
}

/** Without the separator at the end, which would leave no last name; a root stays one. */
function trimmed(path: string): string {
  const bare = path.replace(/[/\\]+$/u, '');
  return basename(bare) === '' ? path : bare;
}

function waitingRoom(): DropSignal & { wake(refId: string): void } {
  const waiters = new Map<string, Set<() => void>>();
  return {
    more(refId, signal) {
      return new Promise((resolve, reject) => {
        const group = waiters.get(refId) ?? new Set();
        waiters.set(refId, group);
        const onAbort = () => {
          group.delete(onMore);
          reject(failure('cancelled', 'The transfer was stopped.'));
        };
        const onMore = () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        group.add(onMore);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    wake(refId) {
      const group = waiters.get(refId);
      waiters.delete(refId);
      for (const onMore of group ?? []) onMore();
    },
  };
}

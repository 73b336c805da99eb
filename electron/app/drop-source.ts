import { failure } from '../../shared/model/app-error.ts';
import type { LocalEntry, LocalFile, LocalSource } from '../transfer/local-source.ts';
import type { DropEntry, DropStore } from './drop-store.ts';
import type { BrowserFiles } from './local-access.ts';

const pageEntries = 500;

/** Lets those wait who want the next batch of a drop. */
export interface DropSignal {
  /** Resolves when the drop got more entries or its last; rejects when `signal` aborts. */
  more(refId: string, signal: AbortSignal): Promise<void>;
}

/** A drop as a source: it can be walked while the page still announces files. Its bytes come from the page. */
export function dropSource(
  refId: string,
  deps: { store: DropStore; browserFiles: BrowserFiles; signal: DropSignal },
): LocalSource | null {
  const { store, browserFiles } = deps;
  const drop = store.find(refId);
  if (drop === null) return null;
  return {
    name: drop.name,
    journalRef: `drop:${refId}`,
    async *walk(signal) {
      for (let afterId = 0; ; ) {
        signal.throwIfAborted();
        // Asked before the entries: what comes in between is then seen in the next round.
        const isComplete = store.find(refId)?.isComplete ?? true;
        const more = isComplete ? null : deps.signal.more(refId, signal);
        more?.catch(() => undefined);
        const entries = store.entries(refId, afterId, pageEntries);
        yield* entries.map(localEntry);
        afterId = entries.at(-1)?.id ?? afterId;
        if (entries.length > 0) continue;
        if (more === null) return;
        await more;
      }
    },
    async open(relativePath) {
      const entry = store.entry(refId, relativePath);
      if (entry === null || entry.fileId === null) {
        throw failure('local-file', `${relativePath} is not among the dropped files any more.`, {
          reason: 'file-gone',
          resource: relativePath,
          values: { path: relativePath },
        });
      }
      return browserFile(entry, entry.fileId, browserFiles);
    },
  };
}

function browserFile(entry: DropEntry, fileId: string, files: BrowserFiles): LocalFile {
  return {
    sizeBytes: entry.sizeBytes,
    modifiedAtMs: entry.modifiedAtMs,
    read: (buffer, offsetBytes, signal) =>
      buffer.length === 0 ? Promise.resolve(0) : files.read(fileId, offsetBytes, buffer, signal),
    close: async () => undefined,
  };
}

function localEntry(entry: DropEntry): LocalEntry {
  return {
    relativePath: entry.path,
    type: entry.fileId === null ? 'empty-folder' : 'file',
    sizeBytes: entry.sizeBytes,
    modifiedAtMs: entry.modifiedAtMs,
  };
}

/**
 * A set of local files that a job uploads from: a path on this machine, or a drop whose bytes a browser page holds.
 * Range-addressable, so that any part can be read again after a failure.
 */
export interface LocalSource {
  /** What the user would call it: the last part of a path, or the name of a drop. */
  readonly name: string;
  /** Text that finds the same source again after a restart, kept in the journal; null: it cannot be found again. */
  readonly journalRef: string | null;
  /** Files and empty folders, in any order, as they are found. Symbolic links are followed once, never in a circle. */
  walk(signal: AbortSignal): AsyncIterable<LocalEntry>;
  /** Opens one file found by `walk`. Rejects with `local-file` when it is gone or cannot be read. */
  open(relativePath: string): Promise<LocalFile>;
}

export interface LocalEntry {
  /** The name of the source and what is below it, with `/` between parts whatever the platform: `holiday/a.jpg`. */
  readonly relativePath: string;
  readonly type: 'file' | 'empty-folder' | 'unreadable';
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

export interface LocalFile {
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /**
   * Fills `buffer` from `offsetBytes`; resolves with the bytes read, fewer only at the end of the file.
   * Rejects with `local-file` (reason `file-changed`) when size or time are no longer those at opening, and with
   * reason `page-gone` when the page that holds the file is not connected.
   */
  read(buffer: Uint8Array, offsetBytes: number, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** Finds a source by the `refId` the renderer was given, or by the `journalRef` of an earlier run. */
export interface LocalSources {
  byRefId(refId: string): LocalSource | null;
  byJournalRef(journalRef: string): LocalSource | null;
  /** Absolute path of a target folder by its `refId`; null when unknown. */
  targetFolder(refId: string): string | null;
}

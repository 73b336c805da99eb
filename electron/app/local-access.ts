/** What a host can do with the user's own files. Each host implements it; the app only calls it. */
export interface LocalAccess {
  /** null where the host cannot open the platform's dialogs. */
  readonly dialogs: LocalDialogs | null;
  /** null where files arrive by path and no page holds them. */
  readonly browserFiles: BrowserFiles | null;
  /**
   * Absolute paths that the platform itself named for files the user dropped: the only ones a page may name. null where
   * a page learns no paths.
   */
  readonly droppedPaths: ReadonlySet<string> | null;
  /** Absolute path of the platform's download folder. */
  readonly downloadFolder: string;
}

/** The platform's own dialogs and file manager. */
export interface LocalDialogs {
  /** Absolute paths that the user chose; empty when the dialog was closed. Only `files` gives more than one. */
  choose(what: 'files' | 'folder' | 'target-folder'): Promise<string[]>;
  /** Shows a file or folder in the platform's file manager; `local-file` when it is gone. */
  reveal(path: string): Promise<void>;
}

/** Bytes of files that a browser page holds, by the name the page gave each when it announced it. */
export interface BrowserFiles {
  /**
   * Fills `into` from `offsetBytes`; resolves with the bytes read, fewer only at the end of the file.
   * Rejects with `local-file`: reason `page-gone` when no connected page answers for this file, reason `file-changed`
   * when the browser refuses because the file is no longer what was dropped; `cancelled` after `signal`.
   */
  read(fileId: string, offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<number>;
}

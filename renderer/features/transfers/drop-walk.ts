/** A file found in a drop or a file dialog, with its path below the drop, `/` between parts. */
export interface FoundFile {
  readonly file: File;
  readonly relativePath: string;
}

/** What one step of a walk found. `unreadable` names what the browser refused to open. */
export interface FoundBatch {
  readonly files: readonly FoundFile[];
  readonly emptyFolders: readonly string[];
  readonly unreadable: readonly string[];
}

/** The things a drop holds, taken before the event ends. */
export interface TakenDrop {
  readonly entries: readonly FileSystemEntry[];
  /** Files that came without an entry: a picture dragged out of another page, for example. */
  readonly looseFiles: readonly File[];
  /** All files as the event lists them, for the desktop, which finds a path for each, folders included. */
  readonly files: readonly File[];
}

/**
 * Takes what a drop holds. A DataTransfer is empty after the first `await` of its handler, so this runs at once and
 * asks every item for its entry before anything else happens.
 */
export function takeDrop(transfer: DataTransfer): TakenDrop {
  const entries: FileSystemEntry[] = [];
  const looseFiles: File[] = [];
  const files: File[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry !== null) entries.push(entry);
    else if (file !== null) looseFiles.push(file);
    if (file !== null) files.push(file);
  }
  return { entries, looseFiles, files };
}

/** True when what hangs over the window are files from outside; their names are not known before the drop. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function openFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** All entries of a folder: `readEntries` gives a hundred at a time and has to be asked until it gives none. */
async function readFolder(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/**
 * Walks a drop and yields what it finds in batches of up to `batchSize` entries, so that a transfer starts while a
 * large folder is still being read. What cannot be read is reported and does not stop the walk.
 */
export async function* walkDrop(drop: TakenDrop, batchSize = 1_000): AsyncGenerator<FoundBatch> {
  let files: FoundFile[] = drop.looseFiles.map((file) => ({ file, relativePath: file.name }));
  let emptyFolders: string[] = [];
  let unreadable: string[] = [];
  const waiting = drop.entries.map((entry) => ({ entry, path: entry.name }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { entry, path } = next;
    try {
      if (isFile(entry)) files.push({ file: await openFile(entry), relativePath: path });
      else if (isFolder(entry)) {
        const children = await readFolder(entry);
        if (children.length === 0) emptyFolders.push(path);
        waiting.unshift(...children.map((child) => ({ entry: child, path: `${path}/${child.name}` })));
      }
    } catch {
      unreadable.push(path);
    }
    if (files.length + emptyFolders.length + unreadable.length >= batchSize) {
      yield { files, emptyFolders, unreadable };
      files = [];
      emptyFolders = [];
      unreadable = [];
    }
  }
  if (files.length + emptyFolders.length + unreadable.length > 0) yield { files, emptyFolders, unreadable };
}

/** Batches of the files that an `<input type="file">` gave; with `webkitdirectory` their paths come with them. */
export async function* walkFiles(chosen: readonly File[], batchSize = 1_000): AsyncGenerator<FoundBatch> {
  for (let at = 0; at < chosen.length; at += batchSize) {
    const files = chosen.slice(at, at + batchSize).map((file) => ({
      file,
      relativePath: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    }));
    yield { files, emptyFolders: [], unreadable: [] };
  }
}

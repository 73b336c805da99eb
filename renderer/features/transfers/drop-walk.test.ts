import { describe, expect, it } from 'vitest';
import { type FoundBatch, hasFiles, takeDrop, walkDrop, walkFiles } from './drop-walk.ts';

type Tree = string | null | { readonly [name: string]: Tree };

/** An entry as a browser gives it: text is a file, null one that cannot be read, an object a folder. */
function entry(name: string, tree: Tree, batch = 2): FileSystemEntry {
  if (tree === null || typeof tree === 'string') {
    const file = (found: (file: File) => void, refuse: (error: DOMException) => void) =>
      queueMicrotask(() =>
        tree === null ? refuse(new DOMException('', 'NotReadableError')) : found(new File([tree], name)),
      );
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const children = Object.entries(tree).map(([child, below]) => entry(child, below, batch));
    return {
      readEntries: (found: (entries: FileSystemEntry[]) => void) =>
        queueMicrotask(() => found(children.splice(0, batch))),
    };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function dropOf(tree: { readonly [name: string]: Tree }, loose: File[] = []) {
  return {
    entries: Object.entries(tree).map(([name, below]) => entry(name, below)),
    looseFiles: loose,
    files: loose,
  };
}

async function collect(batches: AsyncIterable<FoundBatch>) {
  const all: FoundBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return {
    sizes: all.map(({ files, emptyFolders }) => files.length + emptyFolders.length),
    paths: all.flatMap(({ files }) => files.map(({ relativePath }) => relativePath)),
    emptyFolders: all.flatMap((batch) => batch.emptyFolders),
    unreadable: all.flatMap((batch) => batch.unreadable),
  };
}

describe('walking a drop', () => {
  it('goes through all levels and asks each folder until it gives no more', async () => {
    const found = await collect(
      walkDrop(
        dropOf({
          'one.txt': '1',
          photos: { 'a.jpg': 'a', 'b.jpg': 'b', 'c.jpg': 'c', deep: { '中.png': 'd' }, empty: {} },
        }),
      ),
    );
    expect(found.paths.sort()).toEqual([
      'one.txt',
      'photos/a.jpg',
      'photos/b.jpg',
      'photos/c.jpg',
      'photos/deep/中.png',
    ]);
    expect(found.emptyFolders).toEqual(['photos/empty']);
    expect(found.unreadable).toEqual([]);
  });

  it('reports what it cannot read and goes on', async () => {
    const found = await collect(walkDrop(dropOf({ folder: { bad: null, good: 'x' } })));
    expect(found.unreadable).toEqual(['folder/bad']);
    expect(found.paths).toEqual(['folder/good']);
  });

  it('gives what it has in batches', async () => {
    const files = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`f${index}`, 'x']));
    const found = await collect(walkDrop(dropOf({ many: files }), 3));
    expect(found.sizes).toEqual([3, 3, 1]);
    expect(found.paths.length).toBe(7);
  });

  it('takes files that have no entry', async () => {
    const found = await collect(walkDrop(dropOf({}, [new File(['x'], 'pasted.png')])));
    expect(found.paths).toEqual(['pasted.png']);
  });
});

describe('taking a drop', () => {
  it('asks every item at once, entries and loose files alike', () => {
    const loose = new File(['x'], 'loose.png');
    const kept = entry('kept', 'x');
    const items = [
      { kind: 'string', webkitGetAsEntry: () => null, getAsFile: () => null },
      { kind: 'file', webkitGetAsEntry: () => kept, getAsFile: () => new File(['x'], 'kept') },
      { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => loose },
    ];
    const taken = takeDrop({ items } as unknown as DataTransfer);
    expect(taken.entries).toEqual([kept]);
    expect(taken.looseFiles).toEqual([loose]);
    expect(taken.files.map(({ name }) => name)).toEqual(['kept', 'loose.png']);
  });

  it('knows files from text', () => {
    expect(hasFiles({ types: ['Files'] } as unknown as DataTransfer)).toBe(true);
    expect(hasFiles({ types: ['text/plain'] } as unknown as DataTransfer)).toBe(false);
    expect(hasFiles(null)).toBe(false);
  });
});

describe('files of a dialog', () => {
  it('keep the path below the chosen folder', async () => {
    const inFolder = new File(['x'], 'a.jpg');
    Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'photos/a.jpg' });
    const alone = new File(['x'], 'b.txt');
    Object.defineProperty(alone, 'webkitRelativePath', { value: '' });
    expect((await collect(walkFiles([inFolder, alone]))).paths).toEqual(['photos/a.jpg', 'b.txt']);
  });
});

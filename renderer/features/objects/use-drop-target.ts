import { createContext, type DragEvent, useCallback, useContext, useRef, useState } from 'react';
import { useAppStore, useAppStoreApi } from '../../app/store.ts';
import { hasFiles, takeDrop } from '../transfers/drop-walk.ts';
import { uploadFiles } from './object-actions.ts';
import { writeRefusal } from './objects-commands.ts';
import type { PaneId } from './objects-slice.ts';

/** What hangs over a pane, for the parts that show it. */
export interface DropTarget {
  readonly isOver: boolean;
  /** Prefix of the folder row under the pointer; null for the place itself. */
  readonly folder: string | null;
  /** Called while files hang over a row; `folder` is its prefix when it is a folder. */
  readonly overRow: (folder: string | null, event: DragEvent) => void;
}

export const DropContext = createContext<DropTarget>({
  isOver: false,
  folder: null,
  overRow: () => undefined,
});

/** The drop target around: made by `useDropZone` at the pane. */
export function useDropTarget(): DropTarget {
  return useContext(DropContext);
}

interface DropHandlers {
  readonly onDragEnter: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Makes an element take files and folders: into the place, or into the folder row they are let go on. */
export function useDropZone(paneId: PaneId): {
  target: DropTarget;
  handlers: DropHandlers;
  refusal: string | null;
} {
  const store = useAppStoreApi();
  const refusal = useAppStore((state) => writeRefusal(state, paneId));
  const [isOver, setOver] = useState(false);
  const [folder, setFolder] = useState<string | null>(null);
  // Entering a child comes before leaving its parent: the depth tells a real leave.
  const depth = useRef(0);

  const overRow = useCallback((next: string | null, event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.stopPropagation();
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setFolder(next);
  }, []);

  const end = () => {
    depth.current = 0;
    setOver(false);
    setFolder(null);
  };

  const handlers: DropHandlers = {
    onDragEnter(event) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth.current += 1;
      setOver(true);
    },
    onDragOver(event) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = refusal === null ? 'copy' : 'none';
      setFolder(null);
    },
    onDragLeave(event) {
      if (!hasFiles(event.dataTransfer)) return;
      depth.current -= 1;
      if (depth.current <= 0) end();
    },
    onDrop(event) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      // Taken at once: the event's data is gone after the first await.
      const drop = takeDrop(event.dataTransfer);
      const into = folder;
      end();
      if (refusal === null) void uploadFiles(store.getState, paneId, into, { type: 'drop', drop });
    },
  };
  return { target: { isOver, folder, overRow }, handlers, refusal };
}

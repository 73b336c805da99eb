import {
  Archive,
  File,
  FileCode2,
  FileText,
  Folder,
  Image,
  type LucideIcon,
  Music,
  NotebookText,
  SquarePlay,
  Table,
} from 'lucide-react';
import { Icon } from '../../ui/icon.tsx';
import { type FileKind, fileKind } from './file-kinds.ts';
import styles from './object-table.module.css';

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  image: Image,
  video: SquarePlay,
  audio: Music,
  text: FileText,
  code: FileCode2,
  table: Table,
  archive: Archive,
  document: NotebookText,
  other: File,
};

/** The icon of a row: a folder, or what the name of an object suggests. */
export function FileIcon({ name, isFolder }: { name: string; isFolder: boolean }) {
  return isFolder ? (
    <Icon className={styles.folderIcon} icon={Folder} />
  ) : (
    <Icon className={styles.fileIcon} icon={icons[fileKind(name)]} />
  );
}

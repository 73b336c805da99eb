import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure } from '../../shared/model/app-error.ts';

/** Where the parts of Stowage are, whether it runs from its sources, from a build, or packed. */
export interface Installation {
  readonly version: string;
  /** Folder of the built page. */
  readonly rendererFolder: string;
  /** The built preload script of the desktop host. */
  readonly preloadPath: string;
  readonly iconPath: string;
}

/** Finds it from the folder of the running entry: `electron/` as source, `out/main/` as build. */
export function findInstallation(entryFolder: string): Installation {
  let root = entryFolder;
  while (!existsSync(join(root, 'package.json'))) {
    if (dirname(root) === root) {
      throw failure('internal', 'This copy of Stowage is incomplete: its package.json is missing.');
    }
    root = dirname(root);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const rendererFolder = join(root, 'out', 'renderer');
  return {
    version,
    rendererFolder,
    preloadPath: join(root, 'out', 'preload', 'preload.cjs'),
    iconPath: join(rendererFolder, 'icon.png'),
  };
}

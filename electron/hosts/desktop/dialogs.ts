import { access } from 'node:fs/promises';
import { BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron';
import { failure } from '../../../shared/model/app-error.ts';
import type { LocalDialogs } from '../../app/local-access.ts';

const dialogOptions: Record<Parameters<LocalDialogs['choose']>[0], OpenDialogOptions> = {
  files: { properties: ['openFile', 'multiSelections'] },
  folder: { properties: ['openDirectory'] },
  'target-folder': { properties: ['openDirectory', 'createDirectory'] },
};

/** The platform's dialogs, on the window that has the focus, and its file manager. */
export function createDialogs(): LocalDialogs {
  return {
    async choose(what) {
      const parent = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const options = dialogOptions[what];
      const chosen = await (parent === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return chosen.canceled ? [] : chosen.filePaths;
    },
    async reveal(path) {
      // The file manager says nothing when there is nothing to show.
      await access(path).catch((cause: unknown) => {
        throw failure('local-file', `${path} is not there any more.`, {
          reason: 'file-gone',
          values: { path },
          resource: path,
          cause,
        });
      });
      shell.showItemInFolder(path);
    },
  };
}

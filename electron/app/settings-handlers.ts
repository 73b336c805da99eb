import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type HostInfo, type Settings, settingsSchema } from '../../shared/contract/settings.ts';
import { failure } from '../../shared/model/app-error.ts';
import { openSettingsFile, type SettingsFile } from '../data/settings-file.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';

const initialSettings: Settings = {
  theme: 'system',
  language: 'system',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: null,
  transferMemoryMib: 256,
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  transferWindow: null,
};

/** Files of earlier versions lack what came later. */
const fileSchema = settingsSchema.extend({
  bandwidth: settingsSchema.shape.bandwidth.default(initialSettings.bandwidth),
  transferWindow: settingsSchema.shape.transferWindow.default(initialSettings.transferWindow),
});

/** Opens the user's preferences; rejects as `openSettingsFile` does. */
export function openUserSettings(path: string, now: () => number): Promise<SettingsFile<Settings>> {
  return openSettingsFile({ path, schema: fileSchema, version: 1, initial: initialSettings, now });
}

/** Answers `settings.*`. `hostInfo` is asked anew for every call. */
export function settingsHandlers(deps: {
  settings: SettingsFile<Settings>;
  hostInfo: () => HostInfo;
  events: EventSink;
  /** Told after every change. */
  onChanged: () => void;
}): AreaHandlers<'settings'> {
  const { settings, hostInfo, events, onChanged } = deps;
  return {
    'settings.hostInfo': async () => hostInfo(),
    'settings.get': async () => settings.current(),
    async 'settings.update'(changes) {
      if (typeof changes.downloadFolder === 'string') await refuseNoFolder(changes.downloadFolder);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await settings.change((before) => ({ ...before, ...given }));
      onChanged();
      events.emit('settings.changed', settings.current());
      return settings.current();
    },
  };
}

async function refuseNoFolder(path: string): Promise<void> {
  const isFolder =
    isAbsolute(path) &&
    (await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  if (isFolder) return;
  throw failure(
    'invalid-input',
    `${path} is not a folder on this computer. Give the full path of a folder.`,
    {
      reason: 'download-folder-invalid',
      values: { path },
      resource: path,
    },
  );
}

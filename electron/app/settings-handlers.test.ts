import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { toAppError } from '../../shared/model/app-error.ts';
import { openUserSettings, settingsHandlers } from './settings-handlers.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-preferences-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function start() {
  const emitted: unknown[] = [];
  const settings = await openUserSettings(join(folder, 'settings.json'), Date.now);
  const handlers = settingsHandlers({
    settings,
    hostInfo: () => {
      throw new Error('not asked here');
    },
    events: { emit: (...event: unknown[]) => void emitted.push(event) },
    onChanged: () => void emitted.push('told'),
  });
  return { handlers, emitted };
}

describe('preferences', () => {
  it('begin with sound values and keep what is changed', async () => {
    const { handlers, emitted } = await start();
    const before = settingsSchema.parse(await handlers['settings.get']({}, context));
    const changed = await handlers['settings.update']({ theme: 'dark', downloadFolder: folder }, context);
    expect(changed).toEqual({ ...before, theme: 'dark', downloadFolder: folder });
    expect(emitted).toEqual(['told', ['settings.changed', changed]]);
    const again = await start();
    expect(await again.handlers['settings.get']({}, context)).toEqual(changed);
  });

  it('of an earlier version get what came later', async () => {
    const early = { theme: 'dark', language: 'en', downloadFolder: null, conflict: 'skip', parallelFiles: 3 };
    const file = { version: 1, data: { ...early, transferMemoryMib: 128 } };
    await writeFile(join(folder, 'settings.json'), JSON.stringify(file));
    const { handlers } = await start();
    expect(await handlers['settings.get']({}, context)).toMatchObject({
      parallelFiles: 3,
      bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
      transferWindow: null,
    });
  });

  it('lose none of several changes at once', async () => {
    const { handlers } = await start();
    await Promise.all([
      handlers['settings.update']({ theme: 'dark' }, context),
      handlers['settings.update']({ language: 'zh-CN' }, context),
      handlers['settings.update']({ parallelFiles: 3 }, context),
    ]);
    expect(await handlers['settings.get']({}, context)).toMatchObject({
      theme: 'dark',
      language: 'zh-CN',
      parallelFiles: 3,
    });
  });

  it('refuse a download folder that is none', async () => {
    const { handlers, emitted } = await start();
    await writeFile(join(folder, 'file'), '');
    for (const path of ['', 'relative', join(folder, 'missing'), join(folder, 'file')]) {
      const error = toAppError(
        await handlers['settings.update']({ downloadFolder: path }, context).catch((thrown) => thrown),
      );
      expect(error).toMatchObject({
        kind: 'invalid-input',
        reason: 'download-folder-invalid',
        resource: path,
      });
    }
    expect(emitted).toEqual([]);
    expect(await handlers['settings.update']({ downloadFolder: null }, context)).toMatchObject({
      downloadFolder: null,
    });
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { createMemoryVault } from '../connections/memory-vault.ts';
import { openProfileStore } from '../connections/profile-store.ts';
import { openCardStore } from '../connections/report-card/card-store.ts';
import { sampleSettings } from '../connections/testing/sample-settings.ts';
import { connectionsHandlers } from './connections-handlers.ts';
import { scriptedPool } from './testing/scripted-provider.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
const credential = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hidden', sessionToken: null };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-connections-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function start() {
  const told: Connection[][] = [];
  const reopened: string[] = [];
  const profiles = await openProfileStore({
    path: join(folder, 'connections.json'),
    vault: createMemoryVault(),
    now: Date.now,
    sandbox: null,
  });
  const handlers = connectionsHandlers({
    profiles,
    pool: { ...scriptedPool({}), reopen: async (id) => void reopened.push(id) },
    cards: await openCardStore(join(folder, 'report-cards.json'), Date.now),
    version: '1.0.0',
    surroundings: { environment: {}, homeFolder: folder },
    events: {
      emit: (_name, payload) => void told.push((payload as { connections: Connection[] }).connections),
    },
  });
  return { handlers, told, reopened };
}

describe('changing connections', () => {
  it('tells the pages the whole list and opens changed ones anew', async () => {
    const { handlers, told, reopened } = await start();
    const settings = sampleSettings();
    const { id } = await handlers['connections.create']({ settings, credential }, context);
    expect(told.map((list) => list.length)).toEqual([1]);
    expect(reopened).toEqual([]);
    const renamed = sampleSettings({ name: 'Renamed' });
    await handlers['connections.update']({ connectionId: id, settings: renamed, credential: null }, context);
    await handlers['connections.forgetCredential']({ connectionId: id }, context);
    await handlers['connections.remove']({ connectionId: id }, context);
    expect(reopened).toEqual([id, id, id]);
    expect(told.map(([one]) => one && `${one.name} ${one.hasCredential}`)).toEqual([
      'Sample true',
      'Renamed true',
      'Renamed false',
      undefined,
    ]);
    expect(await handlers['connections.list']({}, context)).toEqual({ connections: [] });
    expect(JSON.stringify(told)).not.toContain('hidden');
  });

  it('refuses what does not exist', async () => {
    const { handlers } = await start();
    const error = toAppError(
      await handlers['connections.remove']({ connectionId: 'nobody' }, context).catch((thrown) => thrown),
    );
    expect(error).toMatchObject({ kind: 'not-found', reason: 'connection-missing' });
  });
});

describe('AWS profiles', () => {
  it('are listed by name and region, without their keys', async () => {
    const { handlers } = await start();
    expect(await handlers['connections.listAwsProfiles']({}, context)).toEqual({ profiles: [] });
    await mkdir(join(folder, '.aws'));
    await writeFile(
      join(folder, '.aws', 'credentials'),
      '[a]\naws_access_key_id=AK\naws_secret_access_key=hidden\n',
    );
    await writeFile(join(folder, '.aws', 'config'), '[profile b]\nregion=eu-west-1\n');
    const listed = await handlers['connections.listAwsProfiles']({}, context);
    expect(listed).toEqual({
      profiles: [
        { name: 'a', region: null },
        { name: 'b', region: 'eu-west-1' },
      ],
    });
  });
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runSandbox, testKeys } from '../../electron/sandbox/testing/running-sandbox.ts';
import type { JobRequest } from '../../shared/model/transfer.ts';
import { EngineChild } from '../soak/engine-child.ts';
import { SoakStore } from '../soak/soak-store.ts';

const fileCount = 500;
const kills = 3;

test('killed while it still finds its files, a job finds all of them, each once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-enumeration-'));
  const puts = new Map<string, number>();
  const sandbox = await runSandbox({
    faults({ method, target }) {
      if (method === 'PUT' && target.includes('/up/')) puts.set(target, (puts.get(target) ?? 0) + 1);
      return null;
    },
  });
  const { port } = sandbox.endpoint;
  const connection = {
    id: 's3',
    provider: 's3',
    host: '127.0.0.1',
    port,
    ...testKeys,
    bucket: 'found',
    refusesPaths: false,
  } as const;
  const store = new SoakStore(connection, port);
  const engine = new EngineChild(join(folder, 'journal.db'), [connection]);
  try {
    await store.makeBucket();
    const names = Array.from({ length: fileCount }, (_, index) => `file-${index}.txt`);
    mkdirSync(join(folder, 'up'));
    mkdirSync(join(folder, 'down'));
    for (const name of names) writeFileSync(join(folder, 'up', name), name);
    const place = { connectionId: 's3', bucket: 'found', conflict: 'overwrite' } as const;
    await engine.start();
    let killsWhilePlanning = 0;

    async function runAndKill(request: JobRequest): Promise<void> {
      const { id } = await engine.create(request);
      for (let life = 0; life < kills; life += 1) {
        const isCounted = () => engine.jobs.get(id)?.isCounted === true;
        for (const endMs = performance.now() + 40 + life * 30; performance.now() < endMs && !isCounted(); )
          await wait(1);
        if (!isCounted()) killsWhilePlanning += 1;
        await engine.kill();
        await engine.start();
      }
      while (engine.jobs.get(id)?.state !== 'done') await wait(20);
      expect(engine.jobs.get(id)).toMatchObject({
        itemCount: fileCount,
        doneCount: fileCount,
        failedCount: 0,
      });
      expect(new Set((await engine.items(id)).map(({ key }) => key)).size).toBe(fileCount);
    }

    await runAndKill({ kind: 'upload', ...place, prefix: '', sourceRefIds: [join(folder, 'up')] });
    expect((await store.keysBelow('up/')).sort()).toEqual(names.map((name) => `up/${name}`).sort());
    // Only what was on its way when it was killed may have been sent twice.
    const again = [...puts.values()].filter((count) => count > 1).length;
    expect(puts.size).toBe(fileCount);
    expect(again).toBeLessThanOrEqual(kills * 16);
    await runAndKill({
      ...{ kind: 'download', ...place, basePrefix: 'up/', targetRefId: join(folder, 'down') },
      selection: { keys: [], prefixes: ['up/'] },
    });
    expect(readdirSync(join(folder, 'down')).sort()).toEqual([...names].sort());
    expect(killsWhilePlanning).toBeGreaterThan(0);
  } finally {
    await engine.kill();
    await store.close();
    await sandbox.end();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

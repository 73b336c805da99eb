import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { lockFolder } from './folder-lock.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A second process that takes the lock and holds it until it is killed. */
async function holdInAnotherProcess(): Promise<ChildProcess> {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)});
    lockFolder(${JSON.stringify(folder)});
    process.stdout.write('held\\n');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

function refusal(): unknown {
  try {
    lockFolder(folder).release();
    return null;
  } catch (error) {
    return toAppError(error);
  }
}

describe('the lock of a data folder', () => {
  it('is refused a second time with the holder in the message', () => {
    const lock = lockFolder(folder);
    expect(refusal()).toMatchObject({
      kind: 'in-use',
      reason: 'data-folder-in-use',
      values: { folder, pid: String(process.pid) },
    });
    lock.release();
    lock.release();
    expect(refusal()).toBeNull();
  });

  it('keeps out another process, and kill -9 frees it', async () => {
    const child = await holdInAnotherProcess();
    expect(refusal()).toMatchObject({ kind: 'in-use', values: { pid: String(child.pid) } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(refusal()).toBeNull();
  });

  it('says when the folder is missing', async () => {
    await rm(folder, { recursive: true });
    expect(refusal()).toMatchObject({ kind: 'local-file' });
  });

  it('says when the lock cannot be opened', async () => {
    await mkdir(join(folder, 'lock.db'));
    expect(refusal()).toMatchObject({ kind: 'local-file', resource: join(folder, 'lock.db') });
  });
});

import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { methods } from '../../shared/contract/contract.ts';
import { toAppError } from '../../shared/model/app-error.ts';
import { makeDataFolder, startTestBackend, type TestBackend } from './testing/start-test-backend.ts';

let dataDir: string;
let remove: () => Promise<unknown>;
const running: TestBackend[] = [];
beforeEach(async () => {
  ({ dataDir, remove } = await makeDataFolder());
});
afterEach(async () => {
  for (const backend of running.splice(0)) await backend.close();
  await remove();
});

async function start(...given: [Parameters<typeof startTestBackend>[1]?]): Promise<TestBackend> {
  const backend = await startTestBackend(dataDir, ...given);
  running.push(backend);
  return backend;
}
const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));
const sandboxPort = async (backend: TestBackend) => {
  const { connections } = await backend.call('connections.list', {});
  return connections.find(({ isSandbox }) => isSandbox)?.endpoint.port ?? 0;
};

describe('a backend on a new data folder', () => {
  it('answers every method of the contract and shows the sandbox with its sample', async () => {
    const backend = await start();
    expect(Object.keys(backend.handlers).sort()).toEqual([...methods.keys()].sort());
    const { connections } = await backend.call('connections.list', {});
    expect(connections).toMatchObject([{ id: 'sandbox', isSandbox: true, hasCredential: true }]);
    const { buckets } = await backend.call('buckets.list', { connectionId: 'sandbox' });
    expect(buckets.length).toBeGreaterThan(0);
    const bucket = buckets[0]?.name ?? '';
    const page = await backend.call('objects.listPage', {
      connectionId: 'sandbox',
      bucket,
      prefix: '',
      delimiter: '/',
      token: null,
      maxKeys: 1_000,
    });
    expect(page.objects.keys.length + page.prefixes.length).toBeGreaterThan(0);
    expect(await backend.call('settings.hostInfo', {})).toMatchObject({
      host: 'web',
      version: '0.0.0-test',
      hasDialogs: false,
      downloadFolder: join(dataDir, 'downloads'),
      vault: 'key-file',
      notices: [],
    });
  });

  it('keeps its files from other users', async () => {
    const folder = join(dataDir, 'inner');
    const backend = await startTestBackend(folder);
    running.push(backend);
    await backend.call('settings.update', { theme: 'dark' });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of ['settings.json', 'secrets.json', 'vault.key', 'sandbox.json', 'lock.pid']) {
      expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
    }
  });

  it('refuses bucket names that break a rule, each with its reason', async () => {
    const backend = await start();
    const create = (bucket: string) =>
      rejection(
        backend.call('buckets.create', {
          connectionId: 'sandbox',
          bucket,
          region: null,
          hasObjectLock: false,
        }),
      );
    const broken = ['ab', 'a'.repeat(64), 'MyBucket', 'my_bucket', '-abc', 'a..b', '192.168.1.20', 'xn--abc'];
    const reasons = new Set<string | undefined>();
    for (const name of broken) {
      const error = await create(name);
      expect(error, name).toMatchObject({ kind: 'invalid-input', resource: name });
      reasons.add(error.reason);
    }
    expect(reasons.size).toBe(broken.length);
    expect(backend.requests).toEqual([]);
  });

  it('does without a sandbox when told to', async () => {
    const backend = await start({ sandbox: false });
    expect(await backend.call('connections.list', {})).toEqual({ connections: [] });
    expect(await readdir(dataDir)).not.toContain('sandbox');
  });
});

describe('a backend that starts again', () => {
  it('has the same sandbox at the same port with the same keys', async () => {
    const first = await start();
    const port = await sandboxPort(first);
    await first.call('buckets.create', {
      connectionId: 'sandbox',
      bucket: 'mine',
      region: null,
      hasObjectLock: false,
    });
    const link = {
      connectionId: 'sandbox',
      bucket: 'mine',
      key: 'k',
      versionId: null,
      expiresInSeconds: 600,
      disposition: 'as-stored' as const,
    };
    const { url } = await first.call('sharing.issueLink', link);
    await first.close();
    const second = await start();
    expect(await sandboxPort(second)).toBe(port);
    const { buckets } = await second.call('buckets.list', { connectionId: 'sandbox' });
    expect(buckets.map(({ name }) => name)).toContain('mine');
    // 404 NoSuchKey, and not 403: the old link is still signed with the right keys.
    expect((await fetch(url)).status).toBe(404);
  });

  it('takes another port when its own is in use', async () => {
    const first = await start();
    const port = await sandboxPort(first);
    await first.close();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    const second = await start();
    expect(await sandboxPort(second)).not.toBe(port);
    expect((await second.call('buckets.list', { connectionId: 'sandbox' })).isListingDenied).toBe(false);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('may be closed twice, and has freed folder and port then', async () => {
    const backend = await start();
    const port = await sandboxPort(backend);
    await backend.close();
    await backend.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    const error = await rejection(backend.call('buckets.list', { connectionId: 'sandbox' }));
    expect(error.kind).toBe('cancelled');
    await start();
  });
});

describe('what may stand in the way', () => {
  it('a second instance is refused and does no harm to the first', async () => {
    const first = await start();
    const error = await rejection(startTestBackend(dataDir));
    expect(error).toMatchObject({
      kind: 'in-use',
      reason: 'data-folder-in-use',
      values: { pid: String(process.pid) },
    });
    expect((await first.call('buckets.list', { connectionId: 'sandbox' })).buckets.length).toBeGreaterThan(0);
  });

  it('garbage in its files is set aside and told', async () => {
    const names = ['settings.json', 'connections.json', 'journal.db', 'sandbox.json'];
    for (const name of names)
      await writeFile(join(dataDir, name), `garbage in ${name}, ${'x'.repeat(2_000)}`);
    const backend = await start();
    const { notices } = await backend.call('settings.hostInfo', {});
    expect(notices.map(({ reason }) => reason)).toEqual(['settings-set-aside']);
    for (const name of names.slice(0, 3)) {
      expect(notices[0]?.values.file).toContain(name);
      expect(notices[0]?.values.keptAs).toContain(`${name}.broken-`);
    }
    const kept = await readdir(dataDir);
    for (const name of names) {
      const aside = kept.find((one) => one.startsWith(`${name}.broken-`)) ?? '';
      expect(await readFile(join(dataDir, aside), 'utf8')).toContain(`garbage in ${name}`);
    }
    expect(await backend.call('settings.get', {})).toMatchObject({ theme: 'system' });
  });

  it('files of a newer version stop the start and leave the folder free', async () => {
    await writeFile(join(dataDir, 'connections.json'), '{"version": 99, "data": {}}');
    const error = await rejection(startTestBackend(dataDir));
    expect(error).toMatchObject({ kind: 'local-file', reason: 'settings-newer' });
    await writeFile(join(dataDir, 'connections.json'), '{"version": 1, "data": {"connections": []}}');
    await start();
  });

  it('a data folder that is a file is said in words', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const error = await rejection(startTestBackend(join(dataDir, 'file')));
    expect(error.kind).toBe('local-file');
    expect(error.message).toContain(join(dataDir, 'file'));
  });

  it('an open vault does not stop the sandbox, and is told', async () => {
    const first = await start();
    await first.close();
    await chmod(join(dataDir, 'secrets.json'), 0o644);
    const second = await start();
    const { buckets } = await second.call('buckets.list', { connectionId: 'sandbox' });
    expect(buckets.length).toBeGreaterThan(0);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o644);
    const { notices } = await second.call('settings.hostInfo', {});
    expect(notices).toMatchObject([{ reason: 'vault-unreadable' }]);
    expect(notices[0]?.values.why).toContain('chmod 600');
  });

  it('a sandbox that cannot start leaves the rest at work', async () => {
    await mkdir(join(dataDir, 'downloads'));
    await writeFile(join(dataDir, 'sandbox'), 'not a folder');
    const backend = await start();
    expect(await backend.call('connections.list', {})).toEqual({ connections: [] });
    const { notices } = await backend.call('settings.hostInfo', {});
    expect(notices).toMatchObject([{ reason: 'sandbox-not-started' }]);
  });
});

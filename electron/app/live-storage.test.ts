import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/model/app-error.ts';
import { liveStorage } from './live-storage.ts';
import { scriptedPool, scriptedProvider } from './testing/scripted-provider.ts';

const written = (etag: string) => ({ etag, versionId: null, checksums: {} });
const put = { bucket: 'b', key: 'k', body: new Uint8Array() };

describe('the storage of a running job', () => {
  it('is the connection as it is now, not as it was when the job began', async () => {
    let provider = scriptedProvider({ objects: { putObject: async () => written('old') } });
    const storage = await liveStorage({ ...scriptedPool({}), open: async () => provider })('c');
    expect((await storage.putObject(put)).etag).toBe('old');
    provider = scriptedProvider({
      objects: { putObject: () => Promise.reject(failure('read-only', 'switched on')) },
    });
    await expect(storage.putObject(put)).rejects.toThrow('switched on');
    expect(storage.limits.maxKeyBytes).toBe(1_024);
  });

  it('fails when the connection is gone', async () => {
    let isGone = false;
    const provider = scriptedProvider({ objects: { putObject: async () => written('e') } });
    const open = async () => {
      if (isGone) throw failure('not-found', 'connection gone');
      return provider;
    };
    const openStorage = liveStorage({ ...scriptedPool({}), open });
    const storage = await openStorage('c');
    isGone = true;
    await expect(storage.putObject(put)).rejects.toThrow('connection gone');
    await expect(openStorage('c')).rejects.toThrow('connection gone');
  });
});

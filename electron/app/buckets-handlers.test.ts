import { describe, expect, it } from 'vitest';
import { failure, toAppError } from '../../shared/model/app-error.ts';
import type { ConnectionSettings } from '../../shared/model/connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import { sampleSettings } from '../connections/testing/sample-settings.ts';
import { bucketsHandlers } from './buckets-handlers.ts';
import { type ProviderScript, scriptedPool } from './testing/scripted-provider.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
const denied = failure('access-denied', 'Access Denied.', { code: 'AccessDenied', status: 403 });
const startAt = { bucket: 'photos', prefix: 'mine/' };

function start(script: ProviderScript, settings: Partial<ConnectionSettings> = {}) {
  const emitted: unknown[] = [];
  const profiles = { find: () => sampleSettings(settings) } as unknown as ProfileStore;
  const events = { emit: (...event: unknown[]) => void emitted.push(event) };
  const history = {
    keep: () => undefined,
    list: () => [],
    forgetConnection: () => undefined,
    close: () => undefined,
  };
  return { handlers: bucketsHandlers({ profiles, pool: scriptedPool(script), events, history }), emitted };
}
const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));

describe('listing buckets', () => {
  const list = (script: ProviderScript, settings: Partial<ConnectionSettings>) =>
    start(script, settings).handlers['buckets.list']({ connectionId: 'c' }, context);
  const refusing = { service: { listBuckets: () => Promise.reject(denied) } };
  const opened = { buckets: [{ name: 'photos', createdAtMs: null, region: null }], isListingDenied: true };

  it('gives what the keys may see', async () => {
    const bucket = { name: 'a', createdAtMs: 1, region: null };
    const script = { service: { listBuckets: async () => [bucket] } };
    expect(await list(script, { startAt })).toEqual({ buckets: [bucket], isListingDenied: false });
  });

  it('falls back to the bucket to open when listing is denied', async () => {
    expect(await list(refusing, { startAt })).toEqual(opened);
  });

  it('asks nobody for an anonymous connection with a bucket to open', async () => {
    expect(await list({}, { startAt, credentialSource: { type: 'anonymous' } })).toEqual(opened);
  });

  it('advises to name a bucket when there is none to open', async () => {
    expect(await rejection(list(refusing, {}))).toMatchObject({
      kind: 'access-denied',
      reason: 'bucket-listing-denied',
      code: 'AccessDenied',
      status: 403,
      action: { type: 'edit-connection', connectionId: 'c' },
    });
  });

  it('does not hide any other failure behind the fallback', async () => {
    const broken = { service: { listBuckets: () => Promise.reject(failure('network', 'gone')) } };
    expect(await rejection(list(broken, { startAt }))).toMatchObject({ kind: 'network' });
  });
});

describe('creating and deleting buckets', () => {
  const input = { connectionId: 'c', bucket: 'new-bucket', region: null, hasObjectLock: false };

  it('tells the pages after it is done, and only then', async () => {
    const done = start({
      buckets: { createBucket: async () => undefined, deleteBucket: async () => undefined },
    });
    await done.handlers['buckets.create'](input, context);
    await done.handlers['buckets.delete']({ connectionId: 'c', bucket: 'old' }, context);
    expect(done.emitted).toEqual(Array(2).fill(['buckets.changed', { connectionId: 'c' }]));
    const failing = start({
      buckets: { deleteBucket: () => Promise.reject(failure('conflict', 'not empty')) },
    });
    await rejection(failing.handlers['buckets.delete']({ connectionId: 'c', bucket: 'old' }, context));
    expect(failing.emitted).toEqual([]);
  });
});

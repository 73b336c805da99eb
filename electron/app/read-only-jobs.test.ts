import { describe, expect, it } from 'vitest';
import { failure, toAppError } from '../../shared/model/app-error.ts';
import type { Job, JobRequest } from '../../shared/model/transfer.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import { sampleSettings } from '../connections/testing/sample-settings.ts';
import type { AreaHandlers } from './handlers.ts';
import { refuseReadOnlyJobs } from './read-only-jobs.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
const selection = { keys: ['key'], prefixes: [] };
const conflict = 'skip' as const;

const upload = (connectionId: string): JobRequest => ({
  kind: 'upload',
  connectionId,
  bucket: 'b',
  prefix: '',
  sourceRefIds: ['ref'],
  conflict,
});
const download = (connectionId: string): JobRequest => ({
  kind: 'download',
  connectionId,
  bucket: 'b',
  basePrefix: '',
  selection,
  targetRefId: null,
  conflict,
});
const remove = (connectionId: string): JobRequest => ({
  kind: 'delete',
  connectionId,
  bucket: 'b',
  selection,
});
const copy = (kind: 'copy' | 'move', from: string, to: string): JobRequest => ({
  kind,
  connectionId: from,
  bucket: 'b',
  basePrefix: '',
  selection,
  target: { connectionId: to, bucket: 'b', prefix: 'x/', newName: null },
  conflict,
});

/** What becomes of a request when `open` may be changed and `locked` may not. */
async function outcome(request: JobRequest): Promise<string> {
  const profiles = {
    find(id: string) {
      if (id !== 'open' && id !== 'locked') throw failure('not-found', 'gone');
      return { ...sampleSettings({ isReadOnly: id === 'locked' }), id };
    },
  } as unknown as ProfileStore;
  const inner = { 'transfers.create': async () => ({}) as Job } as unknown as AreaHandlers<'transfers'>;
  const handlers = refuseReadOnlyJobs(inner, profiles);
  const attempt = handlers['transfers.create']({ request, isReviewed: false }, context);
  return attempt.then(
    () => 'created',
    (thrown) => toAppError(thrown).kind,
  );
}

describe('jobs on a read-only connection', () => {
  it.each([
    ['an upload', upload('locked'), 'read-only'],
    ['a delete', remove('locked'), 'read-only'],
    ['a copy into it', copy('copy', 'open', 'locked'), 'read-only'],
    ['a move into it', copy('move', 'open', 'locked'), 'read-only'],
    ['a move out of it', copy('move', 'locked', 'open'), 'read-only'],
    ['a copy out of it', copy('copy', 'locked', 'open'), 'created'],
    ['a download', download('locked'), 'created'],
    ['an upload elsewhere', upload('open'), 'created'],
    ['a delete elsewhere', remove('open'), 'created'],
    ['a move elsewhere', copy('move', 'open', 'open'), 'created'],
    ['a download from a connection that is gone', download('gone'), 'not-found'],
    ['a copy to a connection that is gone', copy('copy', 'open', 'gone'), 'not-found'],
  ])('%s', async (_name, request, expected) => {
    expect(await outcome(request)).toBe(expected);
  });
});

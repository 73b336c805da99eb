import { describe, expect, test } from 'vitest';
import type { ProviderId } from '../../../shared/model/connection.ts';
import { type IgnoranceKind, serveIgnorance } from '../testing/ignorant-server.ts';
import { localOptions } from '../testing/local-servers.ts';
import { instantPace } from '../testing/scripted-transport.ts';
import { checkGroups } from './check.ts';
import { type CheckResult, nameOf } from './results.ts';
import { runConformance } from './suite.ts';

/** What asks for a sub-resource; keys and clients take long and would find nothing more. */
const only = checkGroups.filter((group) => group !== 'keys' && group !== 'client');

/** The ways of not knowing, each in the dialect where it is hardest to tell. */
const servers: readonly (readonly [ProviderId, IgnoranceKind])[] = [
  ['s3', 'ignores'],
  ['s3', 400],
  ['s3', 404],
  ['cos', 'ignores'],
  ['cos', 405],
  ['oss', 'ignores'],
  ['oss', 'empty 200'],
  ['s3', 'HTML'],
  ['s3', 'hangs'],
  ['s3', 'closes'],
];

/** What a store of buckets and objects has without any sub-resource. */
const basics: readonly string[] = [
  'listBuckets',
  'createBucket',
  'createBucket (twice)',
  'createBucket (bad name)',
  'bucketExists',
  'deleteBucket (not empty)',
  'deleteBucket',
  'putObject',
  'putObject (empty)',
  'putObject (key over the longest)',
  'progress (of a sliced body)',
  'statObject',
  'statObject (missing)',
  'getObject',
  'getObject (pause and resume)',
  'getObject (cancel)',
  'ranges',
  'deleteObject',
  'listObjects',
  'listObjects (pages)',
  'listObjects (start after)',
  'listObjects (nothing there)',
  'presignPut',
  'presign (HEAD, DELETE)',
  'presign (lifetime)',
  'getRtmpUrl',
  'presignPostPolicy (size)',
  'getAuth (of a bucket)',
  'staticCredentials (wrong access key)',
  'retry (clock off by an hour)',
  'anonymousAccess (private bucket)',
  'createClient (read-only)',
  'errorObjects',
  // Made of them.
  'objectExists',
  'getObjectMeta',
  'createFolder',
  'appendObject',
  'bodyKinds',
  'objectFields',
  'timeFormats',
  'listObjectsV2',
  'listObjects (delimiter)',
  'putObjectFromFile',
  'getObjectToFile',
  'downloadFile',
  // The client's own business.
  'proxy',
  'connectionPool',
  'timeouts',
  'retry (lost connection)',
  'appName',
  'requestLog',
];
/** What it does wrong, of what any store has to do. */
const faults: readonly string[] = [
  'contentMd5',
  'presignGet',
  'getAuth',
  'staticCredentials (wrong secret key)',
];

/** Keys are put, read, listed and deleted without any sub-resource; what else is done with them is left out. */
function isBasic(operation: string): boolean {
  return basics.includes(operation) || operation.startsWith('putObject (key with ');
}

describe('a server that knows no sub-resource', () => {
  test.each(servers)('asked in %s: %s', { timeout: 60_000 }, async (provider, kind) => {
    const server = await serveIgnorance(kind);
    const bystander = { body: Buffer.from('content'), headers: {}, modifiedAt: new Date() };
    server.buckets.set('bystander-1', new Map([['key', bystander]]));
    try {
      const options = localOptions(server.port, {
        now: Date.now,
        provider,
        idleTimeoutMs: kind === 'hangs' ? 200 : 5_000,
      });
      const results = await runConformance({
        provider: options,
        bucketPrefix: 'check',
        account: '1',
        only,
        pace: instantPace(),
      });
      const named = (outcome: string) => results.filter((result) => result.outcome === outcome).map(nameOf);
      const failed = results.filter(({ outcome }) => outcome === 'failed');
      // Silence is a failure of its own, and no word on what is offered.
      const isSilent = kind === 'hangs' || kind === 'closes';
      const known = (result: CheckResult): boolean =>
        faults.includes(nameOf(result)) || (isSilent && /^(?:network|timeout): /.test(result.detail));
      expect.soft(failed.filter((result) => !known(result))).toEqual([]);
      expect.soft(named('passed').filter((operation) => !isBasic(operation))).toEqual([]);
      // A link is written where an object may be written, and what was kept is looked at.
      expect.soft(server.damage.filter((request) => !/\?symlink$/.test(request))).toEqual([]);
      expect([...server.buckets.keys()]).toEqual(['bystander-1']);
      expect(server.buckets.get('bystander-1')?.get('key')?.body.toString()).toBe('content');
    } finally {
      await server.close();
    }
  });
});

import { afterEach, expect, test } from 'vitest';
import { toTransferStorage } from '../../electron/app/transfer-storage.ts';
import {
  copyOf,
  openWorkbench,
  seededBytes,
  type Workbench,
} from '../../electron/transfer/testing/workbench.ts';
import { bucket, type FaultBench, openFaultBench, readObject, sha256Of } from './fault-bench.ts';

const mib = 1_048_576;
const bytes = seededBytes(13 * mib, 85);

let running: FaultBench | null = null;
let own: Workbench | null = null;
afterEach(async () => {
  await own?.close();
  await running?.close();
});

test.each([
  ['in one request', 5_120 * mib],
  ['in parts', 8 * mib],
])('a copy %s keeps headers, metadata, tags, class and access', async (_how, maxSingleCopyBytes) => {
  running = await openFaultBench();
  const { direct } = running;
  const tags = { team: 'blue', 'odd key': 'a+b' };
  await direct.objects.putObject({
    ...{ bucket, key: 'k', body: bytes },
    write: {
      ...{
        headers: { contentType: 'text/x-odd', cacheControl: 'max-age=5' },
        userMetadata: { colour: 'blue' },
      },
      ...{ tags, storageClass: 'REDUCED_REDUNDANCY', acl: 'public-read' },
    },
  });
  const before = await direct.objects.headObject({ bucket, key: 'k' });
  const storage = toTransferStorage(direct);
  own = await openWorkbench(
    Object.create(storage, { limits: { value: { ...storage.limits, maxSingleCopyBytes } } }),
    { tuning: { copyPartBytes: 5 * mib } },
  );
  const asked = copyOf('move', { keys: ['k'], prefixes: [] }, { prefix: 'to/' });
  if (asked.kind !== 'move') throw new Error('not a move');
  const { id } = await own.engine.create(
    { ...asked, bucket, target: { ...asked.target, bucket } },
    { isReviewed: false },
  );
  expect(await own.settled(id)).toMatchObject({ state: 'done' });
  const copy = { bucket, key: 'to/k' };
  const after = await direct.objects.headObject(copy);
  expect(after).toMatchObject({
    headers: before.headers,
    userMetadata: { colour: 'blue' },
    storageClass: 'REDUCED_REDUNDANCY',
  });
  expect(await direct.tags.getObjectTags(copy)).toEqual(tags);
  const grants = (await direct.objects.getObjectAcl(copy)).accessControlList?.grants ?? [];
  expect(grants.some(({ grantee }) => JSON.stringify(grantee).includes('AllUsers'))).toBe(true);
  expect(sha256Of(await readObject(direct, bucket, 'to/k'))).toBe(sha256Of(bytes));
  await expect(direct.objects.headObject({ bucket, key: 'k' })).rejects.toThrow();
});

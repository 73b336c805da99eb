import type { Check, CheckContext } from '../check.ts';
import { expectEqual, expectFailure, expectKnown, expectThat } from '../expectations.ts';
import { weakestLock } from '../own-words.ts';

async function putKey({ provider, bucket }: CheckContext, key: string) {
  await provider.objects.putObject({ bucket, key, body: Buffer.from(key) });
  return { bucket, key };
}

/** How long a lock of the suite lasts: cleaning up waits for the end of one that nothing takes off. */
const BRIEF_MS = 6_000;

function briefLock({ provider }: CheckContext) {
  return { mode: weakestLock[provider.id], retainUntil: isoAfter(BRIEF_MS) };
}

async function lockBriefly(context: CheckContext, place: { bucket: string; key: string; versionId: string }) {
  const retention = briefLock(context);
  await context.provider.lock.setRetention({ ...place, retention });
  return retention;
}

/** A version in a bucket with lock, which cleaning up can remove because nothing stays locked. */
async function putLocked({ provider, newLockedBucket }: CheckContext) {
  const bucket = await newLockedBucket();
  const { versionId } = await provider.objects.putObject({ bucket, key: 'k', body: Buffer.from('x') });
  return { bucket, key: 'k', versionId: versionId ?? '' };
}

const tagChecks: readonly Check[] = [
  {
    group: 'tags',
    operation: 'getObjectTags',
    about: 'none, missing object',
    async run(context) {
      const place = await putKey(context, 'untagged');
      expectEqual('tags', await context.provider.tags.getObjectTags(place), {});
      const missing = context.provider.tags.getObjectTags({ ...place, key: 'missing' });
      await expectFailure(missing, 'not-found');
    },
  },
  {
    group: 'tags',
    operation: 'setObjectTags',
    about: 'and read',
    async run(context) {
      const { tags } = context.provider;
      const place = await putKey(context, 'tagged +é');
      await tags.setObjectTags({ ...place, tags: { team: 'a b+c', year: '0012' } });
      expectEqual('tags', await tags.getObjectTags(place), { team: 'a b+c', year: '0012' });
      await tags.setObjectTags({ ...place, tags: { only: '' } });
      expectEqual('tags', await tags.getObjectTags(place), { only: '' });
    },
  },
  {
    group: 'tags',
    operation: 'deleteObjectTags',
    async run(context) {
      const { tags, objects } = context.provider;
      const place = await putKey(context, 'tagged');
      await tags.setObjectTags({ ...place, tags: { team: 'a' } });
      await tags.deleteObjectTags(place);
      await tags.deleteObjectTags(place);
      expectEqual('tags', await tags.getObjectTags(place), {});
      expectEqual('size', (await objects.headObject(place)).sizeBytes, Buffer.byteLength(place.key));
    },
  },
  {
    group: 'tags',
    operation: 'setObjectTags',
    about: 'by version',
    async run(context) {
      const { tags, objects } = context.provider;
      const place = { bucket: await context.newVersionedBucket(), key: 'k' };
      const { versionId } = await objects.putObject({ ...place, body: Buffer.from('one') });
      const first = { ...place, versionId: versionId ?? '' };
      await objects.putObject({ ...place, body: Buffer.from('two') });
      await tags.setObjectTags({ ...first, tags: { version: 'one' } });
      const { versionId: _, ...newest } = first;
      expectEqual('tags of the newest', await tags.getObjectTags(newest), {});
      expectEqual('tags of the first', await tags.getObjectTags(first), { version: 'one' });
    },
  },
];

const lockChecks: readonly Check[] = [
  {
    group: 'lock',
    operation: 'getObjectRetention',
    about: 'none',
    async run(context) {
      // Where nothing can be locked, that nothing is locked says nothing.
      const locked = await putLocked(context);
      const { lock } = context.provider;
      expectEqual('retention', await lock.getRetention(locked), null);
      const free = await putKey(context, 'free');
      expectEqual('retention in a bucket without lock', await lock.getRetention(free), null);
    },
  },
  {
    group: 'lock',
    operation: 'isLegalHoldEnabled',
    async run(context) {
      const locked = await putLocked(context);
      const { lock } = context.provider;
      expectEqual('legal hold', await lock.hasLegalHold(locked), false);
      const free = await putKey(context, 'free');
      expectEqual('legal hold in a bucket without lock', await lock.hasLegalHold(free), false);
    },
  },
  {
    group: 'lock',
    operation: 'getObjectRetention',
    about: 'of a lock',
    async run(context) {
      const { lock } = context.provider;
      const place = await putLocked(context);
      const { mode, retainUntil } = await lockBriefly(context, place);
      const found = await lock.getRetention(place);
      expectEqual('mode', found?.mode, mode);
      expectEqual('time', Date.parse(found?.retainUntil ?? ''), Date.parse(retainUntil));
    },
  },
  {
    group: 'lock',
    operation: 'setObjectRetention',
    about: 'bucket without lock',
    async run(context) {
      await context.newLockedBucket();
      const place = await putKey(context, 'free');
      const retention = briefLock(context);
      await expectFailure(context.provider.lock.setRetention({ ...place, retention }), 'invalid-input');
    },
  },
  {
    group: 'lock',
    operation: 'setObjectRetention',
    async run(context) {
      const place = await putLocked(context);
      await lockBriefly(context, place);
      await expectFailure(context.provider.objects.deleteObject(place), 'access-denied');
    },
  },
  {
    group: 'lock',
    operation: 'setObjectRetention',
    about: 'shorter, with and without the right to',
    async run(context) {
      const { lock } = context.provider;
      const place = await putLocked(context);
      const { mode } = await lockBriefly(context, place);
      const shorter = { ...place, retention: { mode, retainUntil: isoAfter(BRIEF_MS / 3) } };
      await expectFailure(lock.setRetention(shorter), 'access-denied');
      if (mode === 'GOVERNANCE') await lock.setRetention({ ...shorter, bypassesGovernance: true });
    },
  },
  {
    group: 'lock',
    operation: 'enableLegalHold',
    async run(context) {
      const { lock, objects } = context.provider;
      const place = await putLocked(context);
      await lock.setLegalHold({ ...place, isOn: true });
      expectEqual('legal hold', await lock.hasLegalHold(place), true);
      await expectFailure(objects.deleteObject(place), 'access-denied');
      await lock.setLegalHold({ ...place, isOn: false });
    },
  },
  {
    group: 'lock',
    operation: 'disableLegalHold',
    async run(context) {
      const { lock, objects } = context.provider;
      const place = await putLocked(context);
      await lock.setLegalHold({ ...place, isOn: true });
      await lock.setLegalHold({ ...place, isOn: false });
      expectEqual('legal hold', await lock.hasLegalHold(place), false);
      await objects.deleteObject(place);
    },
  },
];

const accessChecks: readonly Check[] = [
  {
    group: 'objects',
    operation: 'getObjectAcl',
    async run(context) {
      const acl = await context.provider.objects.getObjectAcl(await putKey(context, 'mine'));
      const grants = acl.accessControlList?.grants ?? [];
      // Where access is a word, that of a new object is the bucket's.
      expectThat(
        grants.some(({ permission, word }) => permission === 'FULL_CONTROL' || word === 'default'),
        'grants nobody full control',
      );
    },
  },
  {
    group: 'objects',
    operation: 'putObjectAcl',
    async run(context) {
      const { objects } = context.provider;
      const place = await putKey(context, 'shared');
      const acl = await objects.getObjectAcl(place);
      await objects.putObjectAcl({ ...place, acl });
      expectEqual('access list', await objects.getObjectAcl(place), acl);
    },
  },
  {
    group: 'objects',
    operation: 'putObjectAcl',
    about: 'canned',
    async run(context) {
      const { objects } = context.provider;
      const place = { bucket: await context.newOpenBucket(), key: 'canned' };
      await objects.putObject({ ...place, body: Buffer.from('x') });
      await objects.putObjectAcl({ ...place, canned: 'public-read' });
      const grants = (await objects.getObjectAcl(place)).accessControlList?.grants ?? [];
      expectThat(
        grants.some(({ permission, word }) => permission === 'READ' || word === 'public-read'),
        'does not let everybody read',
      );
    },
  },
  {
    group: 'objects',
    operation: 'restoreObject',
    async run(context) {
      const place = await putKey(context, 'warm');
      await expectKnown(context.provider.objects.restoreObject({ ...place, key: 'missing', days: 1 }));
      const error = await expectFailure(
        context.provider.objects.restoreObject({ ...place, days: 1 }),
        'conflict',
      );
      expectEqual('reason', error.reason, 'not-archived');
    },
  },
];

/** Tags, locks and access of single objects. */
export const objectSettingChecks: readonly Check[] = [...tagChecks, ...lockChecks, ...accessChecks];

function isoAfter(delayMs: number): string {
  // Whole seconds: not every server keeps more.
  return new Date(Math.ceil((Date.now() + delayMs) / 1_000) * 1_000).toISOString();
}

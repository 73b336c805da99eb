import type { StorageClient } from './client/storage-client.ts';
import type { ConfigurationGroup } from './configuration-group.ts';
import type { LockGroup, ObjectSettings, TagGroup } from './object-settings-group.ts';
import * as policies from './operations/bucket-policy.ts';
import { deleteConfiguration, getConfiguration, putConfiguration } from './operations/configuration.ts';
import * as settings from './operations/object-settings.ts';

/**
 * Runs a change of a sub-resource once the server is known to have it. One that does not know it would take a document
 * for a new bucket's or for the new content of an object, and a DELETE for the end of either. Reading tells the two
 * kinds of server apart, so the first change of each kind is preceded by a reading;
 * without the right to read nothing is changed.
 */
type Guard = <Result>(
  name: string,
  read: () => Promise<unknown>,
  change: () => Promise<Result>,
) => Promise<Result>;

function guardOf(client: StorageClient): Guard {
  const known = new Set<string>();
  return async (name, read, change) => {
    // A read-only connection refuses the change by itself, and asks nothing.
    if (client.options.isReadOnly || known.has(name)) return await change();
    await read();
    known.add(name);
    return await change();
  };
}

/** The settings of buckets, bound to a client. */
export function configurationGroup(client: StorageClient): ConfigurationGroup {
  const guard = guardOf(client);
  return {
    get: (input, call) => getConfiguration(client, input, call),
    put: (input, call) =>
      guard(
        input.document,
        () => getConfiguration(client, input, call),
        () => putConfiguration(client, input, call),
      ),
    delete: (input, call) =>
      guard(
        input.document,
        () => getConfiguration(client, input, call),
        () => deleteConfiguration(client, input, call),
      ),
    getPolicy: (input, call) => policies.getBucketPolicy(client, input, call),
    putPolicy: (input, call) =>
      guard(
        'policy',
        () => policies.getBucketPolicy(client, input, call),
        () => policies.putBucketPolicy(client, input, call),
      ),
    deletePolicy: (input, call) =>
      guard(
        'policy',
        () => policies.getBucketPolicy(client, input, call),
        () => policies.deleteBucketPolicy(client, input, call),
      ),
    getPrefixPolicy: (input, call) => policies.getPrefixPolicy(client, input, call),
    setPrefixPolicy: (input, call) => policies.setPrefixPolicy(client, input, call),
  };
}

/** The settings of single objects, bound to a client. */
export function objectSettingsGroups(client: StorageClient): {
  tags: TagGroup;
  lock: LockGroup;
  objects: ObjectSettings;
} {
  const guard = guardOf(client);
  return {
    tags: {
      getObjectTags: (place, call) => settings.getObjectTags(client, place, call),
      setObjectTags: (input, call) =>
        guard(
          'tagging',
          () => settings.getObjectTags(client, input, call),
          () => settings.setObjectTags(client, input, call),
        ),
      deleteObjectTags: (place, call) =>
        guard(
          'tagging',
          () => settings.getObjectTags(client, place, call),
          () => settings.deleteObjectTags(client, place, call),
        ),
    },
    lock: {
      getRetention: (place, call) => settings.getRetention(client, place, call),
      setRetention: (input, call) =>
        guard(
          'retention',
          () => settings.getRetention(client, input, call),
          () => settings.setRetention(client, input, call),
        ),
      hasLegalHold: (place, call) => settings.hasLegalHold(client, place, call),
      setLegalHold: (input, call) =>
        guard(
          'legal-hold',
          () => settings.hasLegalHold(client, input, call),
          () => settings.setLegalHold(client, input, call),
        ),
    },
    objects: {
      getObjectAcl: (place, call) => settings.getObjectAcl(client, place, call),
      putObjectAcl: (input, call) =>
        guard(
          'acl',
          () => settings.getObjectAcl(client, input, call),
          () => settings.putObjectAcl(client, input, call),
        ),
      setCannedAcl: (input, call) => {
        const { bucket, key } = input;
        const read = (): Promise<unknown> =>
          key === null
            ? getConfiguration(client, { bucket, document: 'acl' }, call)
            : settings.getObjectAcl(client, { ...input, key }, call);
        const name = key === null ? 'bucket acl' : 'acl';
        return guard(name, read, () => settings.setCannedAcl(client, input, call));
      },
      restoreObject: (input, call) => settings.restoreObject(client, input, call),
    },
  };
}

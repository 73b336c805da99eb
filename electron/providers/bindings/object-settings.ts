import type { StorageClient } from '../client/storage-client.ts';
import type { LockGroup, ObjectSettings, TagGroup } from '../interface/object-settings-group.ts';
import * as settings from '../operations/object-settings.ts';
import { guardOf } from './guard.ts';

/** The settings of single objects, bound to a client. */
export function bindObjectSettings(client: StorageClient): {
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
      restoreObject: (input, call) => settings.restoreObject(client, input, call),
    },
  };
}

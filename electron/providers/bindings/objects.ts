import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ObjectGroup } from '../interface/object-group.ts';
import type { ObjectSettings } from '../interface/object-settings-group.ts';
import { copyObject } from '../operations/copies.ts';
import { deleteObject, deleteObjects } from '../operations/deletions.ts';
import { listObjects } from '../operations/listing.ts';
import { getObject, headObject, putObject } from '../operations/objects.ts';
import { selectObjectContent } from '../operations/select.ts';

/** The objects themselves, bound to a client. */
export function bindObjects(
  client: StorageClient,
  notes: CapabilityNotes,
): Omit<ObjectGroup, keyof ObjectSettings> {
  return {
    listObjects: (input, call) => listObjects(client, input, call),
    headObject: (input, call) => headObject(client, input, call),
    getObject: (input, receiver, call) => getObject(client, input, receiver, call),
    putObject: (input, call) => {
      const run = () => putObject(client, input, call);
      return input.conditions ? notes.watchCondition(run) : run();
    },
    copyObject: (input, call) => notes.watch('copyObject', () => copyObject(client, input, call)),
    deleteObject: (input, call) => deleteObject(client, input, call),
    deleteObjects: (input, call) => deleteObjects(client, input, call),
    selectObjectContent: (input, receiver, call) =>
      notes.watch('selectObjectContent', () => selectObjectContent(client, input, receiver, call)),
  };
}

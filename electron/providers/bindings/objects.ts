import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ObjectGroup } from '../interface/object-group.ts';
import type { ObjectSettings } from '../interface/object-settings-group.ts';
import { appendObject } from '../operations/appends.ts';
import { readCarried } from '../operations/carried-write.ts';
import { composeObject } from '../operations/compose.ts';
import { copyObject } from '../operations/copies.ts';
import * as deletions from '../operations/deletions.ts';
import { listObjects } from '../operations/listing.ts';
import { moveObject, updateObjectMeta } from '../operations/object-changes.ts';
import * as reads from '../operations/object-reads.ts';
import { createFolder, putObject } from '../operations/object-writes.ts';
import { selectObjectContent } from '../operations/select.ts';
import * as special from '../operations/special-objects.ts';

/** The objects themselves, bound to a client. */
export function bindObjects(
  client: StorageClient,
  notes: CapabilityNotes,
): Omit<ObjectGroup, keyof ObjectSettings> {
  /** A write with a condition tells whether the server looks at it. */
  const write = <Input extends { conditions?: unknown }, Result>(
    input: Input,
    run: () => Promise<Result>,
  ): Promise<Result> => (input.conditions ? notes.watchCondition(run) : run());
  return {
    listObjects: (input, call) => listObjects(client, input, call),
    headObject: (input, call) => reads.headObject(client, input, call),
    getPartSize: (input, call) => reads.getPartSize(client, input, call),
    getObjectMeta: (input, call) => reads.getObjectMeta(client, input, call),
    objectExists: (input, call) => reads.objectExists(client, input, call),
    getObject: (input, receiver, call) => reads.getObject(client, input, receiver, call),
    putObject: (input, call) => write(input, () => putObject(client, input, call)),
    createFolder: (input, call) => write(input, () => createFolder(client, input, call)),
    copyObject: (input, call) => notes.watch('copyObject', () => copyObject(client, input, call)),
    readCarried: (input, call) => readCarried(client, input, call),
    updateObjectMeta: (input, call) => updateObjectMeta(client, input, call),
    moveObject: (input, call) => moveObject(client, input, call),
    composeObject: (input, call) => composeObject(client, input, call),
    appendObject: (input, call) => appendObject(client, input, call),
    putSymlink: (input, call) => write(input, () => special.putSymlink(client, input, call)),
    getSymlink: (input, call) => special.getSymlink(client, input, call),
    saveProcessed: (input, call) => special.saveProcessed(client, input, call),
    fetchAddress: (input, call) => special.fetchAddress(client, input, call),
    testCors: (input, call) => special.testCors(client, input, call),
    deleteObject: (input, call) => deletions.deleteObject(client, input, call),
    deletePrefix: (input, call) => deletions.deletePrefix(client, input, call),
    deleteObjects: (input, call) => deletions.deleteObjects(client, input, call),
    deleteEach: (input, call) => deletions.deleteEach(client, input, call),
    selectObjectContent: (input, receiver, call) =>
      notes.watch('selectObjectContent', () => selectObjectContent(client, input, receiver, call)),
  };
}

import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { MultipartGroup } from '../interface/multipart-group.ts';
import * as multipart from '../operations/multipart.ts';
import * as listing from '../operations/multipart-listing.ts';

/** Uploads in parts, bound to a client. */
export function bindMultipart(client: StorageClient, notes: CapabilityNotes): MultipartGroup {
  return {
    createMultipartUpload: (input, call) => multipart.createMultipartUpload(client, input, call),
    uploadPart: (input, call) => multipart.uploadPart(client, input, call),
    copyPart: (input, call) => multipart.copyPart(client, input, call),
    listPartsPage: (input, call) => listing.listPartsPage(client, input, call),
    listParts: (input, call) => listing.listParts(client, input, call),
    completeMultipartUpload: (input, call) => {
      const run = () => multipart.completeMultipartUpload(client, input, call);
      return input.conditions ? notes.watchCondition(run) : run();
    },
    abortMultipartUpload: (input, call) => multipart.abortMultipartUpload(client, input, call),
    listMultipartUploads: (input, call) => listing.listMultipartUploads(client, input, call),
    listUploadsOfKey: (input, call) => listing.listUploadsOfKey(client, input, call),
    removeIncompleteUpload: (input, call) => listing.removeIncompleteUpload(client, input, call),
  };
}

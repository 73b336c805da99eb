import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { MultipartGroup } from '../interface/multipart-group.ts';
import * as multipart from '../operations/multipart.ts';

/** Uploads in parts, bound to a client. */
export function bindMultipart(client: StorageClient, notes: CapabilityNotes): MultipartGroup {
  return {
    createMultipartUpload: (input, call) => multipart.createMultipartUpload(client, input, call),
    uploadPart: (input, call) => multipart.uploadPart(client, input, call),
    copyPart: (input, call) => multipart.copyPart(client, input, call),
    listParts: (input, call) => multipart.listParts(client, input, call),
    completeMultipartUpload: (input, call) => {
      const run = () => multipart.completeMultipartUpload(client, input, call);
      return input.conditions ? notes.watchCondition(run) : run();
    },
    abortMultipartUpload: (input, call) => multipart.abortMultipartUpload(client, input, call),
    listMultipartUploads: (input, call) => multipart.listMultipartUploads(client, input, call),
  };
}

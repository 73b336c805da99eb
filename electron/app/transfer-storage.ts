import type { StorageProvider } from '../providers/storage-provider.ts';
import type { TransferStorage } from '../transfer/storage-port.ts';

/** Most pages of unfinished uploads that are looked through for one key. */
const maxUploadPages = 10;

/** Shows a provider to the engine in the engine's own words. Closing stays with whoever opened the provider. */
export function toTransferStorage(provider: StorageProvider): TransferStorage {
  const { objects, multipart, limits } = provider;
  return {
    limits,
    get hasConditionalPut() {
      return provider.capabilities().conditionalPut?.status === 'offered';
    },
    listObjects: (input, options) => objects.listObjects(input, options),
    headObject: (input, options) => objects.headObject(input, options),
    getPartSize: (input, options) => objects.getPartSize(input, options),
    getObject: (input, receiver, options) => objects.getObject(input, receiver, options),
    putObject: (input, options) => objects.putObject(input, options),
    copyObject: (input, options) => objects.copyObject(input, options),
    readCarried: (input, options) => objects.readCarried(input, options),
    deleteObjects: (input, options) => objects.deleteObjects(input, options),
    createMultipartUpload: (input, options) => multipart.createMultipartUpload(input, options),
    uploadPart: (input, options) => multipart.uploadPart(input, options),
    copyPart: (input, options) => multipart.copyPart(input, options),
    listParts: (input, options) => multipart.listParts(input, options),
    completeMultipartUpload: (input, options) => multipart.completeMultipartUpload(input, options),
    abortMultipartUpload: (input, options) => multipart.abortMultipartUpload(input, options),
    listUnfinished: (input, options) =>
      multipart.listMultipartUploads({ ...input, maxUploads: 1_000 }, options),
    async listUploads({ bucket, key }, options) {
      const found: { uploadId: string; initiatedAtMs: number }[] = [];
      let token: string | null = null;
      for (let page = 0; page < maxUploadPages; page += 1) {
        const answer: Awaited<ReturnType<typeof multipart.listMultipartUploads>> =
          await multipart.listMultipartUploads({ bucket, prefix: key, token, maxUploads: 1_000 }, options);
        for (const upload of answer.uploads) {
          if (upload.key === key) found.push(upload);
        }
        token = answer.nextToken;
        if (token === null) break;
      }
      return found.map(({ uploadId, initiatedAtMs }) => ({ uploadId, initiatedAtMs }));
    },
  };
}

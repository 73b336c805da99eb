import type { ConnectionPool } from '../connections/open-connection.ts';
import type { StorageProvider } from '../providers/storage-provider.ts';
import type { OpenStorage, TransferStorage } from '../transfer/storage-port.ts';
import { toTransferStorage } from './transfer-storage.ts';

/**
 * Opens storages for the engine that ask the pool anew for every request: a job that runs while the user changes its
 * connection goes on with the new keys, and with the read-only switch as it is now.
 */
export function liveStorage(pool: ConnectionPool): OpenStorage {
  const adapted = new WeakMap<StorageProvider, TransferStorage>();
  return async (connectionId) => {
    const current = async (): Promise<TransferStorage> => {
      const provider = await pool.open(connectionId);
      const known = adapted.get(provider) ?? toTransferStorage(provider);
      adapted.set(provider, known);
      latest = known;
      return known;
    };
    let latest = toTransferStorage(await pool.open(connectionId));
    return {
      get limits() {
        return latest.limits;
      },
      get hasConditionalPut() {
        return latest.hasConditionalPut;
      },
      listObjects: async (input, options) => (await current()).listObjects(input, options),
      headObject: async (input, options) => (await current()).headObject(input, options),
      getPartSize: async (input, options) => (await current()).getPartSize(input, options),
      getObject: async (input, receiver, options) => (await current()).getObject(input, receiver, options),
      putObject: async (input, options) => (await current()).putObject(input, options),
      copyObject: async (input, options) => (await current()).copyObject(input, options),
      readCarried: async (input, options) => (await current()).readCarried(input, options),
      deleteObjects: async (input, options) => (await current()).deleteObjects(input, options),
      createMultipartUpload: async (input, options) =>
        (await current()).createMultipartUpload(input, options),
      uploadPart: async (input, options) => (await current()).uploadPart(input, options),
      copyPart: async (input, options) => (await current()).copyPart(input, options),
      listParts: async (input, options) => (await current()).listParts(input, options),
      completeMultipartUpload: async (input, options) =>
        (await current()).completeMultipartUpload(input, options),
      abortMultipartUpload: async (input, options) => (await current()).abortMultipartUpload(input, options),
      listUnfinished: async (input, options) => (await current()).listUnfinished(input, options),
      listUploads: async (input, options) => (await current()).listUploads(input, options),
    };
  };
}

import { capabilityNotes } from './capability-notes.ts';
import { type ClientDependencies, StorageClient } from './client/storage-client.ts';
import { cosDialect } from './cos/cos-dialect.ts';
import type { Dialect } from './dialect.ts';
import { undiciTransport } from './http/undici-transport.ts';
import * as buckets from './operations/buckets.ts';
import { copyObject } from './operations/copies.ts';
import { deleteObject, deleteObjects } from './operations/deletions.ts';
import { listObjects } from './operations/listing.ts';
import * as multipart from './operations/multipart.ts';
import { getObject, headObject, putObject } from './operations/objects.ts';
import { listBuckets } from './operations/service.ts';
import { presign } from './operations/sharing.ts';
import { listObjectVersions } from './operations/versions.ts';
import { ossDialect, ossV1Dialect } from './oss/oss-dialect.ts';
import type { ProviderOptions } from './provider-options.ts';
import { s3Dialect } from './s3/s3-dialect.ts';
import { configurationGroup, objectSettingsGroups } from './settings-groups.ts';
import type { StorageProvider } from './storage-provider.ts';

const dialects: Record<ProviderOptions['provider'], Dialect> = {
  s3: s3Dialect,
  cos: cosDialect,
  oss: ossDialect,
};

/** The dialect of a connection, with the signatures it asks for. */
export function dialectOf({
  provider,
  signatures,
}: Pick<ProviderOptions, 'provider' | 'signatures'>): Dialect {
  return provider === 'oss' && signatures === 'oss-v1' ? ossV1Dialect : dialects[provider];
}

/**
 * Opens the storage client of a connection. Nothing is sent until a method is called. `dependencies` is for tests and
 * for replaying recorded requests.
 */
export function openProvider(
  options: ProviderOptions,
  dependencies: ClientDependencies = { transport: undiciTransport(options) },
): StorageProvider {
  const dialect = dialectOf(options);
  const client = new StorageClient(dialect, options, dependencies);
  const notes = capabilityNotes(client);
  const settings = objectSettingsGroups(client);
  return {
    id: dialect.id,
    limits: dialect.limits,
    capabilities: () => notes.read(),
    close: () => client.close(),
    service: { listBuckets: (call) => listBuckets(client, call) },
    buckets: {
      createBucket: (input, call) => {
        const run = () => buckets.createBucket(client, input, call);
        return input.hasObjectLock ? notes.watch('buckets.object-lock', run) : run();
      },
      deleteBucket: (input, call) => buckets.deleteBucket(client, input, call),
      bucketExists: (input, call) => buckets.bucketExists(client, input, call),
      getBucketLocation: (input, call) => buckets.getBucketLocation(client, input, call),
    },
    configuration: configurationGroup(client),
    tags: settings.tags,
    lock: settings.lock,
    objects: {
      ...settings.objects,
      listObjects: (input, call) => listObjects(client, input, call),
      headObject: (input, call) => headObject(client, input, call),
      getObject: (input, receiver, call) => getObject(client, input, receiver, call),
      putObject: (input, call) => {
        const run = () => putObject(client, input, call);
        return input.conditions ? notes.watchCondition(run) : run();
      },
      copyObject: (input, call) => notes.watch('objects.copy', () => copyObject(client, input, call)),
      deleteObject: (input, call) => deleteObject(client, input, call),
      deleteObjects: (input, call) => deleteObjects(client, input, call),
    },
    versions: {
      listObjectVersions: (input, call) =>
        notes.watch('objects.versions', () => listObjectVersions(client, input, call)),
    },
    multipart: {
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
    },
    sharing: { presign: (input) => presign(client, input) },
  };
}

import { bindBuckets } from './bindings/buckets.ts';
import { bindBucketRetention, bindInventories, bindLiveChannels } from './bindings/channels.ts';
import { bindConfiguration } from './bindings/configuration.ts';
import { bindLive } from './bindings/live.ts';
import { bindMultipart } from './bindings/multipart.ts';
import { bindObjectSettings } from './bindings/object-settings.ts';
import { bindObjects } from './bindings/objects.ts';
import { refuseAbsent } from './capabilities/refuse-absent.ts';
import type { GroupName } from './capabilities/support.ts';
import { capabilityNotes } from './capability-notes.ts';
import { type ClientDependencies, StorageClient } from './client/storage-client.ts';
import { documentSources } from './configuration/document-source.ts';
import { cosDialect } from './cos/cos-dialect.ts';
import type { Dialect } from './dialect.ts';
import { undiciTransport } from './http/undici-transport.ts';
import { listBucketPages, listBuckets } from './operations/service.ts';
import { getAuth, presign } from './operations/sharing.ts';
import { presignPostPolicy } from './operations/upload-form.ts';
import { listObjectVersions } from './operations/versions.ts';
import { ossDialect, ossV1Dialect } from './oss/oss-dialect.ts';
import type { ProviderOptions } from './provider-options.ts';
import { s3Dialect } from './s3/s3-dialect.ts';
import type { StorageProvider } from './storage-provider.ts';

const dialects: Record<ProviderOptions['provider'], Dialect> = {
  s3: s3Dialect,
  cos: cosDialect,
  oss: ossDialect,
};

/** The dialect of a connection, with the signatures it asks for. */
export function dialectOf({
  provider,
  signatureVersion,
}: Pick<ProviderOptions, 'provider' | 'signatureVersion'>): Dialect {
  return provider === 'oss' && signatureVersion === 'v1' ? ossV1Dialect : dialects[provider];
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
  const settings = bindObjectSettings(client);
  const groups = {
    service: {
      listBuckets: (input, call) => listBuckets(client, input, call),
      listBucketPages: (input, call) => listBucketPages(client, input, call),
    },
    buckets: bindBuckets(client, notes),
    configuration: bindConfiguration(client),
    objects: { ...bindObjects(client, notes), ...settings.objects },
    tags: settings.tags,
    lock: settings.lock,
    versions: {
      listObjectVersions: (input, call) =>
        notes.watch('listObjectVersions', () => listObjectVersions(client, input, call)),
    },
    multipart: bindMultipart(client, notes),
    sharing: {
      presign: (input) => presign(client, input),
      presignPostPolicy: (input) => presignPostPolicy(client, input),
      getAuth: (input) => getAuth(client, input),
    },
    live: bindLive(client, notes),
    channels: bindLiveChannels(client),
    retention: bindBucketRetention(client),
    inventories: bindInventories(client),
  } satisfies Pick<StorageProvider, GroupName>;
  return {
    id: dialect.id,
    limits: dialect.limits,
    ...refuseAbsent(groups, dialect, options.endpoint),
    sources: documentSources(dialect),
    capabilities: () => notes.read(),
    close: () => client.close(),
  };
}

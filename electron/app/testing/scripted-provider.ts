import { failure } from '../../../shared/model/app-error.ts';
import type { ConnectionPool } from '../../connections/open-connection.ts';
import { documentSources } from '../../providers/configuration/document-source.ts';
import { dialectOf } from '../../providers/open-provider.ts';
import type { StorageProvider } from '../../providers/storage-provider.ts';

type Group = Exclude<keyof StorageProvider, 'id' | 'limits' | 'sources' | 'capabilities' | 'close'>;

/** Methods of a provider that a test gives answers for. */
export type ProviderScript = { readonly [G in Group]?: Partial<StorageProvider[G]> } & {
  readonly maxLinkLifetimeSeconds?: number;
};

/** A provider that answers what the script says and fails the test with `internal` for everything else. */
export function scriptedProvider(script: ProviderScript): StorageProvider {
  const group = <G extends Group>(name: G): StorageProvider[G] =>
    new Proxy((script[name] ?? {}) as StorageProvider[G], {
      get: (given, method) =>
        Reflect.get(given, method) ??
        (() => Promise.reject(failure('internal', `${name}.${String(method)} was not expected`))),
    });
  return {
    id: 's3',
    limits: {
      minPartSizeBytes: 5 * 2 ** 20,
      maxPartSizeBytes: 5 * 2 ** 30,
      maxPartCount: 10_000,
      maxSinglePutBytes: 5 * 2 ** 30,
      maxSingleCopyBytes: 5 * 2 ** 30,
      maxObjectBytes: 5 * 2 ** 40,
      maxDeleteBatch: 1_000,
      maxKeyBytes: 1_024,
      maxLinkLifetimeSeconds: script.maxLinkLifetimeSeconds ?? 604_800,
    },
    service: group('service'),
    buckets: group('buckets'),
    configuration: group('configuration'),
    objects: group('objects'),
    tags: group('tags'),
    lock: group('lock'),
    versions: group('versions'),
    multipart: group('multipart'),
    sharing: group('sharing'),
    live: group('live'),
    channels: group('channels'),
    retention: group('retention'),
    inventories: group('inventories'),
    sources: documentSources(dialectOf({ provider: 's3' })),
    capabilities: () => ({}) as ReturnType<StorageProvider['capabilities']>,
    close: async () => undefined,
  };
}

/** A pool whose every connection is this provider. */
export function scriptedPool(script: ProviderScript): ConnectionPool {
  return {
    open: async () => scriptedProvider(script),
    optionsOf: () => Promise.reject(failure('internal', 'no client was expected')),
    reopen: async () => undefined,
    test: () => Promise.reject(failure('internal', 'no test was expected')),
    close: async () => undefined,
  };
}

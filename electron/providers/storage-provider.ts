import type { Capabilities } from '../../shared/model/capability.ts';
import type { ProviderId } from '../../shared/model/connection.ts';
import type { DocumentSources } from './configuration/document-source.ts';
import type { BucketGroup } from './interface/bucket-group.ts';
import type { BucketRetentionGroup } from './interface/bucket-retention-group.ts';
import type { ConfigurationGroup } from './interface/configuration-group.ts';
import type { InventoryGroup } from './interface/inventory-group.ts';
import type { LiveChannelGroup } from './interface/live-channel-group.ts';
import type { LiveGroup } from './interface/live-group.ts';
import type { MultipartGroup } from './interface/multipart-group.ts';
import type { ObjectGroup } from './interface/object-group.ts';
import type { LockGroup, TagGroup } from './interface/object-settings-group.ts';
import type { ServiceGroup } from './interface/service-group.ts';
import type { SharingGroup } from './interface/sharing-group.ts';
import type { VersionGroup } from './interface/version-group.ts';

/**
 * The storage client of one connection, whatever the dialect.
 *
 * Rules for every method, not repeated below:
 * - It rejects with an `AppFailure` and nothing else. `cancelled` when `signal` aborted, and then nothing of the
 *   request is running any more. `read-only` before anything is sent when the connection is read-only and the
 *   method changes something.
 * - It is retried inside only as far as that is safe: connection failures, 429, 500, 502, 503, 504 and throttling
 *   codes, with backoff, jitter and Retry-After, each attempt freshly signed; a wrong region, a wrong clock or keys that
 *   ended early are healed once.
 *   A body is replayed only from a source that can be read again.
 * - Keys are passed on untouched; sizes are bytes; times are milliseconds since 1970 in UTC; ETags are without quotes.
 */
export interface StorageProvider {
  readonly id: ProviderId;
  readonly limits: ProviderLimits;
  readonly service: ServiceGroup;
  readonly buckets: BucketGroup;
  readonly configuration: ConfigurationGroup;
  readonly objects: ObjectGroup;
  readonly tags: TagGroup;
  readonly lock: LockGroup;
  readonly versions: VersionGroup;
  readonly multipart: MultipartGroup;
  readonly sharing: SharingGroup;
  readonly live: LiveGroup;
  readonly channels: LiveChannelGroup;
  readonly retention: BucketRetentionGroup;
  readonly inventories: InventoryGroup;
  /** The documents of `configuration` as XML that people read and write; asks no server. */
  readonly sources: DocumentSources;
  /** What the dialect and, as far as asked, the endpoint offer. */
  capabilities(): Capabilities;
  /** Closes idle connections; running requests end first. Safe to call twice. */
  close(): Promise<void>;
}

/** Bounds of a dialect, in bytes, parts and seconds. */
export interface ProviderLimits {
  readonly minPartSizeBytes: number;
  readonly maxPartSizeBytes: number;
  readonly maxPartCount: number;
  readonly maxSinglePutBytes: number;
  readonly maxSingleCopyBytes: number;
  readonly maxObjectBytes: number;
  readonly maxDeleteBatch: number;
  readonly maxKeyBytes: number;
  readonly maxLinkLifetimeSeconds: number;
}

import type { AccessControl } from '../../../shared/model/configuration/access-control.ts';
import type { Retention } from '../../../shared/model/configuration/retention.ts';
import type { AccessChange } from './access.ts';
import type { CallOptions } from './call-options.ts';

/** An object, or one of its versions. */
export interface ObjectVersionPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/**
 * Tags of objects: up to 10 pairs on Amazon, keys of 1 to 128 characters, values up to 256
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html). `not-found` for a missing object.
 */
export interface TagGroup {
  /** Empty when there are none. */
  getObjectTags(place: ObjectVersionPlace, options?: CallOptions): Promise<Readonly<Record<string, string>>>;
  /** Replaces all tags; the same twice is as once. `invalid-input` for tags the server does not take. */
  setObjectTags(
    input: ObjectVersionPlace & { tags: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<void>;
  /** Succeeds when there are none. */
  deleteObjectTags(place: ObjectVersionPlace, options?: CallOptions): Promise<void>;
}

/**
 * Locks of objects in buckets with object lock
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html). `invalid-input` for a change in a bucket
 * without lock.
 */
export interface LockGroup {
  /** null when the version is not locked, or cannot be. */
  getRetention(place: ObjectVersionPlace, options?: CallOptions): Promise<Retention | null>;
  /**
   * Both fields of `retention` are needed; the time lies ahead. `access-denied` for a shorter or weaker lock than
   * there is, which a GOVERNANCE lock takes only with `bypassesGovernance` and a COMPLIANCE lock never.
   */
  setRetention(
    input: ObjectVersionPlace & { retention: Retention; bypassesGovernance?: boolean },
    options?: CallOptions,
  ): Promise<void>;
  /** False also where nothing can be held. */
  hasLegalHold(place: ObjectVersionPlace, options?: CallOptions): Promise<boolean>;
  setLegalHold(input: ObjectVersionPlace & { isOn: boolean }, options?: CallOptions): Promise<void>;
}

/** Access to single objects, and their way out of the archive. */
export interface ObjectSettings {
  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
  getObjectAcl(place: ObjectVersionPlace, options?: CallOptions): Promise<AccessControl>;
  /**
   * Replaces who may do what; the same twice is as once. `not-offered` where the server keeps no lists but its own, and
   * for a form that the provider has not: OSS knows words only.
   */
  putObjectAcl(input: ObjectVersionPlace & AccessChange, options?: CallOptions): Promise<void>;
  /**
   * Makes an archived object readable for `days` days, from 1. `tier` is Expedited, Standard or Bulk, where there is a
   * choice. `isReadable`: it is so already; else it becomes so within minutes to hours. Asking again is no error.
   * `conflict` with reason `not-archived` for an object that is not in an archive
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html).
   */
  restoreObject(
    input: ObjectVersionPlace & { days: number; tier?: string },
    options?: CallOptions,
  ): Promise<{ isReadable: boolean }>;
}

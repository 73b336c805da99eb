import type { Check } from './check.ts';
import { bucketChecks } from './checks/buckets.ts';
import { configurationChecks } from './checks/configuration.ts';
import { errorChecks } from './checks/errors.ts';
import { keyChecks } from './checks/keys.ts';
import { listingChecks } from './checks/listing.ts';
import { multipartChecks } from './checks/multipart.ts';
import { objectSettingChecks } from './checks/object-settings.ts';
import { objectChecks } from './checks/objects.ts';
import { policyChecks } from './checks/policies.ts';
import { sharingChecks } from './checks/sharing.ts';
import { versionChecks } from './checks/versions.ts';

/** Every check, in the order they run. Each chapter has a bucket that no other one writes to. */
export const chapters: readonly (readonly Check[])[] = [
  bucketChecks,
  objectChecks,
  keyChecks,
  listingChecks,
  multipartChecks,
  versionChecks,
  configurationChecks,
  policyChecks,
  objectSettingChecks,
  sharingChecks,
  errorChecks,
];

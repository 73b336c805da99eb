import { operations } from '../capabilities/operation-table.ts';
import type { Check, CheckGroup } from './check.ts';
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

/** Where an operation that Stowage has not built belongs, by its number in the table. */
function groupAt(number: number): CheckGroup {
  if (number >= 131) return 'live';
  if (number >= 125) return 'sharing';
  if (number >= 77) return 'objects';
  return number >= 72 ? 'lock' : 'configuration';
}

/** One line for each operation that cannot be tried; the runner says why. */
const unbuiltChecks: readonly Check[] = operations
  .filter(({ by }) => by.length === 0)
  .map(({ id, number }) => ({ group: groupAt(number), operation: id, run: () => Promise.resolve() }));

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
  unbuiltChecks,
];

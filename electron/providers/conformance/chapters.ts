import { operations } from '../capabilities/operation-table.ts';
import type { Check, CheckGroup } from './check.ts';
import { bucketChecks } from './checks/buckets.ts';
import { channelChecks } from './checks/channels.ts';
import { configurationChecks } from './checks/configuration.ts';
import { connectionChecks } from './checks/connection.ts';
import { errorChecks } from './checks/errors.ts';
import { formChecks } from './checks/forms.ts';
import { keyChecks } from './checks/keys.ts';
import { listingChecks } from './checks/listing.ts';
import { liveChecks } from './checks/live.ts';
import { multipartChecks } from './checks/multipart.ts';
import { objectActionChecks } from './checks/object-actions.ts';
import { objectSettingChecks } from './checks/object-settings.ts';
import { objectChecks } from './checks/objects.ts';
import { otherUserChecks } from './checks/other-users.ts';
import { policyChecks } from './checks/policies.ts';
import { processingChecks } from './checks/processing.ts';
import { sharingChecks } from './checks/sharing.ts';
import { transferChecks } from './checks/transfers.ts';
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
  // Early, because what they lock is free again by the end.
  objectSettingChecks,
  objectChecks,
  objectActionChecks,
  processingChecks,
  keyChecks,
  listingChecks,
  multipartChecks,
  transferChecks,
  versionChecks,
  configurationChecks,
  policyChecks,
  otherUserChecks,
  sharingChecks,
  formChecks,
  liveChecks,
  channelChecks,
  connectionChecks,
  errorChecks,
  unbuiltChecks,
];

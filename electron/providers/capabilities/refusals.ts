import { type AppFailure, failure } from '../../../shared/model/app-error.ts';

/**
 * Why a provider has no such operation: the name is the `reason` that the page translates (`errors.reasons`), the
 * message its English wording.
 */
const refusals = [
  { reason: 'no-event-stream', message: 'The provider has no stream of changes to listen to.' },
  {
    reason: 'no-notifications',
    message: 'The provider tells of changes through functions that are set up outside the bucket.',
  },
  {
    reason: 'no-object-lock',
    message: 'The provider does not lock objects one by one; it keeps whole buckets by a retention policy.',
  },
  {
    reason: 'no-lock-from-creation',
    message: 'The provider does not lock the objects of a bucket from its creation on.',
  },
  { reason: 'no-legal-hold', message: 'The provider has no legal hold of single objects.' },
  {
    reason: 'no-bucket-retention',
    message: 'The provider has no retention policy for whole buckets; it locks objects one by one.',
  },
  { reason: 'no-customer-keys', message: 'The provider takes no encryption keys of the customer.' },
  { reason: 'no-image-processing', message: 'The provider does not process images.' },
  { reason: 'no-prefix-delete', message: 'The server does not delete everything below a prefix at once.' },
  { reason: 'no-address-fetch', message: 'The provider does not fetch addresses by itself.' },
  { reason: 'no-symlinks', message: 'The provider has no symbolic links between objects.' },
  { reason: 'no-live-channels', message: 'The provider takes no live video.' },
  { reason: 'no-tag-filter', message: 'The provider does not list buckets by their tags.' },
  {
    reason: 'no-bucket-class',
    message: 'The provider has no storage class of buckets: each object has its own.',
  },
  {
    reason: 'no-bucket-zones',
    message: 'In how many zones an object is kept is a matter of its storage class here.',
  },
  { reason: 'no-bucket-ownership', message: 'Objects always belong to the owner of the bucket here.' },
  { reason: 'no-forced-deletion', message: 'The provider deletes empty buckets only.' },
  { reason: 'no-access-lists', message: 'The provider gives access by a word; use a policy to name people.' },
  { reason: 'worked-out', message: 'The provider works this out from other settings.' },
  { reason: 'setting-not-offered', message: 'The provider has no such setting of a bucket.' },
  // Not the provider's fault, and not for long.
  { reason: 'not-built', message: 'Stowage cannot do this yet.' },
] as const;

export type RefusalName = (typeof refusals)[number]['reason'];

const messages: ReadonlyMap<string, string> = new Map(
  refusals.map(({ reason, message }) => [reason, message]),
);

/** The failure of an operation, or of a part of one, that the provider has not. */
export function refusal(reason: RefusalName): AppFailure {
  return failure('not-offered', refusalMessage(reason), { reason });
}

/** The English wording of a reason. */
export function refusalMessage(reason: RefusalName): string {
  return messages.get(reason) ?? reason;
}

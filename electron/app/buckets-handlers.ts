import { failure, toAppError } from '../../shared/model/app-error.ts';
import { type BucketNameProblem, findBucketNameProblem } from '../../shared/model/bucket-name.ts';
import type { ProviderId } from '../../shared/model/connection.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';

/** Answers `buckets.*`. */
export function bucketsHandlers(deps: {
  profiles: ProfileStore;
  pool: ConnectionPool;
  events: EventSink;
}): AreaHandlers<'buckets'> {
  const { profiles, pool, events } = deps;
  return {
    async 'buckets.list'({ connectionId }, { signal }) {
      const { startAt, credentialSource } = profiles.find(connectionId);
      const asDenied =
        startAt === null
          ? null
          : { buckets: [{ name: startAt.bucket, createdAtMs: null, region: null }], isListingDenied: true };
      // Services answer an anonymous request for buckets in odd ways: AWS with a redirect to its web site.
      if (asDenied !== null && credentialSource.type === 'anonymous') return asDenied;
      const provider = await pool.open(connectionId);
      try {
        return { buckets: await provider.service.listBuckets({ signal }), isListingDenied: false };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.kind !== 'access-denied') throw thrown;
        if (asDenied !== null) return asDenied;
        throw failure(
          'access-denied',
          'These keys may not list buckets. Name a bucket to open in the settings of the connection.',
          { ...error, reason: 'bucket-listing-denied', action: { type: 'edit-connection', connectionId } },
        );
      }
    },
    async 'buckets.create'({ connectionId, bucket, region, hasObjectLock }, { signal }) {
      const provider = await pool.open(connectionId);
      refuseBadName(provider.id, bucket);
      await provider.buckets.createBucket({ bucket, region, hasObjectLock }, { signal });
      events.emit('buckets.changed', { connectionId });
      return {};
    },
    async 'buckets.delete'({ connectionId, bucket }, { signal }) {
      const provider = await pool.open(connectionId);
      await provider.buckets.deleteBucket({ bucket }, { signal });
      events.emit('buckets.changed', { connectionId });
      return {};
    },
    async 'buckets.location'({ connectionId, bucket }, { signal }) {
      const provider = await pool.open(connectionId);
      return provider.buckets.getBucketLocation({ bucket }, { signal });
    },
  };
}

const nameSentences: Record<BucketNameProblem, string> = {
  'bucket-name-too-short': 'A bucket name needs at least {minLength} characters.',
  'bucket-name-too-long': 'A bucket name may have at most {maxLength} characters.',
  'bucket-name-characters':
    'A bucket name may only have lower-case letters, digits and hyphens (on S3 also dots).',
  'bucket-name-ends': 'A bucket name begins and ends with a letter or a digit.',
  'bucket-name-dots': 'A bucket name must not have two dots side by side.',
  'bucket-name-address': 'A bucket name must not look like an IP address.',
  'bucket-name-reserved': 'This beginning or ending of a bucket name is reserved by the service.',
  'bucket-name-account': 'A COS bucket name ends with a hyphen and the number of your account.',
};

function refuseBadName(provider: ProviderId, bucket: string): void {
  const broken = findBucketNameProblem(provider, bucket);
  if (broken === null) return;
  const { problem, minLength, maxLength } = broken;
  const sentence = nameSentences[problem]
    .replace('{minLength}', String(minLength))
    .replace('{maxLength}', String(maxLength));
  throw failure('invalid-input', sentence, {
    reason: problem,
    values: { bucket, minLength, maxLength },
    resource: bucket,
  });
}

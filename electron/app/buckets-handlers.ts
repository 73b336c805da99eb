import { failure, toAppError } from '../../shared/model/app-error.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import { configurationHandlers } from './configuration/configuration-handlers.ts';
import type { DocumentHistory } from './configuration/document-history.ts';
import type { AreaHandlers, EventSink } from './handlers.ts';

/** Answers `buckets.*`. */
export function bucketsHandlers(deps: {
  profiles: ProfileStore;
  pool: ConnectionPool;
  events: EventSink;
  history: DocumentHistory;
}): AreaHandlers<'buckets'> {
  const { profiles, pool, events, history } = deps;
  return {
    ...configurationHandlers({ pool, history }),
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
        return { buckets: await provider.service.listBuckets({}, { signal }), isListingDenied: false };
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

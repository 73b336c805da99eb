import { failure } from '../../shared/model/app-error.ts';
import type { JobRequest } from '../../shared/model/transfer.ts';
import type { ProfileStore } from '../connections/profile-store.ts';
import type { AreaHandlers } from './handlers.ts';

/**
 * Refuses a job that would change something in a read-only connection at once, with `read-only`, instead of letting
 * it fail object by object. `not-found` for a connection that is gone.
 */
export function refuseReadOnlyJobs(
  handlers: AreaHandlers<'transfers'>,
  profiles: ProfileStore,
): AreaHandlers<'transfers'> {
  const refuse = (connectionIds: readonly string[]) => {
    for (const connectionId of connectionIds) {
      const { name, isReadOnly } = profiles.find(connectionId);
      if (!isReadOnly) continue;
      throw failure('read-only', `The connection ${name} is read-only. Nothing was changed.`, {
        reason: 'connection-read-only',
        values: { connection: name },
        action: { type: 'edit-connection', connectionId },
      });
    }
  };
  return {
    ...handlers,
    async 'transfers.create'(input, context) {
      profiles.find(input.request.connectionId);
      refuse(changedConnections(input.request));
      return handlers['transfers.create'](input, context);
    },
    async 'transfers.runSync'(input, context) {
      const { request } = await handlers['transfers.getSyncPlan'](input, context);
      if (request.direction === 'up') refuse([request.connectionId]);
      return handlers['transfers.runSync'](input, context);
    },
  };
}

function changedConnections(request: JobRequest): string[] {
  switch (request.kind) {
    case 'download':
      return [];
    case 'upload':
    case 'delete':
      return [request.connectionId];
    case 'copy':
      return [request.target.connectionId];
    case 'move':
      return [request.connectionId, request.target.connectionId];
  }
}

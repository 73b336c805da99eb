import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { ChangeListener, LiveGroup } from '../interface/live-group.ts';
import { listen } from '../operations/listen.ts';

/** Changes while they happen, bound to a client. */
export function bindLive(client: StorageClient, notes: CapabilityNotes): LiveGroup {
  const noting = (listener: ChangeListener): ChangeListener => ({
    opened() {
      // The stream never ends well, so that only its beginning tells.
      notes.note('listenBucketNotification', { status: 'offered' });
      listener.opened();
    },
    change: (change) => listener.change(change),
    interrupted: (error, retryInMs) => listener.interrupted(error, retryInMs),
  });
  return {
    listen: (input, listener, call) =>
      notes.watch('listenBucketNotification', () => listen(client, input, noting(listener), call)),
  };
}

import { Plus, RefreshCw, Search, SlidersHorizontal } from 'lucide-react';
import type { Command } from '../../app/commands.ts';
import { openBucketSettings, selectShownBucket, selectShownConnectionId } from '../../app/navigation.ts';
import type { AppState } from '../../app/store.ts';
import { createBucketRefusal } from './bucket-refusals.ts';

/** The connection whose buckets are in the centre; null while something else is. */
function shownConnectionId({ shell: { view } }: AppState): string | null {
  return view.type === 'connection' ? view.connectionId : null;
}

/** Marks the filter of the table for the command that puts the keyboard into it. */
export const bucketFilterMark = 'buckets-filter';

/** What can be done with the table of buckets. */
export const bucketsCommands: readonly Command[] = [
  {
    id: 'buckets.refresh',
    labelKey: 'buckets.commands.refresh',
    icon: RefreshCw,
    shortcuts: ['F5', 'Mod+R'],
    isEnabled: (state) => shownConnectionId(state) !== null,
    perform(state) {
      const connectionId = shownConnectionId(state);
      if (connectionId !== null) state.buckets.refresh(connectionId);
    },
  },
  {
    id: 'buckets.create',
    labelKey: 'buckets.commands.create',
    icon: Plus,
    shortcuts: ['Mod+Shift+N'],
    isEnabled: (state) => createBucketRefusal(state, shownConnectionId(state)) === null,
    disabledReason: (state) => createBucketRefusal(state, shownConnectionId(state)),
    perform(state) {
      const connectionId = shownConnectionId(state);
      if (connectionId !== null) state.buckets.openDialog({ type: 'create', connectionId });
    },
  },
  {
    id: 'buckets.settings',
    labelKey: 'buckets.commands.settings',
    icon: SlidersHorizontal,
    shortcuts: ['Mod+Shift+B'],
    isEnabled: (state) => selectShownBucket(state) !== null,
    perform(state) {
      const connectionId = selectShownConnectionId(state);
      const bucket = selectShownBucket(state);
      if (connectionId !== null && bucket !== null) openBucketSettings(state, { connectionId, bucket });
    },
  },
  {
    id: 'buckets.filter',
    labelKey: 'buckets.commands.filter',
    icon: Search,
    shortcuts: ['/', 'Mod+F'],
    isEnabled: (state) => shownConnectionId(state) !== null,
    perform: () =>
      document.querySelector<HTMLInputElement>(`[data-focus="${bucketFilterMark}"] input`)?.focus(),
  },
];

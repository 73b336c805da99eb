import type { HostInfo, Settings } from '../../../shared/contract/settings.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Client } from '../../bridge/client.ts';

export interface SettingsState {
  /** null until they were read. */
  readonly values: Settings | null;
  readonly hostInfo: HostInfo | null;
  /** Why they could not be read, or why the last change was not saved. */
  readonly error: AppError | null;
  readonly isDialogOpen: boolean;
  /** Reasons of the host's notices that the user has put away. */
  readonly dismissedNotices: readonly string[];
  load(): Promise<void>;
  /** Shows the change at once and takes it back when it cannot be saved. */
  update(change: Partial<Settings>): Promise<void>;
  openDialog(): void;
  closeDialog(): void;
  dismissNotice(reason: string): void;
}

export interface SettingsSlice {
  readonly settings: SettingsState;
}

type Update = (change: (state: SettingsSlice) => Partial<SettingsSlice>) => void;

/** Makes the slice and follows changes that another window made. */
export function createSettingsSlice(client: Client) {
  return (set: Update, get: () => SettingsSlice): SettingsSlice => {
    const change = (part: Partial<SettingsState>) =>
      set((state) => ({ settings: { ...state.settings, ...part } }));

    client.on(
      'settings.changed',
      (values) => change({ values }),
      () => void get().settings.load(),
    );

    return {
      settings: {
        values: null,
        hostInfo: null,
        error: null,
        isDialogOpen: false,
        dismissedNotices: [],
        async load() {
          try {
            const [values, hostInfo] = await Promise.all([
              client.call('settings.get', {}),
              client.call('settings.hostInfo', {}),
            ]);
            change({ values, hostInfo, error: null });
          } catch (thrown) {
            change({ error: toAppError(thrown) });
          }
        },
        async update(wanted) {
          const before = get().settings.values;
          if (before !== null) change({ values: { ...before, ...wanted }, error: null });
          try {
            change({ values: await client.call('settings.update', wanted) });
          } catch (thrown) {
            change({ values: before, error: toAppError(thrown) });
          }
        },
        openDialog: () => change({ isDialogOpen: true }),
        closeDialog: () => change({ isDialogOpen: false, error: null }),
        dismissNotice: (reason) => change({ dismissedNotices: [...get().settings.dismissedNotices, reason] }),
      },
    };
  };
}

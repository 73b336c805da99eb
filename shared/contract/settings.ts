import { z } from 'zod';
import { bandwidthLimitSchema, conflictPolicies, transferWindowSchema } from '../model/transfer.ts';
import { defineArea } from './define.ts';

const nothing = z.strictObject({});

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'zh-CN']),
  /** Where downloads go when nothing else is chosen; null: the platform's download folder. */
  downloadFolder: z.string().nullable(),
  conflict: z.enum(conflictPolicies),
  /** Files at once over all jobs, 1 to 64; null: as many as the servers are worth. */
  parallelFiles: z.number().int().min(1).max(64).nullable(),
  /** Memory for part buffers over all transfers, in MiB. */
  transferMemoryMib: z.number().int().min(64).max(4_096),
  /** Over all transfers; a connection can have a limit of its own besides. */
  bandwidth: bandwidthLimitSchema,
  /** When transfers may run; null: always. */
  transferWindow: transferWindowSchema.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const hostInfoSchema = z.strictObject({
  version: z.string(),
  host: z.enum(['desktop', 'web']),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** True where the host can open its own file dialogs. */
  hasDialogs: z.boolean(),
  downloadFolder: z.string(),
  /** How secrets are kept, for the warning on the credential form. */
  vault: z.enum(['os-keychain', 'key-file', 'memory']),
  /** Things to tell the user once: a settings file that was set aside, for example. */
  notices: z.array(z.strictObject({ reason: z.string(), values: z.record(z.string(), z.string()) })),
});
export type HostInfo = z.infer<typeof hostInfoSchema>;

/** Preferences and facts about the host. */
export const settingsArea = defineArea({
  methods: {
    hostInfo: { input: nothing, output: hostInfoSchema },
    get: { input: nothing, output: settingsSchema },
    update: { input: settingsSchema.partial(), output: settingsSchema },
  },
  events: {
    changed: { payload: settingsSchema },
  },
});

import { z } from 'zod';

/** `up` makes a prefix like a folder, `down` a folder like a prefix. */
export const syncDirections = ['up', 'down'] as const;

/** How two files of one size are told apart: by which is newer, or by their bytes without moving them. */
export const syncComparisons = ['size-and-time', 'checksum'] as const;

/**
 * What is the matter with one file. `new` and `changed` would be moved, `deleted` is on the target side alone; `unknown`
 * has the same size and nothing that its bytes could be compared by.
 */
export const syncChanges = ['new', 'changed', 'deleted', 'same', 'unknown'] as const;

/** A folder and a prefix to be compared, and perhaps made the same. */
export const folderSyncSchema = z.strictObject({
  direction: z.enum(syncDirections),
  connectionId: z.string().min(1),
  bucket: z.string().min(1),
  /** Ends in `/`, or is empty for the whole bucket. */
  prefix: z.string().max(1_024),
  /** The folder, as `chooseLocal` or `registerHostPath` gave it out. */
  folderRefId: z.string().min(1),
  compareBy: z.enum(syncComparisons),
  /** What is on the target side alone is deleted there. */
  isMirror: z.boolean(),
  /**
   * Patterns on paths below folder and prefix: `*` and `?` within a name, `**` over folders; one without `/` fits a name
   * anywhere. Nothing to include includes everything; what is excluded is neither moved nor deleted.
   */
  include: z.array(z.string().min(1).max(1_024)).max(100),
  exclude: z.array(z.string().min(1).max(1_024)).max(100),
});

/** One file of a comparison. */
export const syncEntrySchema = z.strictObject({
  change: z.enum(syncChanges),
  /** Below the prefix, with `/` between parts. */
  path: z.string(),
  /** Below the folder, as the disk has it or would get it: it cannot have every key as a name. */
  localPath: z.string(),
  key: z.string(),
  /** null where the side does not have it. */
  localSizeBytes: z.number().nonnegative().nullable(),
  objectSizeBytes: z.number().nonnegative().nullable(),
});

/** A comparison that was made: sums by change; its entries are asked for by page. */
export const syncPlanSchema = z.strictObject({
  planId: z.string(),
  request: folderSyncSchema,
  /** When the comparison was made. */
  atMs: z.number(),
  counts: z.record(z.enum(syncChanges), z.number().int().nonnegative()),
  /** Bytes that would be moved. */
  bytes: z.number().nonnegative(),
});

/** A plan as text: data, or the commands of a program that would do the same. */
export const planForms = ['json', 'aws', 'mc', 'coscli', 'ossutil'] as const;

export type FolderSync = z.infer<typeof folderSyncSchema>;
export type SyncChange = (typeof syncChanges)[number];
export type SyncEntry = z.infer<typeof syncEntrySchema>;
export type SyncPlan = z.infer<typeof syncPlanSchema>;
export type PlanForm = (typeof planForms)[number];

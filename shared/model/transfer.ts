import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { objectKeySchema } from './object.ts';

/** What to do when the target name is taken. `ask` stops the item until the user decides. */
export const conflictPolicies = ['overwrite', 'skip', 'rename', 'if-newer', 'if-different', 'ask'] as const;

export const jobKinds = ['upload', 'download', 'copy', 'move', 'delete'] as const;

/**
 * A job is one action of the user; an item is one object of it.
 * `planning` enumerates; `planned` waits for the user to say go; `needs-user` cannot go on without a decision.
 */
export const jobStates = [
  'planning',
  'planned',
  'queued',
  'running',
  'paused',
  'needs-user',
  'done',
  'done-with-failures',
  'failed',
  'cancelled',
] as const;

export const itemStates = [
  'queued',
  'running',
  'verifying',
  'needs-user',
  'done',
  'skipped',
  'failed',
  'cancelled',
] as const;

/** What kept an existing object from being overwritten: the server itself, a look before, or nothing. */
export const overwriteGuards = ['atomic', 'checked', 'none'] as const;

/**
 * An opaque handle on a local file or folder, given out by the host (a dialog, a drop, a path typed on the web host).
 * The renderer never names a path itself.
 */
export const localRefSchema = z.strictObject({
  refId: z.string().min(1),
  /** Name to show: the last part of the path. */
  name: z.string(),
  type: z.enum(['file', 'folder', 'drop']),
});

const location = { connectionId: z.string().min(1), bucket: z.string().min(1) };

/** What a selection in a bucket names: objects by key, folders by prefix (which ends in `/`). */
export const objectSelectionSchema = z.strictObject({
  keys: z.array(objectKeySchema),
  prefixes: z.array(z.string()),
});

/** Jobs of a higher priority get lanes first; those of the same one take turns. */
export const jobPriorities = ['high', 'normal', 'low'] as const;

/**
 * When transfers may run, by the clock of the host: minutes since midnight, and the days (0 is Sunday) on which the window
 * begins. One that ends before it begins goes over midnight; the same minute twice is the whole day.
 */
export const transferWindowSchema = z.strictObject({
  fromMinute: z.number().int().min(0).max(1_439),
  toMinute: z.number().int().min(0).max(1_439),
  weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
});

/** Most bytes a second, 1,024 or more, by direction; null: as many as there can be. */
export const bandwidthLimitSchema = z.strictObject({
  upBytesPerSecond: z.number().int().min(1_024).nullable(),
  downBytesPerSecond: z.number().int().min(1_024).nullable(),
});

export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('upload'),
    ...location,
    /** Prefix to upload into; empty for the bucket's root. */
    prefix: z.string().max(1_024),
    sourceRefIds: z.array(z.string()).min(1),
    /** Only these files of the one folder that is chosen, by their path below it; their keys begin there too. */
    paths: z.array(z.string().min(1).max(4_096)).min(1).optional(),
    conflict: z.enum(conflictPolicies),
  }),
  z.strictObject({
    kind: z.literal('download'),
    ...location,
    /** Prefix that is cut from keys to make local names: what the user was looking at. */
    basePrefix: z.string().max(1_024),
    selection: objectSelectionSchema,
    /** null: the download folder of the settings. */
    targetRefId: z.string().nullable(),
    conflict: z.enum(conflictPolicies),
  }),
  z.strictObject({
    kind: z.enum(['copy', 'move']),
    ...location,
    basePrefix: z.string().max(1_024),
    selection: objectSelectionSchema,
    target: z.strictObject({
      ...location,
      prefix: z.string().max(1_024),
      /** New last name for a selection of one: a rename. */
      newName: z.string().min(1).max(1_024).nullable(),
    }),
    conflict: z.enum(conflictPolicies),
  }),
  z.strictObject({
    kind: z.literal('delete'),
    ...location,
    selection: objectSelectionSchema,
    /** Sizes of `selection.keys` in their order, as a listing told them: what is not told counts as 0 bytes. */
    keySizesBytes: z.array(z.number().nonnegative()).optional(),
  }),
]);

/** One job as the transfers dock shows it. All counts are of items, all sizes of bytes. */
export const jobSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(jobKinds),
  state: z.enum(jobStates),
  /** What the user would call it: the name of the first file, folder or object that was chosen. */
  title: z.string(),
  /** How many were chosen besides the one in `title`; 0 for one alone. */
  moreCount: z.number().int().nonnegative(),
  connectionId: z.string(),
  bucket: z.string(),
  /** Where from, and where to, in words: a prefix, a local folder, another bucket; never a secret. */
  from: z.string(),
  to: z.string(),
  conflict: z.enum(conflictPolicies),
  priority: z.enum(jobPriorities),
  /** Where it stands in the list: a lower number is higher up. */
  position: z.number(),
  createdAtMs: z.number(),
  finishedAtMs: z.number().nullable(),
  /** False while the enumeration still finds items: totals can grow. */
  isCounted: z.boolean(),
  itemCount: z.number().int().nonnegative(),
  doneCount: z.number().int().nonnegative(),
  skippedCount: z.number().int().nonnegative(),
  failedCount: z.number().int().nonnegative(),
  needsUserCount: z.number().int().nonnegative(),
  totalBytes: z.number().nonnegative(),
  /** Bytes that are safe on the other side. */
  doneBytes: z.number().nonnegative(),
  bytesPerSecond: z.number().nonnegative(),
  /** null while unknown. */
  secondsLeft: z.number().nonnegative().nullable(),
  error: appErrorSchema.nullable(),
});

/** What has the name that an item wants: an object in the bucket, or a file in the folder of a download. */
export const existingSideSchema = z.strictObject({
  sizeBytes: z.number().nonnegative(),
  /** null when nobody says. */
  modifiedAtMs: z.number().nullable(),
});

/** One object of a job. */
export const jobItemSchema = z.strictObject({
  id: z.number().int(),
  jobId: z.string(),
  state: z.enum(itemStates),
  key: z.string(),
  /** The local path below the job's source or target folder, or the target key of a copy. */
  otherName: z.string(),
  sizeBytes: z.number().nonnegative(),
  /** When what is transferred was last changed; null while nobody has said. */
  modifiedAtMs: z.number().nullable(),
  doneBytes: z.number().nonnegative(),
  /** What was found at the name of an item in `needs-user`; null in other states, and when it was not looked at. */
  existing: existingSideSchema.nullable(),
  guard: z.enum(overwriteGuards).nullable(),
  error: appErrorSchema.nullable(),
});

/** Clocks, servers and file systems round: times of change closer than this are the same time. */
export const sameTimeMs = 2_000;

/** Sums over all jobs. */
export const transferTotalsSchema = z.strictObject({
  runningCount: z.number().int().nonnegative(),
  waitingCount: z.number().int().nonnegative(),
  needsUserCount: z.number().int().nonnegative(),
  uploadBytesPerSecond: z.number().nonnegative(),
  downloadBytesPerSecond: z.number().nonnegative(),
});

export type ConflictPolicy = (typeof conflictPolicies)[number];
export type JobPriority = (typeof jobPriorities)[number];
export type TransferWindow = z.infer<typeof transferWindowSchema>;
export type BandwidthLimit = z.infer<typeof bandwidthLimitSchema>;
export type JobKind = (typeof jobKinds)[number];
export type JobState = (typeof jobStates)[number];
export type ItemState = (typeof itemStates)[number];
export type OverwriteGuard = (typeof overwriteGuards)[number];
export type LocalRef = z.infer<typeof localRefSchema>;
export type ObjectSelection = z.infer<typeof objectSelectionSchema>;
export type JobRequest = z.infer<typeof jobRequestSchema>;
export type Job = z.infer<typeof jobSchema>;
export type ExistingSide = z.infer<typeof existingSideSchema>;
export type JobItem = z.infer<typeof jobItemSchema>;
export type TransferTotals = z.infer<typeof transferTotalsSchema>;

import { z } from 'zod';
import {
  folderSyncSchema,
  planForms,
  syncChanges,
  syncEntrySchema,
  syncPlanSchema,
} from '../model/folder-sync.ts';
import { objectKeySchema } from '../model/object.ts';
import { leftoverSchema, receiptSchema } from '../model/receipt.ts';
import {
  conflictPolicies,
  itemStates,
  jobItemSchema,
  jobPriorities,
  jobRequestSchema,
  jobSchema,
  localRefSchema,
  transferTotalsSchema,
} from '../model/transfer.ts';
import { defineArea } from './define.ts';

const nothing = z.strictObject({});
const place = { connectionId: z.string().min(1), bucket: z.string().min(1) };
const byJob = z.strictObject({ jobId: z.string().min(1) });

/** A file of a drop, as the page found it. `fileId` is the page's own name for the File object it holds. */
export const browserFileSchema = z.strictObject({
  fileId: z.string().min(1).max(64),
  /** Path below the drop with `/` between parts; for a single file its name. */
  relativePath: z.string().min(1).max(4_096),
  sizeBytes: z.number().int().nonnegative(),
  modifiedAtMs: z.number(),
});
export type BrowserFile = z.infer<typeof browserFileSchema>;

/** Jobs: create, look at, run, pause, resume, cancel. */
export const transfersArea = defineArea({
  methods: {
    /** Opens the host's own dialog. Not offered by the web host: see `settings.hostInfo`. */
    chooseLocal: {
      input: z.strictObject({ what: z.enum(['files', 'folder', 'target-folder']) }),
      output: z.strictObject({ refs: z.array(localRefSchema) }),
    },
    /** Web host only: a path on the host's own disk, typed by the user. */
    registerHostPath: {
      input: z.strictObject({ path: z.string().min(1).max(4_096) }),
      output: localRefSchema,
    },
    /** Desktop only: files dropped on the window, by the path the preload script found for each. */
    registerDroppedPaths: {
      input: z.strictObject({ paths: z.array(z.string().min(1).max(4_096)).min(1) }),
      output: z.strictObject({ refs: z.array(localRefSchema) }),
    },
    /** Web host only: begins a drop; its files follow in batches while the job may already run. */
    openDrop: { input: z.strictObject({ name: z.string() }), output: localRefSchema },
    addToDrop: {
      input: z.strictObject({
        refId: z.string().min(1),
        files: z.array(browserFileSchema).max(5_000),
        folders: z.array(z.string().max(4_096)).max(5_000),
        isLast: z.boolean(),
      }),
      output: nothing,
    },
    /** After a reload or a restart: gives a waiting job the files it needs again, matched by path, size and time. */
    replaceSources: {
      input: z.strictObject({ jobId: z.string().min(1), sourceRefIds: z.array(z.string()).min(1) }),
      output: z.strictObject({ matchedCount: z.number().int(), missingCount: z.number().int() }),
    },
    /** Gives a download that stands still another folder. What it wrote into the old one stays there. */
    replaceTarget: {
      input: z.strictObject({ jobId: z.string().min(1), targetRefId: z.string().min(1) }),
      output: jobSchema,
    },
    /** Creates a job. With `isReviewed` it stops at `planned` until `run`; otherwise it starts while it enumerates. */
    create: {
      input: z.strictObject({ request: jobRequestSchema, isReviewed: z.boolean() }),
      output: jobSchema,
    },
    run: { input: byJob, output: jobSchema },
    pause: { input: byJob, output: jobSchema },
    resume: { input: byJob, output: jobSchema },
    /** Stops a job, aborts its unfinished uploads on the server and removes its temporary files. */
    cancel: { input: byJob, output: jobSchema },
    /** Queues the failed items of a job again. */
    retryFailed: { input: byJob, output: jobSchema },
    /** Takes an ended job off the list. */
    remove: { input: byJob, output: nothing },
    removeEnded: { input: nothing, output: nothing },
    /** Jobs of a higher priority get lanes first. */
    setPriority: {
      input: z.strictObject({ jobId: z.string().min(1), priority: z.enum(jobPriorities) }),
      output: jobSchema,
    },
    /** Puts a job right before another one of the list, or at its end for null. */
    move: {
      input: z.strictObject({ jobId: z.string().min(1), beforeJobId: z.string().min(1).nullable() }),
      output: jobSchema,
    },
    pauseAll: { input: nothing, output: nothing },
    resumeAll: { input: nothing, output: nothing },
    /** All jobs on the list with the sequence number that the next `transfers.changed` follows. */
    list: {
      input: nothing,
      output: z.strictObject({
        jobs: z.array(jobSchema),
        totals: transferTotalsSchema,
        isPaused: z.boolean(),
        /** When the transfer window of the settings lets jobs run again; null while it holds none back. */
        windowOpensAtMs: z.number().nullable(),
      }),
    },
    listItems: {
      input: z.strictObject({
        jobId: z.string().min(1),
        state: z.enum(itemStates).nullable(),
        /** Items with a larger id follow; 0 begins. */
        afterId: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(1_000),
      }),
      output: z.strictObject({ items: z.array(jobItemSchema) }),
    },
    /** Decides a conflict for one waiting item, or for all of the job with `appliesToAll`. */
    resolveConflict: {
      input: z.strictObject({
        jobId: z.string().min(1),
        itemId: z.number().int(),
        decision: z.enum(conflictPolicies).exclude(['ask']),
        appliesToAll: z.boolean(),
      }),
      output: nothing,
    },
    /** Compares a folder with a prefix and moves nothing: the plan of a sync, or the proof that both are the same. */
    planSync: { input: folderSyncSchema, output: syncPlanSchema },
    getSyncPlan: { input: z.strictObject({ planId: z.string().min(1) }), output: syncPlanSchema },
    /** Entries of a plan from `offset` on, all or those of one change. */
    listSyncPlan: {
      input: z.strictObject({
        planId: z.string().min(1),
        change: z.enum(syncChanges).nullable(),
        offset: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(1_000),
      }),
      output: z.strictObject({ entries: z.array(syncEntrySchema) }),
    },
    /** A plan as text, to be kept or to be run by another program. */
    exportSyncPlan: {
      input: z.strictObject({ planId: z.string().min(1), form: z.enum(planForms) }),
      output: z.strictObject({ text: z.string() }),
    },
    /** Begins the jobs of a plan that was looked at. */
    runSync: {
      input: z.strictObject({ planId: z.string().min(1) }),
      output: z.strictObject({ jobs: z.array(jobSchema) }),
    },
    /**
     * One page of what a job does, planned or not, item by item: JSON lines, or the commands of another program that
     * would do the same.
     */
    exportPlan: {
      input: z.strictObject({
        jobId: z.string().min(1),
        form: z.enum(planForms),
        afterId: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(1_000),
      }),
      output: z.strictObject({ text: z.string(), nextAfterId: z.number().int().nullable() }),
    },
    /** Creates the same job once more, from what it was asked for. */
    repeat: {
      input: z.strictObject({ jobId: z.string().min(1), isReviewed: z.boolean() }),
      output: jobSchema,
    },
    /** One page of what a job did, with what is known of the bytes on both sides: a manifest to keep. */
    receipt: {
      input: z.strictObject({
        jobId: z.string().min(1),
        /** `nextAfterId` of the page before; 0 begins. */
        afterId: z.number().int().nonnegative(),
        limit: z.number().int().min(1).max(1_000),
      }),
      output: receiptSchema,
    },
    /** One page of the uploads of a bucket that were begun and never ended, whoever began them. */
    listLeftovers: {
      input: z.strictObject({
        ...place,
        prefix: z.string().max(1_024),
        token: z.string().nullable(),
      }),
      output: z.strictObject({ leftovers: z.array(leftoverSchema), nextToken: z.string().nullable() }),
    },
    /** Aborts such uploads; `conflict` when a job of the list goes on with one. */
    removeLeftovers: {
      input: z.strictObject({
        ...place,
        uploads: z
          .array(z.strictObject({ key: objectKeySchema, uploadId: z.string().min(1) }))
          .min(1)
          .max(1_000),
      }),
      output: nothing,
    },
    /** Opens the folder of a finished download in the platform's file manager. Desktop only. */
    revealLocal: { input: byJob, output: nothing },
  },
  events: {
    /** At most ten a second: only jobs that changed, and the sums. */
    changed: {
      payload: z.strictObject({
        jobs: z.array(jobSchema),
        removedJobIds: z.array(z.string()),
        totals: transferTotalsSchema,
        isPaused: z.boolean(),
        windowOpensAtMs: z.number().nullable(),
      }),
    },
    /** Web host only: asks the page that holds a dropped file for bytes, to be PUT to `/bytes/<readId>`. */
    readRequested: {
      payload: z.strictObject({
        readId: z.string(),
        fileId: z.string(),
        offsetBytes: z.number().int().nonnegative(),
        lengthBytes: z.number().int().positive(),
      }),
    },
  },
});

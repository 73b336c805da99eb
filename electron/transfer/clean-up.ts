import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from './journal/journal.ts';
import type { ItemRecord, JobRecord } from './journal/records.ts';
import { isFailure, isUploadGone } from './run/context.ts';
import { removeTemporary, temporaryPathOf } from './run/temporary-file.ts';
import type { TransferStorage } from './storage-port.ts';

/** An upload counts as ours when it began this close to our asking for one. */
const clockSlackMs = 120_000;

/**
 * Takes away what a job left: open uploads on the server (also one whose id was lost in a crash) and temporary files.
 * Rejects with what kept it from that; calling it again goes on where it stopped.
 */
export async function cleanUp(
  job: JobRecord,
  journal: Journal,
  storage: TransferStorage | null,
): Promise<void> {
  if (job.request.kind === 'download') await removeTemporaryFiles(job, journal);
  if (job.request.kind === 'delete' || job.request.kind === 'download' || storage === null) return;
  for (let afterId = 0; ; ) {
    const items = journal.items.withUpload(job.id, afterId);
    if (items.length === 0) return;
    afterId = items.at(-1)?.id ?? afterId;
    for (const item of items) await abortUploads(job, item, journal, storage);
  }
}

async function abortUploads(
  job: JobRecord,
  item: ItemRecord,
  journal: Journal,
  storage: TransferStorage,
): Promise<void> {
  const { request } = job;
  const isCopy = request.kind === 'copy' || request.kind === 'move';
  const bucket = isCopy ? request.target.bucket : request.bucket;
  const key = item.targetName ?? (isCopy ? item.otherName : item.key);
  const uploadIds = item.uploadId === null ? await findLost(item, { bucket, key }, storage) : [item.uploadId];
  for (const uploadId of uploadIds) {
    try {
      await storage.abortMultipartUpload({ bucket, key, uploadId });
    } catch (error) {
      if (!isUploadGone(error)) throw error;
    }
  }
  journal.items.clearUpload(item.id);
}

/** One upload of the key that began when we asked for one, and has no parts: it is the one whose id never arrived. */
async function findLost(
  item: ItemRecord,
  name: { bucket: string; key: string },
  storage: TransferStorage,
): Promise<string[]> {
  const sinceMs = (item.uploadIntentAtMs ?? Number.POSITIVE_INFINITY) - clockSlackMs;
  try {
    const open = await storage.listUploads(name);
    const recent = open.filter(({ initiatedAtMs }) => initiatedAtMs >= sinceMs);
    const [only] = recent;
    if (only === undefined || recent.length > 1) return [];
    const parts = await storage.listParts({ ...name, uploadId: only.uploadId });
    return parts.length === 0 ? [only.uploadId] : [];
  } catch (error) {
    if (isFailure(error, 'network') || isFailure(error, 'timeout')) throw error;
    return [];
  }
}

async function removeTemporaryFiles(job: JobRecord, journal: Journal): Promise<void> {
  const root = job.localFolder ?? '';
  const ending = temporaryPathOf(join(root, 'x'), job.id).slice(join(root, '.x').length);
  for (const folder of ['', ...journal.names.folders(job.id)]) {
    const path = join(root, folder);
    const names = await readdir(path).catch(() => []);
    for (const name of names) {
      if (name.startsWith('.') && name.endsWith(ending)) await removeTemporary(join(path, name));
    }
  }
}

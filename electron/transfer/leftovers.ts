import { failure } from '../../shared/model/app-error.ts';
import type { Leftover } from '../../shared/model/receipt.ts';
import { targetConnectionOf } from './create-job.ts';
import { hasEnded } from './job-control.ts';
import type { Journal } from './journal/journal.ts';
import type { JobRecord } from './journal/records.ts';
import { isUploadGone } from './run/context.ts';
import type { OpenStorage } from './storage-port.ts';

/** Uploads whose parts are asked for at once. */
const looksAtOnce = 8;

interface Place {
  readonly connectionId: string;
  readonly bucket: string;
}

/** Unfinished uploads of a bucket, whoever began them, and what aborts them. */
export class Leftovers {
  readonly #openStorage: OpenStorage;
  readonly #journal: Journal;
  readonly #jobs: ReadonlyMap<string, JobRecord>;

  constructor(openStorage: OpenStorage, journal: Journal, jobs: ReadonlyMap<string, JobRecord>) {
    this.#openStorage = openStorage;
    this.#journal = journal;
    this.#jobs = jobs;
  }

  /** One page of them, with the bytes that each wastes. Rejects as the server refuses; `cancelled` after `signal`. */
  async list(
    { connectionId, bucket, prefix, token }: Place & { prefix: string; token: string | null },
    signal: AbortSignal,
  ): Promise<{ leftovers: Leftover[]; nextToken: string | null }> {
    const storage = await this.#openStorage(connectionId);
    const page = await storage.listUnfinished({ bucket, prefix, token }, { signal });
    const owners = this.#owners({ connectionId, bucket });
    const leftovers: Leftover[] = [];
    for (let from = 0; from < page.uploads.length; from += looksAtOnce) {
      const some = page.uploads.slice(from, from + looksAtOnce);
      const found = await Promise.all(
        some.map(async ({ key, uploadId, initiatedAtMs }) => {
          const parts = await storage.listParts({ bucket, key, uploadId }, { signal }).catch((error) => {
            // It ended while it was looked at.
            if (isUploadGone(error)) return null;
            throw error;
          });
          const wastedBytes = (parts ?? []).reduce((sum, part) => sum + part.sizeBytes, 0);
          const jobId = owners.get(uploadId) ?? null;
          return parts && { key, uploadId, initiatedAtMs, partCount: parts.length, wastedBytes, jobId };
        }),
      );
      leftovers.push(...found.filter((leftover) => leftover !== null));
    }
    return { leftovers, nextToken: page.nextToken };
  }

  /**
   * Aborts these uploads; one that is gone is as good. Rejects with `conflict` before anything is done when a job of the
   * list goes on with one of them.
   */
  async remove(
    { connectionId, bucket, uploads }: Place & { uploads: readonly { key: string; uploadId: string }[] },
    signal: AbortSignal,
  ): Promise<void> {
    const owners = this.#owners({ connectionId, bucket });
    const owned = uploads.find(({ uploadId }) => owners.has(uploadId));
    if (owned !== undefined) {
      throw failure(
        'conflict',
        `A transfer of the list goes on with the upload of ${owned.key}. Cancel it there.`,
        {
          reason: 'upload-in-use',
          resource: `${bucket}/${owned.key}`,
          values: { key: owned.key },
          retry: 'after-user-acts',
        },
      );
    }
    const storage = await this.#openStorage(connectionId);
    for (const { key, uploadId } of uploads) {
      await storage.abortMultipartUpload({ bucket, key, uploadId }, { signal }).catch((error) => {
        if (!isUploadGone(error)) throw error;
      });
    }
  }

  /** Upload ids that jobs of the list go on with. */
  #owners({ connectionId, bucket }: Place): Map<string, string> {
    const owners = new Map<string, string>();
    for (const { id, request, state } of this.#jobs.values()) {
      const target =
        request.kind === 'copy' || request.kind === 'move' ? request.target.bucket : request.bucket;
      if (hasEnded(state) && state !== 'done-with-failures' && state !== 'failed') continue;
      if (targetConnectionOf(request) !== connectionId || target !== bucket) continue;
      for (let afterId = 0; ; ) {
        const items = this.#journal.items.withUpload(id, afterId);
        for (const { uploadId } of items) if (uploadId !== null) owners.set(uploadId, id);
        const last = items.at(-1);
        if (last === undefined) break;
        afterId = last.id;
      }
    }
    return owners;
  }
}

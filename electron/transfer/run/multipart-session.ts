import { createHash } from 'node:crypto';
import { type AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { ItemDigests, ItemRecord } from '../journal/records.ts';
import { partSpan } from '../part-size.ts';
import type { MultipartPutEvent, MultipartPutStep } from '../plans/multipart-put.ts';
import type { TransferPart, TransferUploadId, TransferWrite } from '../storage-port.ts';
import {
  changesEtags,
  etagDigest,
  isFailure,
  isMd5Etag,
  isUploadGone,
  type RunContext,
  retried,
} from './context.ts';
import { lookAt } from './look.ts';

/** An upload found on the server counts as ours when it began this close to our asking for one: clocks differ. */
const clockSlackMs = 120_000;

/** The steps of a multipart plan that a file and a copy have in common. */
export type SessionStep = Extract<
  MultipartPutStep,
  { type: 'create' | 'complete' | 'verify' | 'look-finished' | 'abort' }
>;

/** One open upload and what the journal says of it. */
export class MultipartSession {
  /** Set when the server's part ETags are not the MD5s of what was sent. */
  hasForeignEtags = false;
  readonly #context: RunContext;
  readonly #item: ItemRecord;
  readonly #shape: {
    readonly bucket: string;
    readonly key?: string;
    readonly partBytes: number;
    readonly partCount: number;
    readonly write: TransferWrite;
  };
  #key: string;
  #uploadId: string | null;
  #hasIntent: boolean;
  #completedEtag = '';

  constructor(
    context: RunContext,
    item: ItemRecord,
    shape: { bucket: string; key?: string; partBytes: number; partCount: number; write: TransferWrite },
  ) {
    this.#context = context;
    this.#item = item;
    this.#shape = shape;
    this.#key = item.targetName ?? shape.key ?? item.key;
    this.#uploadId = item.uploadId;
    this.#hasIntent = item.uploadIntentAtMs !== null;
  }

  uploadId(): TransferUploadId {
    if (this.#uploadId === null) throw failure('internal', 'A part was sent before its upload was opened.');
    return { bucket: this.#shape.bucket, key: this.#key, uploadId: this.#uploadId };
  }

  async perform(step: SessionStep): Promise<MultipartPutEvent> {
    switch (step.type) {
      case 'create':
        return this.#create(step);
      case 'complete':
        return this.#complete(step.mustBeAbsent);
      case 'verify':
        return this.#verify();
      case 'look-finished':
        return { type: 'finished', isOurs: await this.#isFinished() };
      case 'abort':
        return this.#abort();
    }
  }

  /** A part is safe on the server: journalled once, however often it was sent. */
  record(part: TransferPart): void {
    const { change, job, journal } = this.#context;
    change(() => {
      const doneBytes = (journal.items.get(this.#item.id)?.doneBytes ?? 0) + part.sizeBytes;
      journal.items.addPart(this.#item.id, part, doneBytes);
      job.doneBytes += part.sizeBytes;
    });
  }

  /** Takes the server's list as the truth; parts the journal does not know are kept only when `isOurs` says so. */
  async reconcile(isOurs: (part: TransferPart) => Promise<boolean>): Promise<MultipartPutEvent> {
    const { change, job, journal, storage, abortSignal } = this.#context;
    let onServer: TransferPart[];
    try {
      onServer = await retried(this.#context, () =>
        storage.listParts(this.uploadId(), { signal: abortSignal }),
      );
    } catch (error) {
      if (isUploadGone(error)) return { type: 'gone', partNumber: null };
      throw error;
    }
    const known = new Map(journal.items.parts(this.#item.id).map((part) => [part.partNumber, part.etag]));
    const kept: TransferPart[] = [];
    for (const part of onServer) {
      if (part.partNumber > this.#shape.partCount || part.sizeBytes !== this.#lengthOf(part.partNumber))
        continue;
      if (known.get(part.partNumber) === part.etag || (await isOurs(part))) kept.push(part);
    }
    const keptBytes = kept.reduce((sum, part) => sum + part.sizeBytes, 0);
    change(() => {
      job.doneBytes += keptBytes - (journal.items.get(this.#item.id)?.doneBytes ?? 0);
      journal.items.clearParts(this.#item.id);
      journal.items.setDoneBytes(this.#item.id, keptBytes);
      for (const part of kept) journal.items.addPart(this.#item.id, part, keptBytes);
    });
    return { type: 'reconciled', doneParts: kept.map(({ partNumber }) => partNumber) };
  }

  /** Of what was sent, by the parts that the journal has, and of what came of it. */
  digests(): ItemDigests {
    const expected = this.#expectedEtag();
    return {
      source: expected === null ? null : `md5-of-parts:${expected}`,
      target: etagDigest(this.#completedEtag),
    };
  }

  vanished(): AppFailure {
    return failure('conflict', `The server lost the upload of ${this.#key} again and again.`, {
      reason: 'upload-vanished',
      resource: `${this.#shape.bucket}/${this.#key}`,
    });
  }

  async #create(step: Extract<SessionStep, { type: 'create' }>): Promise<MultipartPutEvent> {
    const { change, journal, now, storage, abortSignal } = this.#context;
    const id = this.#item.id;
    const firstName = this.#shape.key ?? this.#item.key;
    this.#forget();
    this.#key = step.name;
    change(() => {
      journal.items.setTarget(id, {
        targetName: step.name === firstName ? null : step.name,
        guard: step.guard,
        mustBeAbsent: step.mustBeAbsent,
        partBytes: this.#shape.partBytes,
      });
    });
    const name = { bucket: this.#shape.bucket, key: step.name };
    const uploadId = await retried(this.#context, async (tries) => {
      const found = this.#hasIntent || tries > 1 ? await this.#findOpened() : null;
      if (found !== null) return found;
      journal.items.intendUpload(id, now());
      this.#hasIntent = true;
      const created = await storage.createMultipartUpload(
        { ...name, write: this.#shape.write },
        { signal: abortSignal },
      );
      return created.uploadId;
    });
    journal.items.setUpload(id, uploadId);
    this.#uploadId = uploadId;
    return { type: 'created' };
  }

  /** The upload whose id was lost between the server's answer and the journal: recent, alone, and without parts. */
  async #findOpened(): Promise<string | null> {
    const { storage, journal, abortSignal } = this.#context;
    const intentAtMs = journal.items.get(this.#item.id)?.uploadIntentAtMs ?? null;
    if (intentAtMs === null) return null;
    const name = { bucket: this.#shape.bucket, key: this.#key };
    try {
      const open = await storage.listUploads(name, { signal: abortSignal });
      const recent = open.filter((upload) => upload.initiatedAtMs >= intentAtMs - clockSlackMs);
      const [only] = recent;
      if (only === undefined || recent.length > 1) return null;
      const parts = await storage.listParts({ ...name, uploadId: only.uploadId }, { signal: abortSignal });
      return parts.length === 0 ? only.uploadId : null;
    } catch (error) {
      const isSilent = ['not-offered', 'access-denied', 'not-found', 'malformed-response'] as const;
      if (isSilent.some((kind) => isFailure(error, kind))) return null;
      throw error;
    }
  }

  async #complete(mustBeAbsent: boolean): Promise<MultipartPutEvent> {
    const { journal, storage, abortSignal } = this.#context;
    const parts = journal.items.parts(this.#item.id);
    try {
      const { etag } = await retried(this.#context, () =>
        storage.completeMultipartUpload(
          { ...this.uploadId(), parts, ...(mustBeAbsent && { conditions: { ifNoneMatch: '*' } }) },
          { signal: abortSignal },
        ),
      );
      this.#completedEtag = etag;
      return { type: 'completed' };
    } catch (error) {
      if (isUploadGone(error)) return { type: 'gone', partNumber: null };
      if (mustBeAbsent && isFailure(error, 'precondition-failed')) return this.#refused();
      if (isFailure(error, 'invalid-input', 'InvalidPart') || isFailure(error, 'conflict', 'InvalidPart')) {
        return { type: 'parts-lost' };
      }
      throw error;
    }
  }

  /** A server that looks at the condition first refuses a second try because of what the first one made. */
  async #refused(): Promise<MultipartPutEvent> {
    if (!(await this.#isOurs())) return { type: 'refused' };
    await this.#abortOpen();
    return { type: 'finished', isOurs: true };
  }

  async #verify(): Promise<MultipartPutEvent> {
    const context = this.#context;
    context.verifying(this.#item.id);
    const info = await lookAt(context, this.#shape.bucket, this.#key);
    const isEncrypted = info !== null && changesEtags(info.encryption);
    if (isEncrypted) context.learned.hasForeignEtags = true;
    const expected = this.#expectedEtag();
    const isSameEtag = info?.etag === this.#completedEtag || (expected !== null && info?.etag === expected);
    const isWrong =
      info === null ||
      info.sizeBytes !== this.#item.sizeBytes ||
      !isSameEtag ||
      (!isEncrypted &&
        (this.hasForeignEtags || (expected !== null && !sameOrOtherForm(info.etag, expected))));
    if (isWrong) {
      throw failure('integrity', `The server put ${this.#key} together differently from what was sent.`, {
        reason: 'etag-mismatch',
        resource: `${this.#shape.bucket}/${this.#key}`,
      });
    }
    return { type: 'verified' };
  }

  async #isFinished(): Promise<boolean> {
    const isOurs = await this.#isOurs();
    if (!isOurs) this.#forget();
    return isOurs;
  }

  /** Whether the object that lies there now is made of exactly our parts. */
  async #isOurs(): Promise<boolean> {
    const expected = this.#expectedEtag();
    const info = expected === null ? null : await lookAt(this.#context, this.#shape.bucket, this.#key);
    return info !== null && info.sizeBytes === this.#item.sizeBytes && info.etag === expected;
  }

  async #abort(): Promise<MultipartPutEvent> {
    await this.#abortOpen();
    this.#forget();
    return { type: 'aborted' };
  }

  /** Aborts the upload; one that the server does not know any more is as good. */
  async #abortOpen(): Promise<void> {
    const { storage, abortSignal } = this.#context;
    try {
      await retried(this.#context, () =>
        storage.abortMultipartUpload(this.uploadId(), { signal: abortSignal }),
      );
    } catch (error) {
      if (!isUploadGone(error)) throw error;
    }
  }

  #forget(): void {
    if (this.#uploadId === null) return;
    const { change, job, journal } = this.#context;
    change(() => {
      job.doneBytes -= journal.items.get(this.#item.id)?.doneBytes ?? 0;
      journal.items.clearUpload(this.#item.id);
    });
    this.#uploadId = null;
    this.#hasIntent = false;
  }

  /** MD5 of the parts' MD5s; null unless every part is there and its ETag is an MD5. */
  #expectedEtag(): string | null {
    const parts = this.#context.journal.items.parts(this.#item.id);
    if (parts.length !== this.#shape.partCount || !parts.every(({ etag }) => isMd5Etag(etag))) return null;
    // At most 160 KB of digests, once per object: not worth another thread.
    const digests = Buffer.from(parts.map(({ etag }) => etag).join(''), 'hex');
    return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
  }

  #lengthOf(partNumber: number): number {
    return partSpan(partNumber, this.#item.sizeBytes, this.#shape.partBytes).lengthBytes;
  }
}

/** An ETag of another form than `md5-count` says nothing; one of that form must be the expected one. */
function sameOrOtherForm(etag: string, expected: string): boolean {
  return etag === expected || !/^[0-9a-f]{32}-\d+$/iu.test(etag);
}

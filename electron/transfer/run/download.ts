import { type FileHandle, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { ItemRecord } from '../journal/records.ts';
import { errorCodeOf, localFailure } from '../local-failure.ts';
import { partCountOf, partSizeFor, partSpan } from '../part-size.ts';
import { startName, type Version } from '../plans/name-plan.ts';
import {
  hasGivenUpGet,
  type RangedGetEvent,
  type RangedGetStep,
  rangedGet,
  startRangedGet,
} from '../plans/ranged-get.ts';
import {
  etagDigest,
  failedResult,
  type ItemResult,
  isFailure,
  isFromEarlierRun,
  isMd5Etag,
  onLane,
  proved,
  type RunContext,
  resultOf,
  retried,
} from './context.ts';
import { compareWithObject } from './download-digest.ts';
import { drive } from './drive.ts';
import { RangeWriter, rangeBufferBytes, WholeReceiver, writeFully } from './range-writer.ts';
import {
  checkTargetFolder,
  makeFolder,
  openTemporary,
  publish,
  removeTemporary,
  temporaryPathOf,
} from './temporary-file.ts';

/** Ranges of a download are not bound by what an upload may have. */
const rangeLimits = { minPartSizeBytes: 1, maxPartSizeBytes: 2 ** 40, maxPartCount: 10_000 };

/** A file system keeps seconds and fractions apart and may lose a millisecond between them. */
const fileTimeMs = 1;

/** Downloads one item. Never rejects. */
export async function downloadItem(context: RunContext, item: ItemRecord): Promise<ItemResult> {
  const folder = context.job.localFolder ?? '';
  const download = new Download(context, item, folder);
  try {
    if (item.type === 'folder') {
      await checkTargetFolder(folder, context.job.id);
      await makeFolder(join(folder, item.otherName));
      return { state: 'done', guard: 'none', targetName: null };
    }
    return await download.run();
  } catch (error) {
    const result = failedResult(context, error);
    if (result.state !== 'failed' || result.error.kind !== 'local-file') return result;
    // The folder itself says more than one of its files.
    return await checkTargetFolder(folder, context.job.id).then(
      () => result,
      (folderError) => failedResult(context, folderError),
    );
  } finally {
    await download.close();
  }
}

class Download {
  readonly #context: RunContext;
  readonly #folder: string;
  readonly #temporaryPath: string;
  #item: ItemRecord;
  #file: FileHandle | null = null;
  #partBytes = 0;
  /** What the last answer said of the object. */
  #info: ObjectInfo | null = null;
  /** MD5 of a small object whose bytes were all in memory. */
  #memoryMd5: string | null = null;
  #lastDigest: string | null = null;
  /** Of the finished file, in the way in which it was compared. */
  #digest: string | null = null;

  constructor(context: RunContext, item: ItemRecord, folder: string) {
    this.#context = context;
    this.#item = item;
    this.#folder = folder;
    this.#temporaryPath = temporaryPathOf(join(folder, item.otherName), context.job.id);
  }

  async run(): Promise<ItemResult> {
    const context = this.#context;
    const isUnknown = this.#item.etag === null && this.#item.modifiedAtMs === null;
    if (isUnknown) this.#takeAsItIs(await this.#lookOnce());
    const start = startRangedGet({
      name: startName({
        policy: this.#item.decision ?? context.job.conflict,
        canBeAtomic: true,
        isCheap: false,
        name: this.#item.otherName,
        incoming: this.#version(),
      }),
      lanes: context.tuning.lanes.most.perFile,
    });
    let guard: 'atomic' | null = null;
    const perform = async (step: RangedGetStep): Promise<RangedGetEvent> => {
      switch (step.type) {
        case 'look':
          return this.#look(join(this.#folder, step.name));
        case 'compare':
          return { type: 'compared', isSame: await this.#isSameFile(join(this.#folder, step.name)) };
        case 'open':
          return this.#open();
        case 'get-part':
          return onLane(context, this.#item, Math.min(this.#partBytes, this.#item.sizeBytes), () =>
            this.#getPart(step.partNumber),
          );
        case 'restart':
          return this.#restart();
        case 'verify':
          return this.#verify();
        case 'publish': {
          const how = await this.#publish(step.name, step.mustBeAbsent);
          if (how === 'atomic') guard = 'atomic';
          return { type: how === 'taken' ? 'refused' : 'published' };
        }
      }
    };
    const { state, outcome } = await drive(rangedGet, start, perform, context.stopSignal);
    if (hasGivenUpGet(state)) {
      throw failure('integrity', `${this.#item.key} kept changing, or came out wrong each time.`, {
        reason: 'object-unsteady',
        resource: `${context.job.request.bucket}/${this.#item.key}`,
      });
    }
    if (outcome !== null && outcome.result !== 'done') await this.#discard();
    const digests = { source: etagDigest(this.#item.etag), target: this.#digest };
    const result = proved(resultOf(outcome, this.#item.otherName), digests);
    if (result.state === 'done' && result.guard === 'atomic' && guard === null)
      return { ...result, guard: 'checked' };
    return result;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  #version(): Version {
    const { sizeBytes, modifiedAtMs, etag } = this.#item;
    return { sizeBytes, modifiedAtMs, etag };
  }

  /** A file with the very time and size of the object that got its name in an earlier run is that run's. */
  async #look(path: string): Promise<RangedGetEvent> {
    const existing = await localVersion(path);
    const { sizeBytes, modifiedAtMs } = this.#item;
    const isOwn =
      existing !== null &&
      existing.sizeBytes === sizeBytes &&
      modifiedAtMs !== null &&
      Math.abs((existing.modifiedAtMs ?? 0) - modifiedAtMs) <= fileTimeMs &&
      isFromEarlierRun(this.#context, existing.namedAtMs);
    if (!isOwn) return { type: 'looked', existing };
    await removeTemporary(this.#temporaryPath);
    return { type: 'found-own' };
  }

  async #open(): Promise<RangedGetEvent> {
    const { job, journal, tuning } = this.#context;
    await checkTargetFolder(this.#folder, job.id);
    await this.close();
    const { id, sizeBytes } = this.#item;
    const known = this.#item.partBytes === null ? [] : journal.items.parts(id);
    this.#partBytes = this.#item.partBytes ?? partSizeFor(sizeBytes, tuning.minPartBytes, rangeLimits);
    const knownBytes = known.reduce((sum, part) => sum + part.sizeBytes, 0);
    const opened = await openTemporary(this.#temporaryPath, sizeBytes, sizeBytes - knownBytes);
    this.#file = opened.file;
    const partCount = partCountOf(sizeBytes, this.#partBytes);
    if (!opened.isKept && known.length > 0) this.#forgetParts();
    if (this.#item.partBytes === null && partCount > 1) {
      journal.items.setTarget(id, {
        targetName: null,
        guard: null,
        mustBeAbsent: false,
        partBytes: this.#partBytes,
      });
      this.#item = { ...this.#item, partBytes: this.#partBytes };
    }
    const doneParts = opened.isKept ? known.map(({ partNumber }) => partNumber) : [];
    return { type: 'opened', partCount, doneParts };
  }

  async #getPart(partNumber: number): Promise<RangedGetEvent> {
    const { sizeBytes } = this.#item;
    const isWhole = partCountOf(sizeBytes, this.#partBytes) === 1;
    try {
      await retried(this.#context, () => (isWhole ? this.#getWhole() : this.#getRange(partNumber)));
      return { type: 'part-got', partNumber };
    } catch (error) {
      const isOther =
        isFailure(error, 'precondition-failed') || isFailure(error, 'invalid-input', 'InvalidRange');
      if (isOther) return { type: 'changed', partNumber };
      throw error;
    }
  }

  async #getWhole(): Promise<void> {
    const { pool, hashing, stopSignal } = this.#context;
    const buffer = await pool.take(this.#item.sizeBytes, stopSignal);
    const receiver = new WholeReceiver(buffer.bytes, (bytes) => this.#context.moved(bytes));
    try {
      await this.#fetch(receiver, undefined);
      this.#checkLength(receiver.receivedBytes, buffer.bytes.length);
      this.#memoryMd5 = isMd5Etag(this.#item.etag ?? '') ? await hashing.md5(buffer.bytes) : null;
      await writeFully(this.#openFile(), buffer.bytes, 0);
    } catch (error) {
      this.#context.moved(-receiver.receivedBytes);
      throw localOr(error, this.#temporaryPath);
    } finally {
      buffer.release();
    }
  }

  async #getRange(partNumber: number): Promise<void> {
    const { change, job, journal, pool, stopSignal } = this.#context;
    const span = partSpan(partNumber, this.#item.sizeBytes, this.#partBytes);
    const buffer = await pool.take(Math.min(rangeBufferBytes, span.lengthBytes), stopSignal);
    const file = this.#openFile();
    const writer = new RangeWriter(file, this.#temporaryPath, span.offsetBytes, buffer, (bytes) =>
      this.#context.moved(bytes),
    );
    try {
      await this.#fetch(writer, span);
      this.#checkLength(writer.receivedBytes, span.lengthBytes);
      await writer.finish();
      // Only what is on the disk itself may be written down as done.
      await file.datasync();
    } catch (error) {
      this.#context.moved(-writer.receivedBytes);
      await writer.settle();
      throw localOr(error, this.#temporaryPath);
    } finally {
      buffer.release();
    }
    change(() => {
      const doneBytes = (journal.items.get(this.#item.id)?.doneBytes ?? 0) + span.lengthBytes;
      journal.items.addPart(this.#item.id, { partNumber, etag: '', sizeBytes: span.lengthBytes }, doneBytes);
      job.doneBytes += span.lengthBytes;
    });
  }

  async #fetch(
    receiver: RangeWriter | WholeReceiver,
    range: { offsetBytes: number; lengthBytes: number } | undefined,
  ): Promise<void> {
    const { storage, job, abortSignal, bandwidth, connectionId } = this.#context;
    const { key, etag } = this.#item;
    const { info } = await storage.getObject(
      {
        bucket: job.request.bucket,
        key,
        ...(range !== undefined && { range }),
        ...(etag !== null && etag !== '' && { conditions: { ifMatch: etag } }),
      },
      bandwidth.slowReceiver(connectionId, receiver, abortSignal),
      { signal: abortSignal },
    );
    // What comes with a range may be the checksum of a part: a look at the end asks for that of the whole.
    if (range === undefined) this.#info = info;
  }

  #checkLength(received: number, expected: number): void {
    if (received === expected) return;
    throw failure(
      'integrity',
      `The server sent ${received} bytes of ${this.#item.key} where ${expected} were due.`,
      {
        reason: 'wrong-length',
        resource: `${this.#context.job.request.bucket}/${this.#item.key}`,
      },
    );
  }

  /** Looks at the object anew and forgets what was fetched of the old one. */
  async #restart(): Promise<RangedGetEvent> {
    const info = await this.#lookOnce();
    this.#forgetParts();
    this.#takeAsItIs(info);
    this.#memoryMd5 = null;
    this.#info = null;
    await this.#openFile().truncate(0);
    return { type: 'restarted' };
  }

  /** Size, time and version of the object as it is now. */
  #takeAsItIs({ sizeBytes, modifiedAtMs, etag }: ObjectInfo): void {
    const { change, job, journal } = this.#context;
    change(() => {
      job.totalBytes += sizeBytes - this.#item.sizeBytes;
      journal.items.refresh(this.#item.id, { sizeBytes, modifiedAtMs, etag });
    });
    this.#item = { ...this.#item, sizeBytes, modifiedAtMs, etag };
  }

  #forgetParts(): void {
    const { change, job, journal } = this.#context;
    change(() => {
      job.doneBytes -= journal.items.get(this.#item.id)?.doneBytes ?? 0;
      journal.items.clearUpload(this.#item.id);
    });
    this.#item = { ...this.#item, partBytes: null };
  }

  async #verify(): Promise<RangedGetEvent> {
    this.#context.verifying(this.#item.id);
    const info = this.#info ?? (await this.#lookOnce(true));
    const path = this.#temporaryPath;
    const { storage, hashing, abortSignal, tuning, job } = this.#context;
    const place = {
      storage,
      hashing,
      abortSignal,
      minPartBytes: tuning.minPartBytes,
      bucket: job.request.bucket,
    };
    const compared = await compareWithObject(place, path, this.#item, info, this.#memoryMd5);
    if (compared.result === 'same') this.#digest = `${compared.way}:${compared.digest}`;
    if (compared.result !== 'differs') return { type: 'verified' };
    // The same wrong digest twice: the bytes are what the server has, and its ETag is no MD5.
    if (!compared.isCertain && compared.digest === this.#lastDigest) return { type: 'verified' };
    this.#lastDigest = compared.digest;
    return { type: 'corrupt' };
  }

  async #lookOnce(hasChecksums = false): Promise<ObjectInfo> {
    const { storage, job, abortSignal } = this.#context;
    const name = { bucket: job.request.bucket, key: this.#item.key, hasChecksums };
    return retried(this.#context, () => storage.headObject(name, { signal: abortSignal }));
  }

  async #publish(name: string, mustBeAbsent: boolean): Promise<'done' | 'atomic' | 'taken'> {
    try {
      const file = this.#file;
      if (file !== null) {
        const seconds = (this.#item.modifiedAtMs ?? this.#context.now()) / 1_000;
        await file.utimes(seconds, seconds);
        await file.datasync();
        await this.close();
      }
    } catch (error) {
      throw localFailure(error, this.#temporaryPath);
    }
    return publish(this.#temporaryPath, join(this.#folder, name), mustBeAbsent);
  }

  async #isSameFile(path: string): Promise<boolean | null> {
    const etag = this.#item.etag ?? '';
    if (!isMd5Etag(etag)) return null;
    return (await this.#context.hashing.file(path, 'md5')) === etag.toLowerCase();
  }

  async #discard(): Promise<void> {
    await this.close();
    await removeTemporary(this.#temporaryPath);
    if (this.#item.partBytes !== null) this.#forgetParts();
  }

  #openFile(): FileHandle {
    if (this.#file === null) throw failure('internal', 'A range was fetched before its file was open.');
    return this.#file;
  }
}

/** `namedAtMs` is when the file last got a name, a time or bytes, by the clock of this machine. */
async function localVersion(path: string): Promise<(Version & { namedAtMs: number }) | null> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw localFailure(Object.assign(new Error(), { code: 'EISDIR' }), path);
    const modifiedAtMs = Math.floor(facts.mtimeMs);
    return { sizeBytes: facts.size, modifiedAtMs, etag: null, namedAtMs: facts.ctimeMs };
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return null;
    throw localFailure(error, path);
  }
}

/** A platform error becomes one of a file; an AppFailure stays what it is. */
function localOr(error: unknown, path: string): unknown {
  return errorCodeOf(error) === '' ? error : localFailure(error, path);
}

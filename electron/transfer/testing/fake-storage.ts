import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type AppErrorKind, failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type {
  TransferBody,
  TransferCallOptions,
  TransferPart,
  TransferStorage,
  TransferWrite,
} from '../storage-port.ts';

/** One call to the storage, as a fault chooser sees it. `count` is the number of calls of this method so far. */
export interface FakeCall {
  readonly method: keyof TransferStorage;
  readonly key: string;
  readonly partNumber: number;
  readonly count: number;
}

/** Something that goes wrong with one call. */
export type Fault =
  | { readonly type: 'error'; readonly kind: AppErrorKind; readonly code?: string }
  /** The connection breaks after so many bytes of the body. */
  | { readonly type: 'reset'; readonly afterBytes: number }
  /** Silence until the client's own timeout, here `ms`. */
  | { readonly type: 'stall'; readonly ms: number }
  /** Everything is done as asked, and the answer never arrives. */
  | { readonly type: 'answer-lost' }
  | { readonly type: 'wrong-etag' }
  /** Confirmed and not kept. */
  | { readonly type: 'lost' }
  /** A byte of the body is another on its way to the client. */
  | { readonly type: 'flip-byte' }
  /** Somebody writes the object anew before this call is answered. */
  | { readonly type: 'change'; readonly bytes: Buffer };

interface Stored {
  readonly bytes: Buffer;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAtMs: number;
  readonly write: TransferWrite;
}

interface Upload {
  readonly key: string;
  readonly write: TransferWrite;
  readonly initiatedAtMs: number;
  readonly parts: Map<number, Stored>;
}

export interface FakeOptions {
  readonly faults?: (call: FakeCall) => Fault | null;
  readonly hasConditionalPut?: boolean;
  readonly limits?: Partial<TransferStorage['limits']>;
  /** False keeps sizes only, for very many objects. */
  readonly keepsBytes?: boolean;
  readonly encryption?: string;
  readonly now?: () => number;
}

const mebibyte = 1_048_576;
const chunkBytes = 65_536;

/** A storage in memory, of one bucket, that does what it is told to do wrong. */
export class FakeStorage implements TransferStorage {
  readonly limits: TransferStorage['limits'];
  readonly hasConditionalPut: boolean;
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, Upload>();
  readonly calls: { method: string; key: string; partNumber: number; bytes: number }[] = [];
  /** Most body requests at once. */
  peakBodies = 0;
  readonly #options: FakeOptions;
  readonly #counts = new Map<string, number>();
  #bodies = 0;
  #nextUpload = 1;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.hasConditionalPut = options.hasConditionalPut ?? true;
    this.limits = {
      minPartSizeBytes: 5 * mebibyte,
      maxPartSizeBytes: 5_120 * mebibyte,
      maxPartCount: 10_000,
      maxSinglePutBytes: 5_120 * mebibyte,
      maxSingleCopyBytes: 5_120 * mebibyte,
      maxObjectBytes: 5_120 * 10_000 * mebibyte,
      maxDeleteBatch: 1_000,
      maxKeyBytes: 1_024,
      ...options.limits,
    };
  }

  countOf(method: keyof TransferStorage): number {
    return this.#counts.get(method) ?? 0;
  }

  put(key: string, bytes: Buffer, write: TransferWrite = {}): void {
    this.objects.set(key, this.#store(bytes, md5(bytes), write));
  }

  bytesOf(key: string): Buffer | null {
    return this.objects.get(key)?.bytes ?? null;
  }

  async listObjects(input: Parameters<TransferStorage['listObjects']>[0], options?: TransferCallOptions) {
    await this.#begin('listObjects', input.prefix, 0, options);
    const after = input.token ?? '';
    const found = [...this.objects.keys()]
      .filter((key) => key.startsWith(input.prefix) && key > after)
      .sort();
    const keys = found.slice(0, input.maxKeys);
    const stored = keys.map((key) => this.#at(key));
    return {
      objects: {
        keys,
        sizesBytes: stored.map(({ sizeBytes }) => sizeBytes),
        modifiedAtMs: stored.map(({ modifiedAtMs }) => modifiedAtMs),
        etags: stored.map(({ etag }) => etag),
        storageClasses: keys.map(() => ''),
      },
      prefixes: [],
      nextToken: found.length > keys.length ? (keys.at(-1) ?? null) : null,
    };
  }

  async headObject(input: { key: string }, options?: TransferCallOptions): Promise<ObjectInfo> {
    await this.#begin('headObject', input.key, 0, options);
    return this.#info(input.key);
  }

  async readCarried({ key, isInParts }: { key: string; isInParts: boolean }) {
    const { headers, userMetadata } = this.#info(key);
    return { write: isInParts ? { headers, userMetadata } : {}, giveAccess: async () => undefined };
  }

  async getPartSize(): Promise<never> {
    throw failure('not-offered', 'this server looks at no single part');
  }

  async getObject(
    input: Parameters<TransferStorage['getObject']>[0],
    receiver: Parameters<TransferStorage['getObject']>[1],
    options?: TransferCallOptions,
  ) {
    const fault = await this.#begin('getObject', input.key, 0, options);
    const stored = this.#at(input.key);
    if (input.conditions?.ifMatch !== undefined && input.conditions.ifMatch !== stored.etag)
      throw preconditionFailed();
    const from = input.range?.offsetBytes ?? 0;
    const end =
      input.range?.lengthBytes == null
        ? stored.sizeBytes
        : Math.min(stored.sizeBytes, from + input.range.lengthBytes);
    if (input.range !== undefined && from >= stored.sizeBytes) {
      throw failure('invalid-input', 'past the end', { code: 'InvalidRange', status: 416 });
    }
    const body = Buffer.from(stored.bytes.subarray(from, end));
    if (fault?.type === 'flip-byte' && body.length > 0)
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
    await this.#stream(body, receiver, fault, options);
    return { info: this.#info(input.key), receivedBytes: body.length };
  }

  async putObject(
    input: Parameters<TransferStorage['putObject']>[0],
    options?: Parameters<TransferStorage['putObject']>[1],
  ) {
    const fault = await this.#begin('putObject', input.key, 0, options);
    const bytes = await this.#receive(input.body, input.checksums?.md5, fault, options);
    if (input.conditions?.ifNoneMatch === '*' && this.objects.has(input.key)) throw preconditionFailed();
    const stored = this.#store(bytes, md5(bytes), input.write ?? {});
    this.#log('putObject', input.key, 0, bytes.length);
    if (fault?.type !== 'lost') this.objects.set(input.key, stored);
    return this.#answer(fault, { etag: stored.etag });
  }

  async copyObject(input: Parameters<TransferStorage['copyObject']>[0], options?: TransferCallOptions) {
    const fault = await this.#begin('copyObject', input.key, 0, options);
    const source = this.#at(input.source.key);
    if (input.source.ifMatch !== undefined && input.source.ifMatch !== source.etag)
      throw preconditionFailed();
    if (source.sizeBytes > this.limits.maxSingleCopyBytes)
      throw failure('invalid-input', 'too large to copy at once');
    if (fault?.type !== 'lost') this.objects.set(input.key, { ...source, modifiedAtMs: this.#now() });
    return this.#answer(fault, { etag: source.etag });
  }

  async deleteObjects(
    input: Parameters<TransferStorage['deleteObjects']>[0],
    options?: TransferCallOptions,
  ): ReturnType<TransferStorage['deleteObjects']> {
    const fault = await this.#begin('deleteObjects', '', 0, options);
    if (input.targets.length > this.limits.maxDeleteBatch) throw failure('invalid-input', 'too many keys');
    for (const { key } of input.targets) this.objects.delete(key);
    return this.#answer(
      fault,
      input.targets.map(({ key }) => ({ key, error: null })),
    );
  }

  async createMultipartUpload(
    input: Parameters<TransferStorage['createMultipartUpload']>[0],
    options?: TransferCallOptions,
  ) {
    const fault = await this.#begin('createMultipartUpload', input.key, 0, options);
    const uploadId = `upload-${this.#nextUpload}`;
    this.#nextUpload += 1;
    this.uploads.set(uploadId, {
      key: input.key,
      write: input.write ?? {},
      initiatedAtMs: this.#now(),
      parts: new Map(),
    });
    return this.#answer(fault, { bucket: input.bucket, key: input.key, uploadId });
  }

  async uploadPart(
    input: Parameters<TransferStorage['uploadPart']>[0],
    options?: Parameters<TransferStorage['uploadPart']>[1],
  ): Promise<TransferPart> {
    const fault = await this.#begin('uploadPart', input.key, input.partNumber, options);
    const upload = this.#upload(input.uploadId);
    const bytes = await this.#receive(input.body, input.checksums?.md5, fault, options);
    this.#log('uploadPart', input.key, input.partNumber, bytes.length);
    const stored = this.#store(bytes, md5(bytes), {});
    if (fault?.type !== 'lost') upload.parts.set(input.partNumber, stored);
    const { partNumber } = input;
    return this.#answer(fault, { partNumber, etag: stored.etag, sizeBytes: bytes.length });
  }

  async copyPart(input: Parameters<TransferStorage['copyPart']>[0], options?: TransferCallOptions) {
    const fault = await this.#begin('copyPart', input.key, input.partNumber, options);
    const upload = this.#upload(input.uploadId);
    const source = this.#at(input.source.key);
    if (input.source.ifMatch !== undefined && input.source.ifMatch !== source.etag)
      throw preconditionFailed();
    const { offsetBytes, lengthBytes } = input.source.range;
    const bytes = source.bytes.subarray(offsetBytes, offsetBytes + (lengthBytes ?? source.sizeBytes));
    const etag = md5(bytes);
    upload.parts.set(input.partNumber, this.#store(Buffer.from(bytes), etag, {}));
    return this.#answer(fault, { partNumber: input.partNumber, etag, sizeBytes: bytes.length });
  }

  async listParts(input: { key: string; uploadId: string }, options?: TransferCallOptions) {
    await this.#begin('listParts', input.key, 0, options);
    const parts = [...this.#upload(input.uploadId).parts].sort(([a], [b]) => a - b);
    return parts.map(([partNumber, { etag, sizeBytes }]) => ({ partNumber, etag, sizeBytes }));
  }

  async completeMultipartUpload(
    input: Parameters<TransferStorage['completeMultipartUpload']>[0],
    options?: TransferCallOptions,
  ) {
    const fault = await this.#begin('completeMultipartUpload', input.key, 0, options);
    const upload = this.#upload(input.uploadId);
    if (input.conditions?.ifNoneMatch === '*' && this.objects.has(input.key)) throw preconditionFailed();
    const parts = input.parts.map(({ partNumber, etag }) => {
      const part = upload.parts.get(partNumber);
      if (part?.etag !== etag)
        throw failure('invalid-input', 'One of the parts is missing.', { code: 'InvalidPart' });
      return part;
    });
    const etag = `${md5(Buffer.from(parts.map((part) => part.etag).join(''), 'hex'))}-${parts.length}`;
    const bytes = Buffer.concat(parts.map((part) => part.bytes));
    const stored = this.#store(bytes, etag, upload.write);
    this.objects.set(input.key, stored);
    this.uploads.delete(input.uploadId);
    return this.#answer(fault, { etag: stored.etag });
  }

  async abortMultipartUpload(
    input: { key: string; uploadId: string },
    options?: TransferCallOptions,
  ): Promise<void> {
    const fault = await this.#begin('abortMultipartUpload', input.key, 0, options);
    this.uploads.delete(input.uploadId);
    this.#answer(fault, { etag: '' });
  }

  async listUnfinished(input: { prefix: string }, options?: TransferCallOptions) {
    await this.#begin('listUnfinished', input.prefix, 0, options);
    const uploads = [...this.uploads].map(([uploadId, { key, initiatedAtMs }]) => ({
      ...{ uploadId, key, initiatedAtMs },
    }));
    return { uploads: uploads.filter(({ key }) => key.startsWith(input.prefix)), nextToken: null };
  }

  async listUploads(input: { key: string }, options?: TransferCallOptions) {
    await this.#begin('listUploads', input.key, 0, options);
    const open = [...this.uploads].filter(([, upload]) => upload.key === input.key);
    return open.map(([uploadId, { initiatedAtMs }]) => ({ uploadId, initiatedAtMs }));
  }

  async #begin(
    method: keyof TransferStorage,
    key: string,
    partNumber: number,
    options: TransferCallOptions | undefined,
  ): Promise<Fault | null> {
    const count = this.countOf(method) + 1;
    this.#counts.set(method, count);
    await new Promise((resolve) => setImmediate(resolve));
    if (options?.signal?.aborted) throw cancelled();
    const fault = this.#options.faults?.({ method, key, partNumber, count }) ?? null;
    if (fault?.type === 'error') {
      throw failure(fault.kind, `fault: ${fault.kind}`, fault.code === undefined ? {} : { code: fault.code });
    }
    if (fault?.type === 'stall') {
      await wait(fault.ms, undefined, options?.signal === undefined ? {} : { signal: options.signal }).catch(
        () => {
          throw cancelled();
        },
      );
      throw failure('timeout', 'fault: silence');
    }
    if (fault?.type === 'change') this.put(key, fault.bytes);
    return fault;
  }

  #answer<T>(fault: Fault | null, answer: T): T {
    if (fault?.type === 'answer-lost') throw failure('network', 'fault: the answer was lost');
    if (fault?.type === 'wrong-etag') return { ...answer, etag: 'f'.repeat(32) };
    return answer;
  }

  async #receive(
    body: TransferBody,
    contentMd5: string | undefined,
    fault: Fault | null,
    options: { signal?: AbortSignal; onSentBytes?: (sentBytes: number) => void } | undefined,
  ): Promise<Buffer> {
    this.#bodies += 1;
    this.peakBodies = Math.max(this.peakBodies, this.#bodies);
    try {
      const chunks: Buffer[] = [];
      let received = 0;
      for await (const slice of body instanceof Uint8Array ? [body] : body.slices()) {
        if (options?.signal?.aborted) throw cancelled();
        // Kept by reference until the next turn, as a socket does: a buffer that is reused too early shows.
        await new Promise((resolve) => setImmediate(resolve));
        chunks.push(Buffer.from(slice));
        received += slice.length;
        options?.onSentBytes?.(received);
        if (fault?.type === 'reset' && received >= fault.afterBytes) throw failure('network', 'fault: reset');
      }
      const bytes = Buffer.concat(chunks);
      if (contentMd5 !== undefined && contentMd5 !== createHash('md5').update(bytes).digest('base64')) {
        throw failure('integrity', 'BadDigest', { code: 'BadDigest' });
      }
      return bytes;
    } finally {
      this.#bodies -= 1;
    }
  }

  async #stream(
    body: Buffer,
    receiver: Parameters<TransferStorage['getObject']>[1],
    fault: Fault | null,
    options: TransferCallOptions | undefined,
  ): Promise<void> {
    let isHeld = false;
    let goOn = () => {};
    const control = {
      pause: () => {
        isHeld = true;
      },
      resume: () => {
        isHeld = false;
        goOn();
      },
    };
    receiver.start({ sizeBytes: body.length, control });
    // One piece of memory for every chunk, as a client with a reused buffer gives it.
    const chunk = Buffer.alloc(chunkBytes);
    for (let offset = 0; offset < body.length; offset += chunkBytes) {
      if (options?.signal?.aborted) throw cancelled();
      if (fault?.type === 'reset' && offset >= fault.afterBytes) throw failure('network', 'fault: reset');
      const length = body.copy(chunk, 0, offset, Math.min(body.length, offset + chunkBytes));
      receiver.data(chunk.subarray(0, length));
      if (isHeld) {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
    }
  }

  #log(method: string, key: string, partNumber: number, bytes: number): void {
    if (this.#options.keepsBytes !== false) this.calls.push({ method, key, partNumber, bytes });
  }

  #store(bytes: Buffer, etag: string, write: TransferWrite): Stored {
    const kept = this.#options.keepsBytes === false ? Buffer.alloc(0) : bytes;
    const shownEtag = this.#options.encryption === 'aws:kms' ? md5(Buffer.from(etag)) : etag;
    return { bytes: kept, sizeBytes: bytes.length, etag: shownEtag, modifiedAtMs: this.#now(), write };
  }

  #at(key: string): Stored {
    const stored = this.objects.get(key);
    if (stored === undefined) throw failure('not-found', `no object ${key}`, { code: 'NoSuchKey' });
    return stored;
  }

  #upload(uploadId: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (upload === undefined) throw failure('not-found', 'no upload', { code: 'NoSuchUpload' });
    return upload;
  }

  #info(key: string): ObjectInfo {
    const stored = this.#at(key);
    const none = {
      cacheControl: null,
      contentDisposition: null,
      contentEncoding: null,
      contentLanguage: null,
      expires: null,
    };
    return {
      key,
      sizeBytes: stored.sizeBytes,
      modifiedAtMs: stored.modifiedAtMs,
      etag: stored.etag,
      versionId: null,
      storageClass: null,
      headers: { contentType: null, ...none, ...stored.write.headers },
      userMetadata: { ...stored.write.userMetadata },
      checksums: {},
      encryption: this.#options.encryption ?? null,
      partCount: null,
      restore: null,
      retention: null,
      hasLegalHold: false,
      tagCount: 0,
      objectType: null,
      kmsKeyId: null,
      expiration: null,
    };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

function preconditionFailed() {
  return failure('precondition-failed', 'a condition does not hold', {
    code: 'PreconditionFailed',
    status: 412,
  });
}

function cancelled() {
  return failure('cancelled', 'The transfer was stopped.');
}

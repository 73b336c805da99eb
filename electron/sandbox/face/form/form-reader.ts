import { FaceError } from '../face-error.ts';

/** One field of a form, with its name in lower case. */
export interface FormField {
  readonly name: string;
  readonly value: string;
}

/** A form up to its file: the fields before it, what the file's own head says, and its bytes. */
export interface FormHead {
  readonly fields: readonly FormField[];
  readonly fileName: string;
  readonly fileType: string | null;
  /** Must be read to its end; rejects with `MalformedPOSTRequest` or `IncompleteBody` when the form breaks off. */
  readonly file: AsyncGenerator<Uint8Array>;
}

/** All fields together. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html */
const mostFieldBytes = 20 * 1024;
const mostHeadBytes = 8 * 1024;
const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/**
 * Reads multipart/form-data until its `file`, whose bytes stream after it: at most one chunk and a boundary are in
 * memory. Fields after the file are read over, as AWS does. Rejects with FaceError `MalformedPOSTRequest`,
 * `MaxPostPreDataLengthExceededError`, `IncompleteBody`. https://www.rfc-editor.org/rfc/rfc7578
 */
export async function readForm(contentType: string, chunks: AsyncIterable<Uint8Array>): Promise<FormHead> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new FaceError('MalformedPOSTRequest');
  const mark = Buffer.from(`\r\n--${boundary}`);
  const source = createSource(chunks);
  // The first boundary has no line end before it; one is put there so that all look the same.
  source.unshift(lineEnd);
  let preamble = 0;
  for await (const piece of source.until(mark)) {
    preamble += piece.length;
    if (preamble > mostHeadBytes) throw new FaceError('MalformedPOSTRequest');
  }
  const fields: FormField[] = [];
  let fieldBytes = 0;
  for (;;) {
    const next = (await source.take(2)).toString('latin1');
    if (next === '--') throw missingFile();
    if (next !== '\r\n') throw new FaceError('MalformedPOSTRequest');
    const head = readHead(await collect(source.until(headEnd), mostHeadBytes));
    if (head.name === 'file') {
      return { fields, fileName: head.fileName, fileType: head.type, file: readFile(source, mark) };
    }
    const value = await collect(source.until(mark), mostFieldBytes);
    fieldBytes += head.name.length + value.length;
    if (fieldBytes > mostFieldBytes) throw new FaceError('MaxPostPreDataLengthExceededError');
    fields.push({ name: head.name, value: value.toString('utf8') });
  }
}

/** Bytes that can be looked through for a mark without keeping more than it needs. */
interface Source {
  unshift(bytes: Uint8Array): void;
  take(count: number): Promise<Buffer>;
  /** The bytes before the next mark, which is taken off too. */
  until(mark: Buffer): AsyncGenerator<Buffer>;
  /** Reads the rest and forgets it. */
  drain(): Promise<void>;
}

function createSource(chunks: AsyncIterable<Uint8Array>): Source {
  const iterator = chunks[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const more = async () => {
    const next = await iterator.next();
    if (next.done) throw new FaceError('IncompleteBody');
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
  };
  return {
    unshift(bytes) {
      held = Buffer.concat([bytes, held]);
    },
    async take(count) {
      while (held.length < count) await more();
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
    async *until(mark) {
      for (;;) {
        const at = held.indexOf(mark);
        if (at >= 0) {
          const last = held.subarray(0, at);
          held = held.subarray(at + mark.length);
          if (last.length > 0) yield last;
          return;
        }
        // The mark may have begun in the last bytes.
        const safe = Math.max(0, held.length - mark.length + 1);
        const passed = held.subarray(0, safe);
        held = held.subarray(safe);
        if (passed.length > 0) yield passed;
        await more();
      }
    },
    async drain() {
      held = Buffer.alloc(0);
      while (!(await iterator.next()).done);
    },
  };
}

async function* readFile(source: Source, mark: Buffer): AsyncGenerator<Uint8Array> {
  yield* source.until(mark);
  const next = (await source.take(2)).toString('latin1');
  if (next !== '--' && next !== '\r\n') throw new FaceError('MalformedPOSTRequest');
  await source.drain();
}

async function collect(pieces: AsyncIterable<Buffer>, mostBytes: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of pieces) {
    sizeBytes += piece.length;
    if (sizeBytes > mostBytes) throw new FaceError('MaxPostPreDataLengthExceededError');
    kept.push(piece);
  }
  return Buffer.concat(kept);
}

function readHead(bytes: Buffer): { name: string; fileName: string; type: string | null } {
  const headers = new Map(
    bytes
      .toString('utf8')
      .split('\r\n')
      .map((line) => {
        const cut = line.indexOf(':');
        return [line.slice(0, cut).trim().toLowerCase(), line.slice(cut + 1).trim()] as const;
      }),
  );
  const disposition = headers.get('content-disposition') ?? '';
  const name =
    /;\s*name="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1] ?? /;\s*name=([^\s;"]+)/i.exec(disposition)?.[1];
  if (!/^form-data\b/i.test(disposition) || name === undefined) throw new FaceError('MalformedPOSTRequest');
  const fileName = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1] ?? '';
  return { name: name.toLowerCase(), fileName, type: headers.get('content-type') ?? null };
}

function missingFile(): FaceError {
  return new FaceError('InvalidArgument', {
    message: 'POST requires exactly one file upload per request.',
    fields: { ArgumentName: 'file', ArgumentValue: '0' },
  });
}

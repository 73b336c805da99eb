import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { type CrcName, crcNames, startCrc } from './checksums/crc.ts';

/** What can be computed of a file. */
export type DigestName = 'md5' | 'sha1' | 'sha256' | CrcName;

/** A digest of shared memory, or of a file that this thread reads itself. */
export type HashRequest =
  | {
      readonly id: number;
      readonly digest: 'md5';
      readonly memory: SharedArrayBuffer;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    }
  /** One more piece of a running MD5; `isLast` answers with the digest, the others with an empty text. */
  | {
      readonly id: number;
      readonly digest: 'md5-stream';
      readonly stream: number;
      readonly memory: SharedArrayBuffer;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
      readonly isLast: boolean;
    }
  | { readonly id: number; readonly digest: DigestName; readonly path: string }
  /** The MD5 of the MD5s of parts of so many bytes, and their number: what an object in parts has as its ETag. */
  | {
      readonly id: number;
      readonly digest: 'md5-of-parts';
      readonly path: string;
      readonly partBytes: number;
    };

export type HashAnswer =
  | { readonly id: number; readonly hex: string }
  | { readonly id: number; readonly errorCode: string };

const readBytes = 1_048_576;
const streams = new Map<number, Hash>();

function answer(request: HashRequest): HashAnswer {
  try {
    return { id: request.id, hex: digestOf(request) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
    return { id: request.id, errorCode: code };
  }
}

function digestOf(request: HashRequest): string {
  if (!('memory' in request)) return hashFile(request);
  const bytes = new Uint8Array(request.memory, request.offsetBytes, request.lengthBytes);
  if (request.digest === 'md5') return createHash('md5').update(bytes).digest('hex');
  const hash = streams.get(request.stream) ?? createHash('md5');
  hash.update(bytes);
  if (!request.isLast) {
    streams.set(request.stream, hash);
    return '';
  }
  streams.delete(request.stream);
  return hash.digest('hex');
}

function hashFile(request: Extract<HashRequest, { path: string }>): string {
  const file = openSync(request.path, 'r');
  try {
    const chunk = Buffer.allocUnsafeSlow(readBytes);
    const digest = request.digest === 'md5-of-parts' ? md5OfParts(request.partBytes) : start(request.digest);
    for (let offset = 0; ; ) {
      const read = readSync(file, chunk, 0, chunk.length, offset);
      if (read === 0) return digest.end();
      digest.add(chunk.subarray(0, read));
      offset += read;
    }
  } finally {
    closeSync(file);
  }
}

interface Digest {
  add(chunk: Buffer): void;
  end(): string;
}

function start(name: DigestName): Digest {
  const crc = crcNames.find((known) => known === name);
  if (crc !== undefined) return startCrc(crc);
  const hash = createHash(name);
  return { add: (chunk) => void hash.update(chunk), end: () => hash.digest('hex') };
}

function md5OfParts(partBytes: number): Digest {
  const whole = createHash('md5');
  let part = createHash('md5');
  let partCount = 0;
  let filledBytes = 0;
  const endPart = () => {
    whole.update(part.digest());
    partCount += 1;
    part = createHash('md5');
    filledBytes = 0;
  };
  return {
    add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + partBytes - filledBytes);
        part.update(piece);
        filledBytes += piece.length;
        at += piece.length;
        if (filledBytes === partBytes) endPart();
      }
    },
    end() {
      if (filledBytes > 0 || partCount === 0) endPart();
      return `${whole.digest('hex')}-${partCount}`;
    },
  };
}

parentPort?.on('message', (request: HashRequest) => parentPort?.postMessage(answer(request)));

import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';

/** What can be computed of a file. */
export type DigestName = 'md5' | 'sha256' | 'crc32';

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
  | { readonly id: number; readonly digest: DigestName; readonly path: string };

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
    const digest = startDigest(request.digest);
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

function startDigest(name: DigestName): { add(chunk: Buffer): void; end(): string } {
  if (name === 'crc32') {
    let value = 0;
    return {
      add: (chunk) => {
        value = crc32(chunk, value);
      },
      end: () => value.toString(16).padStart(8, '0'),
    };
  }
  const hash = createHash(name);
  return { add: (chunk) => void hash.update(chunk), end: () => hash.digest('hex') };
}

parentPort?.on('message', (request: HashRequest) => parentPort?.postMessage(answer(request)));

import { crc32 } from 'node:zlib';
import { FrameBuffer } from './frame-buffer.ts';
import { brokenStream, damagedMessage, noSelectAnswer } from './select-wire.ts';

/** One message of an event stream: headers by name, and what it carries. */
export interface EventFrame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const STRING_TYPE = 7;
/** Frames of a select answer carry at most 1 MiB. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/**
 * Cuts a byte stream into frames, wherever its chunks begin and end
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html). Both checksums of every frame are
 * checked. Throws `integrity` for a wrong checksum, `malformed-response` for a frame that cannot be, and `not-offered`
 * for a stream that is a text.
 */
export class EventStreamReader {
  readonly #pending = new FrameBuffer();
  #hasBegun = false;

  /** Frames completed by this chunk. */
  push(chunk: Uint8Array): EventFrame[] {
    this.#pending.add(chunk);
    const frames: EventFrame[] = [];
    while (this.#pending.sizeBytes >= PRELUDE_BYTES) {
      const prelude = this.#pending.peek(PRELUDE_BYTES);
      const totalBytes = prelude.readUInt32BE(0);
      const headerBytes = prelude.readUInt32BE(4);
      // No frame is long enough to begin with a character: this is a text.
      if (!this.#hasBegun && prelude[0] !== 0) throw noSelectAnswer();
      this.#hasBegun = true;
      checkSum(prelude.subarray(0, 8), prelude.readUInt32BE(8));
      const leastBytes = PRELUDE_BYTES + headerBytes + CHECKSUM_BYTES;
      if (totalBytes < leastBytes || totalBytes > MAX_FRAME_BYTES) throw brokenStream();
      if (this.#pending.sizeBytes < totalBytes) break;
      frames.push(readFrame(this.#pending.take(totalBytes), headerBytes));
    }
    return frames;
  }

  /** Throws `malformed-response` when the stream stopped inside a frame. */
  end(): void {
    if (this.#pending.sizeBytes > 0) throw brokenStream();
  }
}

/** Writes one frame; headers are strings, in the given order. */
export function printEventFrame({ headers, payload }: EventFrame): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const nameBytes = Buffer.from(name);
      const valueBytes = Buffer.from(value);
      const sizes = Buffer.from([STRING_TYPE, valueBytes.length >> 8, valueBytes.length & 0xff]);
      return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, sizes, valueBytes]);
    }),
  );
  const prelude = Buffer.alloc(PRELUDE_BYTES);
  prelude.writeUInt32BE(PRELUDE_BYTES + head.length + payload.length + CHECKSUM_BYTES, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const frame = Buffer.concat([prelude, head, payload]);
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(frame));
  return Buffer.concat([frame, checksum]);
}

function readFrame(frame: Buffer, headerBytes: number): EventFrame {
  const end = frame.length - CHECKSUM_BYTES;
  checkSum(frame.subarray(0, end), frame.readUInt32BE(end));
  const headers: Record<string, string> = {};
  const headersEnd = PRELUDE_BYTES + headerBytes;
  for (let at = PRELUDE_BYTES; at < headersEnd; ) {
    const nameEnd = at + 1 + (frame[at] ?? 0);
    if (nameEnd + 3 > headersEnd || frame[nameEnd] !== STRING_TYPE) throw brokenStream();
    const valueStart = nameEnd + 3;
    const valueEnd = valueStart + frame.readUInt16BE(nameEnd + 1);
    if (valueEnd > headersEnd) throw brokenStream();
    headers[frame.toString('utf8', at + 1, nameEnd)] = frame.toString('utf8', valueStart, valueEnd);
    at = valueEnd;
  }
  return { headers, payload: frame.subarray(headersEnd, end) };
}

function checkSum(bytes: Buffer, expected: number): void {
  if (crc32(bytes) !== expected) throw damagedMessage();
}

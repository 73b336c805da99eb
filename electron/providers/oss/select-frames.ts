import { crc32 } from 'node:zlib';
import { FrameBuffer } from '../select/frame-buffer.ts';
import {
  brokenStream,
  damagedMessage,
  noSelectAnswer,
  type SelectEvent,
  type SelectReader,
} from '../select/select-wire.ts';

const HEAD_BYTES = 12;
const CHECKSUM_BYTES = 4;
const VERSION = 1;
/** Offset, bytes scanned and status of an end frame; its message follows. */
const END_BYTES = 20;
const OFFSET_BYTES = 8;
/** Frames of data are some hundred KiB. */
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

const frameTypes = { data: 0x80_00_01, alive: 0x80_00_04, end: 0x80_00_05 };

/**
 * Frames of OSS: version and type (1 and 3 bytes), length of the payload (4), a checksum of these (4) that nobody
 * describes, the payload, which begins with an offset in the object (8), and its CRC-32 (4); numbers are big-endian
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/selectobject).
 */
export class SelectFrames implements SelectReader {
  readonly #pending = new FrameBuffer();

  push(chunk: Uint8Array): SelectEvent[] {
    this.#pending.add(chunk);
    const events: SelectEvent[] = [];
    while (this.#pending.sizeBytes >= HEAD_BYTES) {
      const head = this.#pending.peek(HEAD_BYTES);
      if (head[0] !== VERSION) throw noSelectAnswer();
      const payloadBytes = head.readUInt32BE(4);
      if (payloadBytes < OFFSET_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) throw brokenStream();
      const frameBytes = HEAD_BYTES + payloadBytes + CHECKSUM_BYTES;
      if (this.#pending.sizeBytes < frameBytes) break;
      const frame = this.#pending.take(frameBytes);
      const payload = frame.subarray(HEAD_BYTES, HEAD_BYTES + payloadBytes);
      if (crc32(payload) !== frame.readUInt32BE(HEAD_BYTES + payloadBytes)) throw damagedMessage();
      events.push(...readFrame(frame.readUIntBE(1, 3), payload));
    }
    return events;
  }

  end(): void {
    if (this.#pending.sizeBytes > 0) throw brokenStream();
  }
}

function readFrame(type: number, payload: Buffer): SelectEvent[] {
  const scannedBytes = Number(payload.readBigUInt64BE(0));
  switch (type) {
    case frameTypes.data:
      return [{ type: 'records', bytes: payload.subarray(OFFSET_BYTES) }];
    case frameTypes.alive:
      return [{ type: 'progress', stats: statsOf(scannedBytes) }];
    case frameTypes.end:
      return readEnd(payload);
    default:
      throw brokenStream();
  }
}

function readEnd(payload: Buffer): SelectEvent[] {
  if (payload.length < END_BYTES) throw brokenStream();
  const status = payload.readUInt32BE(16);
  if (status >= 200 && status < 300) {
    return [{ type: 'stats', stats: statsOf(Number(payload.readBigUInt64BE(8))) }, { type: 'end' }];
  }
  const words = payload.toString('utf8', END_BYTES);
  const [, code = '', message = words] = /^(\w+)\.(.*)$/s.exec(words) ?? [];
  return [{ type: 'error', code, message, status }];
}

function statsOf(scannedBytes: number) {
  return { scannedBytes, processedBytes: null, returnedBytes: null };
}

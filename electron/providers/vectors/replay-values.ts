import { hash } from 'node:crypto';
import { z } from 'zod';
import { checksumOf } from '../checksums/crc.ts';
import { EventStreamReader, printEventFrame } from '../select/event-stream.ts';
import { Differences } from './differences.ts';
import type { Vector, VectorResult } from './vector-file.ts';

const bytesSchema = z.looseObject({
  utf8: z.string().optional(),
  hex: z.string().optional(),
  base64: z.string().optional(),
  repeat: z.string().optional(),
  count: z.number().optional(),
});

const checksums: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'x-amz-checksum-crc32': (bytes) => checksumOf('crc32', bytes).toString('base64'),
  'x-amz-checksum-crc32c': (bytes) => checksumOf('crc32c', bytes).toString('base64'),
  'x-amz-checksum-crc64nvme': (bytes) => checksumOf('crc64nvme', bytes).toString('base64'),
  'x-amz-checksum-sha1': (bytes) => hash('sha1', bytes, 'base64'),
  'x-amz-checksum-sha256': (bytes) => hash('sha256', bytes, 'base64'),
  'content-md5': (bytes) => hash('md5', bytes, 'base64'),
  'crc64ecma-decimal': (bytes) => checksumOf('crc64ecma', bytes).readBigUInt64BE().toString(),
};

/** Replays a checksum vector. */
export function replayChecksum(vector: Vector): VectorResult {
  const differences = new Differences();
  const bytes = bytesOf(bytesSchema.parse(vector.input));
  for (const [name, expected] of Object.entries(vector.expect ?? {})) {
    const checksum = checksums[name];
    if (!checksum) return { id: vector.id, outcome: 'skipped', reason: `not implemented: ${name}` };
    differences.compare(name, checksum(bytes), expected);
  }
  return differences.result(vector);
}

const frameSchema = z.looseObject({
  frameHex: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  payloadUtf8: z.string().optional(),
});

/** Replays event-stream bytes: at once and byte by byte, read and, where its parts are told, written again. */
export function replayEventStream(vector: Vector): VectorResult {
  const differences = new Differences();
  const { frameHex, headers, payloadUtf8 } = frameSchema.parse(vector);
  const bytes = Buffer.from(frameHex, 'hex');
  const whole = new EventStreamReader();
  const frames = whole.push(bytes);
  whole.end();
  const slow = new EventStreamReader();
  const slowFrames = Array.from(bytes, (byte) => slow.push(Uint8Array.of(byte))).flat();
  slow.end();
  differences.compare('frames byte by byte', slowFrames, frames);
  differences.compare(
    'bytes written again',
    Buffer.concat(frames.map(printEventFrame)).toString('hex'),
    frameHex,
  );
  differences.compare('headers', frames[0]?.headers, headers);
  differences.compare('payload', frames[0]?.payload.toString('utf8'), payloadUtf8);
  return differences.result(vector);
}

function bytesOf(input: z.infer<typeof bytesSchema>): Buffer {
  if (input.repeat !== undefined) return Buffer.from(input.repeat.repeat(input.count ?? 1));
  if (input.hex !== undefined) return Buffer.from(input.hex, 'hex');
  if (input.base64 !== undefined) return Buffer.from(input.base64, 'base64');
  return Buffer.from(input.utf8 ?? '');
}

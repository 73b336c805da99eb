import { failure } from '../../shared/model/app-error.ts';

const mebibyte = 1_048_576;
/** Files above this size are cut into larger parts. */
const largeFileBytes = 8 * 1_024 * mebibyte;

/** What a server allows; see `TransferStorage.limits`. */
interface PartLimits {
  readonly minPartSizeBytes: number;
  readonly maxPartSizeBytes: number;
  readonly maxPartCount: number;
}

/**
 * The part size for a file: `minPartBytes` (twice that above 8 GiB), more where the file would need more parts than the
 * server takes; whole MiB when it grows. Rejects with `invalid-input`, reason `file-too-large`, when no size will do.
 */
export function partSizeFor(sizeBytes: number, minPartBytes: number, limits: PartLimits): number {
  const preferred = sizeBytes > largeFileBytes ? minPartBytes * 2 : minPartBytes;
  const needed = Math.ceil(sizeBytes / limits.maxPartCount / mebibyte) * mebibyte;
  const partBytes = Math.max(
    preferred,
    limits.minPartSizeBytes,
    sizeBytes > preferred * limits.maxPartCount ? needed : 0,
  );
  if (partBytes > limits.maxPartSizeBytes) {
    throw failure('invalid-input', 'The file is larger than the largest object this server takes.', {
      reason: 'file-too-large',
      values: { sizeBytes },
    });
  }
  return partBytes;
}

/** How many parts of `partBytes` make up `sizeBytes`; at least one. */
export function partCountOf(sizeBytes: number, partBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / partBytes));
}

/** Where part `partNumber` (from 1) lies. */
export function partSpan(
  partNumber: number,
  sizeBytes: number,
  partBytes: number,
): { offsetBytes: number; lengthBytes: number } {
  const offsetBytes = (partNumber - 1) * partBytes;
  return { offsetBytes, lengthBytes: Math.min(partBytes, sizeBytes - offsetBytes) };
}

import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ByteRange } from '../interface/conditions.ts';
import type { CopySource } from '../interface/copy-source.ts';
import type { MultipartUploadId, UploadedPart } from '../interface/multipart-group.ts';
import type { ComposeInput, ComposeSource } from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { copyObject } from './copies.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  copyPart,
  createMultipartUpload,
  uploadPart,
} from './multipart.ts';
import { headObject } from './object-reads.ts';

/** Part copies under way at once: the server does the work. */
const LANES = 4;

/** A part of the new object: a range of a source, or bytes that are sent along. */
export type Piece =
  | { readonly source: CopySource; readonly range: ByteRange & { lengthBytes: number } }
  | { readonly bytes: Uint8Array };

/** Where the pieces go and how the new object is stored. */
export type ComposeTarget = Omit<ComposeInput, 'sources'>;

/** Puts objects and ranges of objects together, inside the server. */
export async function composeObject(
  client: StorageClient,
  { sources, ...target }: ComposeInput,
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const [only] = sources;
  if (only === undefined) {
    throw failure('invalid-input', 'There is nothing to put together.', { reason: 'compose-nothing' });
  }
  const infos: ObjectInfo[] = [];
  for (const source of sources) infos.push(await headObject(client, readOf(source), options));
  const spans = sources.map((source, index) => spanOf(source, infos[index]?.sizeBytes ?? 0));
  const [info] = infos;
  const isWhole = spans[0]?.offsetBytes === 0 && spans[0].lengthBytes === info?.sizeBytes;
  if (sources.length === 1 && info && isWhole && info.sizeBytes <= client.dialect.limits.maxSingleCopyBytes) {
    const { write, ...place } = target;
    const { headers, userMetadata, ...set } = write ?? {};
    const copy = { ...place, source: { ...only, ifMatch: info.etag }, set };
    return copyObject(client, headers || userMetadata ? { ...copy, replace: write ?? {} } : copy, options);
  }
  const pieces = sources.flatMap((source, index) => {
    const from = { ...source, ifMatch: infos[index]?.etag ?? '' };
    return split(spans[index], client.dialect.limits.maxSingleCopyBytes).map((range) => ({
      source: from,
      range,
    }));
  });
  return joinPieces(client, target, pieces, options);
}

/** Makes an object of pieces by an upload in parts; a failure drops the parts. */
export async function joinPieces(
  client: StorageClient,
  { bucket, key, write, customerKey, conditions }: ComposeTarget,
  pieces: readonly Piece[],
  options: CallOptions,
): Promise<PutObjectResult> {
  checkPieces(client, pieces);
  const keyed = customerKey ? { customerKey } : {};
  const upload = await createMultipartUpload(
    client,
    { bucket, key, ...(write ? { write } : {}), ...keyed },
    options,
  );
  try {
    const parts = await sendPieces(client, { ...upload, ...keyed }, pieces, options);
    const end = { ...upload, parts, ...keyed, ...(conditions ? { conditions } : {}) };
    return await completeMultipartUpload(client, end, options);
  } catch (thrown) {
    // The first failure says more than one of tidying up; what stays is listed as unfinished.
    await abortMultipartUpload(client, upload).catch(() => {});
    throw thrown;
  }
}

async function sendPieces(
  client: StorageClient,
  upload: MultipartUploadId & Pick<ComposeTarget, 'customerKey'>,
  pieces: readonly Piece[],
  options: CallOptions,
): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = new Array(pieces.length);
  const queue = pieces.entries();
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const lane = async (): Promise<void> => {
    for (const [index, piece] of queue) {
      const place = { ...upload, partNumber: index + 1 };
      parts[index] = await ('bytes' in piece
        ? uploadPart(client, { ...place, body: piece.bytes }, { signal })
        : copyPart(client, { ...place, source: { ...piece.source, range: piece.range } }, { signal }));
    }
  };
  const lanes = Array.from({ length: Math.min(LANES, pieces.length) }, lane);
  try {
    await Promise.all(lanes);
  } catch (thrown) {
    // No part may arrive after the upload was dropped.
    stop.abort();
    await Promise.allSettled(lanes);
    throw thrown;
  }
  return parts;
}

/** Refuses what the server would refuse after all the copying. Throws `invalid-input`. */
function checkPieces({ dialect }: StorageClient, pieces: readonly Piece[]): void {
  const { minPartSizeBytes, maxPartCount, maxObjectBytes } = dialect.limits;
  const sizes = pieces.map((piece) => ('bytes' in piece ? piece.bytes.byteLength : piece.range.lengthBytes));
  const small = sizes.slice(0, -1).find((sizeBytes) => sizeBytes < minPartSizeBytes);
  if (small !== undefined) {
    throw failure(
      'invalid-input',
      `Every piece but the last needs at least ${minPartSizeBytes} bytes; one has ${small}.`,
      { reason: 'compose-piece-too-small', values: { sizeBytes: small, minBytes: minPartSizeBytes } },
    );
  }
  if (pieces.length > maxPartCount) {
    throw failure('invalid-input', `An object has at most ${maxPartCount} parts.`, {
      reason: 'compose-too-many',
      values: { partCount: pieces.length, maxPartCount },
    });
  }
  const totalBytes = sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  if (totalBytes > maxObjectBytes) {
    throw failure('invalid-input', 'Put together it would be larger than an object may be.', {
      reason: 'too-large',
      values: { sizeBytes: totalBytes, maxBytes: maxObjectBytes },
    });
  }
}

/** Cuts a range into equal pieces of at most `maxBytes`, so that none of them is too small for a part. */
export function split(
  range: { offsetBytes: number; lengthBytes: number } | undefined,
  maxBytes: number,
): { offsetBytes: number; lengthBytes: number }[] {
  if (range === undefined) return [];
  const pieceCount = Math.max(1, Math.ceil(range.lengthBytes / maxBytes));
  const pieceBytes = Math.ceil(range.lengthBytes / pieceCount);
  return Array.from({ length: pieceCount }, (_, index) => {
    const start = index * pieceBytes;
    return {
      offsetBytes: range.offsetBytes + start,
      lengthBytes: Math.min(pieceBytes, range.lengthBytes - start),
    };
  });
}

function spanOf({ range, bucket, key }: ComposeSource, sizeBytes: number) {
  const { offsetBytes = 0, lengthBytes = null } = range ?? {};
  const span = { offsetBytes, lengthBytes: lengthBytes ?? sizeBytes - offsetBytes };
  if (offsetBytes >= 0 && span.lengthBytes > 0 && offsetBytes + span.lengthBytes <= sizeBytes) return span;
  throw failure('invalid-input', 'A source is empty, or shorter than the range of it that was asked for.', {
    reason: 'compose-range',
    resource: `${bucket}/${key}`,
    values: { sizeBytes },
  });
}

function readOf({ bucket, key, versionId, ifMatch, conditions, customerKey }: ComposeSource) {
  return {
    bucket,
    key,
    conditions: { ...conditions, ...(ifMatch === undefined ? {} : { ifMatch }) },
    ...(versionId === undefined ? {} : { versionId }),
    ...(customerKey === undefined ? {} : { customerKey }),
  };
}

import { createHash, randomBytes } from 'node:crypto';
import type { WrittenFile } from './body-files.ts';
import type { Extent } from './body-index.ts';
import type { Actor } from './change-feed.ts';
import type { ObjectAttributes, StoredChecksum, StoredPart, StoredUpload, StoredVersion } from './model.ts';
import { type ActionTools, addVersion, type CheckTarget, currentObject } from './object-actions.ts';
import { StoreError } from './store-error.ts';
import type { UploadIndex } from './upload-index.ts';

/** One upload of one key. */
export interface UploadAddress {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** A part as the client names it when it completes an upload. */
export interface NamedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
}

/** Multipart uploads. Every method may throw StoreError `no-such-bucket`, and all but `start` `no-such-upload`. */
export interface UploadActions {
  start(target: { bucket: string; key: string }, attributes: ObjectAttributes): StoredUpload;
  find(address: UploadAddress): StoredUpload;
  /** Adds a part or replaces the one of that number. */
  putPart(
    address: UploadAddress,
    number: number,
    written: WrittenFile,
    content: { etag: string; checksums: readonly StoredChecksum[] },
  ): StoredPart;
  /** Adds bytes `[startBytes, endBytes)` of a stored version as a part, without moving them. */
  copyPart(
    address: UploadAddress,
    number: number,
    source: { version: StoredVersion; startBytes: number; endBytes: number },
    content: { etag: string; checksums: readonly StoredChecksum[] },
  ): StoredPart;
  /** Parts with a number above `afterNumber`, in order. */
  parts(address: UploadAddress, afterNumber: number, limit: number): StoredPart[];
  /**
   * Makes the object of the named parts and forgets the rest. `attributesOf` sees the parts and may throw.
   * StoreError `invalid-part-order`, `invalid-part`, `part-too-small`.
   */
  complete(
    address: UploadAddress,
    parts: readonly NamedPart[],
    options: {
      attributesOf: (upload: StoredUpload, parts: readonly StoredPart[]) => ObjectAttributes;
      check: CheckTarget;
      actor: Actor;
      /** Of every part but the last. */
      leastPartBytes: number;
    },
  ): StoredVersion;
  abort(address: UploadAddress): void;
}

/** The actions on multipart uploads. */
export function openUploadActions(tools: ActionTools & { readonly uploads: UploadIndex }): UploadActions {
  const { buckets, versions, bodies, uploads, changes, change, nextSequence, now } = tools;

  const find = ({ bucket, key, uploadId }: UploadAddress): StoredUpload => {
    const found = uploads.find(buckets.find(bucket).id, key, uploadId);
    if (found === null) throw new StoreError('no-such-upload');
    return found;
  };

  const savePart = (
    address: UploadAddress,
    number: number,
    extents: readonly Extent[],
    content: { etag: string; checksums: readonly StoredChecksum[] },
  ): StoredPart => {
    find(address);
    bodies.release(uploads.findPart(address.uploadId, number)?.bodyId ?? null);
    const part: StoredPart = {
      number,
      sizeBytes: extents.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0),
      modifiedAtMs: now(),
      etag: content.etag,
      checksums: content.checksums,
      bodyId: bodies.create(extents),
    };
    uploads.putPart(address.uploadId, part);
    return part;
  };

  const forget = (uploadId: string) => {
    for (const part of uploads.parts(uploadId, 0, -1)) bodies.release(part.bodyId);
    uploads.remove(uploadId);
  };

  return {
    start({ bucket, key }, attributes) {
      return change(() => {
        const { id } = buckets.find(bucket);
        // The sequence leads, so that upload ids sort by the time they were started.
        const uploadId = nextSequence().toString(16).padStart(12, '0') + randomBytes(24).toString('hex');
        const upload: StoredUpload = { uploadId, key, startedAtMs: now(), attributes };
        uploads.insert(id, upload);
        return upload;
      });
    },
    find,
    putPart(address, number, { file, sizeBytes }, content) {
      const extents = file === null ? [] : [{ startBytes: 0, lengthBytes: sizeBytes, file, offsetBytes: 0 }];
      return change(() => savePart(address, number, extents, content));
    },
    copyPart(address, number, { version, startBytes, endBytes }, content) {
      return change(() => {
        const extents = version.bodyId === null ? [] : bodies.extents(version.bodyId, startBytes, endBytes);
        const sizeBytes = extents.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
        // The source may have been removed since it was looked up.
        if (sizeBytes !== endBytes - startBytes) throw new StoreError('no-such-key');
        return savePart(address, number, extents, content);
      });
    },
    parts(address, afterNumber, limit) {
      find(address);
      return uploads.parts(address.uploadId, afterNumber, limit);
    },
    complete(address, named, { attributesOf, check, actor, leastPartBytes }) {
      const version = change(() => {
        const upload = find(address);
        const bucket = buckets.find(address.bucket);
        const parts = choose(uploads.parts(address.uploadId, 0, -1), named, leastPartBytes);
        const attributes = attributesOf(upload, parts);
        check(currentObject(versions, bucket, address.key));
        const extents = parts.flatMap(({ bodyId, sizeBytes }) =>
          bodyId === null ? [] : bodies.extents(bodyId, 0, sizeBytes),
        );
        const bodyId = bodies.create(extents);
        const added = addVersion(tools, bucket, {
          key: address.key,
          sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
          etag: multipartEtag(parts),
          bodyId,
          attributes,
        });
        forget(address.uploadId);
        return added;
      });
      changes.publish({ cause: 'complete', bucket: address.bucket, version, atMs: now(), actor });
      return version;
    },
    abort(address) {
      change(() => {
        find(address);
        forget(address.uploadId);
      });
    },
  };
}

function choose(
  stored: readonly StoredPart[],
  named: readonly NamedPart[],
  leastPartBytes: number,
): StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let last = 0;
  const chosen = named.map(({ number, etag }) => {
    if (number <= last) throw new StoreError('invalid-part-order');
    last = number;
    const part = byNumber.get(number);
    if (part === undefined || part.etag !== etag)
      throw new StoreError('invalid-part', { number: String(number), etag });
    return part;
  });
  for (const { number, sizeBytes, etag } of chosen.slice(0, -1)) {
    if (sizeBytes < leastPartBytes) {
      throw new StoreError('part-too-small', {
        number: String(number),
        sizeBytes: String(sizeBytes),
        leastBytes: String(leastPartBytes),
        etag,
      });
    }
  }
  return chosen;
}

/** MD5 of the MD5s of the parts, and how many parts there are. */
function multipartEtag(parts: readonly StoredPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

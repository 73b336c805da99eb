import { createHash } from 'node:crypto';
import { combineChecksums } from '../checksums/digests.ts';
import type { WrittenFile } from './body-files.ts';
import type { Actor } from './change-feed.ts';
import type { ObjectAttributes, StoredChecksum, StoredVersion } from './model.ts';
import {
  type ActionTools,
  addVersion,
  type CheckTarget,
  checkRemovable,
  currentObject,
} from './object-actions.ts';
import { StoreError } from './store-error.ts';

/** What one append brings. */
export interface AppendedContent {
  /** MD5 of the new bytes, in hex. */
  readonly md5Hex: string;
  /** CRC64 of the new bytes alone: base64 of 8 bytes. */
  readonly crc64: string;
}

/** Objects that grow. */
export interface AppendActions {
  /**
   * Adds bytes at the end of an object that appends made, or makes one at position 0. The version stays the same one,
   * with another body, ETag and date; its CRC64 runs on. `attributesOf` is asked for a new object alone.
   *
   * StoreError `no-such-bucket`; `not-appendable` for an object that was made in another way; `position-mismatch`, with
   * `sizeBytes`, for a position that is not the end; `locked`.
   */
  append(
    target: { bucket: string; key: string },
    positionBytes: number,
    written: WrittenFile,
    options: {
      content: AppendedContent;
      attributesOf: () => ObjectAttributes;
      check: CheckTarget;
      actor: Actor;
    },
  ): StoredVersion;
}

/** The actions on objects that grow. */
export function openAppendActions(tools: ActionTools): AppendActions {
  const { buckets, versions, bodies, changes, change, now } = tools;

  return {
    append({ bucket, key }, positionBytes, { file, sizeBytes }, { content, attributesOf, check, actor }) {
      const version = change(() => {
        const found = buckets.find(bucket);
        const current = currentObject(versions, found, key);
        check(current);
        if (current !== null && current.attributes.special?.kind !== 'appendable') {
          throw new StoreError('not-appendable');
        }
        const lengthBytes = current?.sizeBytes ?? 0;
        if (positionBytes !== lengthBytes) {
          throw new StoreError('position-mismatch', { sizeBytes: String(lengthBytes) });
        }
        const added = file === null ? [] : [{ startBytes: 0, lengthBytes: sizeBytes, file, offsetBytes: 0 }];
        if (current === null) {
          const attributes: ObjectAttributes = {
            ...attributesOf(),
            checksums: [crc64Of(content.crc64)],
            special: { kind: 'appendable' },
          };
          const bodyId = bodies.create(added);
          return addVersion(tools, found, { key, sizeBytes, etag: content.md5Hex, bodyId, attributes });
        }
        checkRemovable(tools, found, current, false);
        const kept = current.bodyId === null ? [] : bodies.extents(current.bodyId, 0, lengthBytes);
        const grown = {
          ...current,
          sizeBytes: lengthBytes + sizeBytes,
          modifiedAtMs: now(),
          etag: nextEtag(current.etag, content.md5Hex),
          bodyId: bodies.create([...kept, ...added]),
          attributes: { ...current.attributes, checksums: runOn(current, content.crc64, sizeBytes) },
        };
        bodies.release(current.bodyId);
        versions.setContent(grown);
        return grown;
      });
      changes.publish({ cause: 'append', bucket, version, atMs: now(), actor });
      return version;
    },
  };
}

/** No MD5 of the whole is at hand without reading it again; COS and OSS promise none either. */
function nextEtag(etag: string, md5Hex: string): string {
  return createHash('md5').update(etag).update(md5Hex).digest('hex');
}

function runOn(current: StoredVersion, crc64: string, addedBytes: number): StoredChecksum[] {
  const before = current.attributes.checksums.find(({ algorithm }) => algorithm === 'crc64ecma');
  if (before === undefined) return [];
  return [
    combineChecksums('crc64ecma', 'FULL_OBJECT', [
      { value: before.value, sizeBytes: current.sizeBytes },
      { value: crc64, sizeBytes: addedBytes },
    ]),
  ];
}

function crc64Of(value: string): StoredChecksum {
  return { algorithm: 'crc64ecma', type: 'FULL_OBJECT', value };
}

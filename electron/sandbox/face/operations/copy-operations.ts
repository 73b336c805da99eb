import { createDigest } from '../../checksums/digests.ts';
import type { Hasher } from '../../store/body-files.ts';
import type { BodyReader } from '../../store/body-reader.ts';
import type { ObjectAttributes, StoredChecksum, StoredVersion } from '../../store/model.ts';
import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { checksumElements, crcHeaders } from '../checksum-headers.ts';
import { writeConditions } from '../conditions.ts';
import { checkCopySource, copySourceHeaders, readCopySource } from '../copy-source.ts';
import { documentTime } from '../document-time.ts';
import { encryptionHeaders } from '../encryption.ts';
import { FaceError, invalidArgument } from '../face-error.ts';
import { headerOf } from '../face-request.ts';
import { readAttributes, readChecksumAlgorithm, readStorageClass } from '../object-attributes.ts';
import { versionHeaders } from '../versions.ts';
import { element, rootElement, type XmlRoot } from '../xml-writer.ts';
import { mostPutBytes } from './put-operation.ts';

const readBytes = 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export async function copyObject(call: FaceCall): Promise<FaceAnswer> {
  const { store, request, actor } = call;
  const target = objectOf(call);
  const address = readCopySource(call);
  const found = store.objects.find(address);
  checkCopySource(call, address, found);
  if (found.sizeBytes > mostPutBytes) {
    throw new FaceError('InvalidRequest', {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${mostPutBytes}`,
    });
  }
  const replaces = readDirective(call, 'metadata');
  const replacesTags = readDirective(call, 'tagging');
  const asked = readAttributes(call);
  const checksums = await checksumsOf(call, found);
  const isItself = address.bucket === target.bucket && address.key === target.key;

  const copied = store.objects.copy(address, target, {
    attributesOf: (source): ObjectAttributes => {
      // The checksum was computed of the version that was looked up first.
      if (source.sequence !== found.sequence) throw new FaceError('OperationAborted');
      checkCopySource(call, address, source);
      const changesClass =
        request.headers.has('x-own-storage-class') && asked.storageClass !== source.attributes.storageClass;
      const changesKey =
        request.headers.has('x-own-server-side-encryption') || asked.encryption?.kind === 'customer';
      if (
        isItself &&
        address.versionId === null &&
        !replaces &&
        !replacesTags &&
        !changesClass &&
        !changesKey
      ) {
        throw new FaceError('InvalidRequest', {
          message:
            'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
            'object’s metadata, storage class, website redirect location or encryption attributes.',
        });
      }
      return {
        headers: replaces ? asked.headers : source.attributes.headers,
        userMetadata: replaces ? asked.userMetadata : source.attributes.userMetadata,
        tags: replacesTags ? asked.tags : source.attributes.tags,
        storageClass: readStorageClass(call),
        // Who may read it, how it is encrypted and until when it is locked are never copied.
        acl: asked.acl,
        encryption: asked.encryption,
        retention: asked.retention,
        hasLegalHold: asked.hasLegalHold,
        checksums,
      };
    },
    check: writeConditions(request),
    actor,
  });
  return {
    status: 200,
    headers: {
      ...versionHeaders(call, copied.target),
      ...copySourceHeaders(call, address, copied.source),
      ...encryptionHeaders(asked.encryption),
      ...crcHeaders(call, checksums),
    },
    xml: copyDocument(call, 'CopyObjectResult', copied.target, checksums),
  };
}

/** The answer of a copy and of a part copy. */
export function copyDocument(
  call: FaceCall,
  name: string,
  { etag, modifiedAtMs }: { readonly etag: string; readonly modifiedAtMs: number },
  checksums: readonly StoredChecksum[],
): XmlRoot {
  return rootElement(name, [
    element('LastModified', documentTime(modifiedAtMs)),
    element('ETag', `"${etag}"`),
    ...checksumElements(call, checksums, false),
  ]);
}

/** Reads bytes of a stored version through `hashers`. */
export async function digestStored(reader: BodyReader, hashers: readonly Hasher[]): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(readBytes, reader.sizeBytes));
  try {
    for (;;) {
      const count = buffer.length === 0 ? 0 : await reader.read(buffer);
      if (count === 0) return;
      for (const hasher of hashers) hasher.update(buffer.subarray(0, count));
    }
  } finally {
    await reader.close();
  }
}

/** The checksums of the source, or the one that the request asks for, computed where the source has it not. */
async function checksumsOf(call: FaceCall, source: StoredVersion): Promise<readonly StoredChecksum[]> {
  const algorithm = readChecksumAlgorithm(call.request) ?? call.dialect.objects.alwaysComputes;
  const stored = source.attributes.checksums;
  if (algorithm === null) return stored;
  const known = stored.filter(
    (checksum) => checksum.algorithm === algorithm && checksum.type === 'FULL_OBJECT',
  );
  if (known.length > 0) return known;
  const digest = createDigest(algorithm);
  await digestStored(call.store.read(source, 0, source.sizeBytes), [digest]);
  return [{ algorithm, type: 'FULL_OBJECT', value: digest.digest().toString('base64') }];
}

/** True when what the source has is not copied but replaced. */
function readDirective({ request, dialect }: FaceCall, kind: 'metadata' | 'tagging'): boolean {
  const { copy, replace } = dialect.objects.directives[kind];
  const name = `x-own-${kind}-directive`;
  const text = headerOf(request, name) ?? copy;
  if (text !== copy && text !== replace) throw invalidArgument(name, text, `Unknown ${name}.`);
  return text === replace;
}

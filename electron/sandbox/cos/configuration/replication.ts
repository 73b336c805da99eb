import type { FaceCall } from '../../face/call.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  text,
  textOf,
  word,
} from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import type { XmlElement } from '../../face/xml-reader.ts';
import type { StoredBucket } from '../../store/model.ts';

const mostRules = 1_000;
const shape = group({
  Role: one(text((value) => /^qcs::cam::uin\/\d+:uin\/\d+$/.test(value))),
  Rule: many(
    group({
      ID: maybe(text((value) => value.length <= 255)),
      Status: one(word('Enabled', 'Disabled')),
      Priority: maybe(text((value) => /^\d{1,5}$/.test(value))),
      Prefix: maybe(text()),
      Filter: maybe(group({ Prefix: maybe(text()) })),
      DeleteMarkerReplication: maybe(group({ Status: one(word('Enabled', 'Disabled')) })),
      Destination: one(
        group({ Bucket: one(text()), StorageClass: maybe(text()), EncryptionConfiguration: maybe(text()) }),
      ),
    }),
    1,
    mostRules,
  ),
});

/**
 * Reads a ReplicationConfiguration. Both buckets must keep versions; nothing is ever copied, the sandbox has one region.
 * https://www.tencentcloud.com/document/product/436/19223
 */
export function readReplication(
  source: string,
  { store, dialect }: FaceCall,
  bucket: StoredBucket,
): XmlElement {
  const root = readShaped(source, 'ReplicationConfiguration', shape);
  if (bucket.versioning !== 'enabled') {
    throw new FaceError('InvalidBucketState', {
      message: 'Versioning must be enabled on the bucket to apply a replication configuration',
    });
  }
  for (const rule of partsOf(root, 'Rule')) {
    const destination = partOf(rule, 'Destination');
    const name = textOf(destination, 'Bucket') ?? '';
    const target = /^qcs::cos:[a-z0-9-]+::(.+)$/.exec(name)?.[1];
    if (target === undefined || target === bucket.name) {
      throw invalidArgument(
        'Destination',
        name,
        'The destination must be another bucket: qcs::cos:<region>::<bucket>',
      );
    }
    if (store.buckets.find(target).versioning !== 'enabled') {
      throw new FaceError('InvalidBucketState', {
        message: 'Versioning must be enabled on the destination bucket',
      });
    }
    const storageClass = textOf(destination, 'StorageClass');
    if (storageClass !== null && !dialect.objects.storageClasses.includes(storageClass)) {
      throw new FaceError('InvalidStorageClass');
    }
  }
  return root;
}

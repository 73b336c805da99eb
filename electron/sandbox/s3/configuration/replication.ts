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
  wholeNumber,
  word,
} from '../../face/configuration/xml-shape.ts';
import { FaceError } from '../../face/face-error.ts';
import { malformed, type XmlElement } from '../../face/xml-reader.ts';
import type { StoredBucket } from '../../store/model.ts';

const mostRules = 1_000;
const status = group({ Status: one(word('Enabled', 'Disabled')) });
const minutes = group({ Minutes: one(wholeNumber) });
const tag = group({ Key: one(text()), Value: one(text()) });
const shape = group({
  Role: maybe(text()),
  Rule: many(
    group({
      ID: maybe(text((value) => value.length <= 255)),
      Priority: maybe(wholeNumber),
      Status: one(word('Enabled', 'Disabled')),
      Prefix: maybe(text()),
      Filter: maybe(
        group({
          Prefix: maybe(text()),
          Tag: maybe(tag),
          And: maybe(group({ Prefix: maybe(text()), Tag: many(tag, 0, 10) })),
        }),
      ),
      DeleteMarkerReplication: maybe(status),
      // MinIO's own.
      DeleteReplication: maybe(status),
      ExistingObjectReplication: maybe(status),
      SourceSelectionCriteria: maybe(
        group({ SseKmsEncryptedObjects: maybe(status), ReplicaModifications: maybe(status) }),
      ),
      Destination: one(
        group({
          Bucket: one(text()),
          Account: maybe(text((value) => /^\d{12}$/.test(value))),
          StorageClass: maybe(text()),
          AccessControlTranslation: maybe(group({ Owner: one(word('Destination')) })),
          EncryptionConfiguration: maybe(group({ ReplicaKmsKeyID: maybe(text()) })),
          ReplicationTime: maybe(group({ Status: one(word('Enabled', 'Disabled')), Time: one(minutes) })),
          Metrics: maybe(group({ Status: one(word('Enabled', 'Disabled')), EventThreshold: maybe(minutes) })),
        }),
      ),
    }),
    1,
    mostRules,
  ),
});

/**
 * Reads a ReplicationConfiguration. Versions must be kept on both sides; nothing is ever copied. A target of MinIO
 * (`arn:minio:replication:…`) is a server of its own, and is taken for its form.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
 */
export function readReplication(
  source: string,
  { store, dialect }: FaceCall,
  bucket: StoredBucket,
): XmlElement {
  const root = readShaped(source, 'ReplicationConfiguration', shape);
  if (bucket.versioning !== 'enabled') {
    throw refused('Versioning must be ‘Enabled’ on the bucket to apply a replication configuration');
  }
  const rules = partsOf(root, 'Rule');
  for (const rule of rules) {
    if (partOf(rule, 'Prefix') !== null && partOf(rule, 'Filter') !== null) throw malformed();
    const destination = partOf(rule, 'Destination');
    const arn = textOf(destination, 'Bucket') ?? '';
    const storageClass = textOf(destination, 'StorageClass');
    if (storageClass !== null && !dialect.objects.storageClasses.includes(storageClass)) throw malformed();
    if (/^arn:minio:replication:[^:]*:[^:]+:.+$/.test(arn)) continue;
    const target = /^arn:aws(?:-[a-z-]+)?:s3:::(.+)$/.exec(arn)?.[1];
    if (target === undefined) throw refused('Invalid bucket ARN.');
    if (!store.buckets.has(target)) throw refused('Destination bucket must exist.');
    if (store.buckets.find(target).versioning !== 'enabled') {
      throw refused('Destination bucket must have versioning enabled.');
    }
  }
  refuseTwins(
    rules.map((rule) => textOf(rule, 'ID')),
    'Rule Id must be unique. Found same Id for more than one rule',
  );
  refuseTwins(
    rules.map((rule) => textOf(rule, 'Priority')),
    'Found duplicate priorities in the rules',
  );
  return root;
}

function refuseTwins(values: readonly (string | null)[], message: string): void {
  const given = values.filter((value) => value !== null);
  if (new Set(given).size < given.length) throw refused(message);
}

function refused(message: string): FaceError {
  return new FaceError('InvalidRequest', { message });
}

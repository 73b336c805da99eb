import type { z } from 'zod';
import { inner, inners, number, part, text, texts } from './element.ts';
import { tagPart } from './tagging.ts';

const statusPart = part({ status: text('Status') });
const filterPart = part({
  prefix: text('Prefix'),
  tag: inner(tagPart, 'Tag'),
  and: inner(part({ prefix: text('Prefix'), tags: inners(tagPart, 'Tag') }), 'And'),
});

/** `bucket` is an ARN, on COS `qcs::cos:<region>::<bucket>`, on OSS a name beside its `location`. */
const destinationPart = part({
  bucket: text('Bucket'),
  storageClass: text('StorageClass'),
  location: text('Location'),
  transferType: text('TransferType'),
});

/** `deleteReplication` and `existingObjectReplication` are MinIO's; `prefixSet`, `action` and `historical…` OSS's. */
const replicationRulePart = part({
  id: text('ID'),
  priority: number('Priority'),
  prefix: text('Prefix'),
  filter: inner(filterPart, 'Filter'),
  status: text('Status'),
  sourceSelectionCriteria: inner(
    part({
      replicaModifications: inner(statusPart, 'ReplicaModifications'),
      sseKmsEncryptedObjects: inner(statusPart, 'SseKmsEncryptedObjects'),
    }),
    'SourceSelectionCriteria',
  ),
  existingObjectReplication: inner(statusPart, 'ExistingObjectReplication'),
  destination: inner(destinationPart, 'Destination'),
  deleteMarkerReplication: inner(statusPart, 'DeleteMarkerReplication'),
  deleteReplication: inner(statusPart, 'DeleteReplication'),
  prefixSet: inner(part({ prefixes: texts('Prefix') }), 'PrefixSet'),
  action: text('Action'),
  historicalObjectReplication: text('HistoricalObjectReplication'),
  syncRole: text('SyncRole'),
  encryptionConfiguration: inner(
    part({ replicaKmsKeyId: text('ReplicaKmsKeyID') }),
    'EncryptionConfiguration',
  ),
});

/**
 * Where copies of new objects go; both buckets have to be versioned
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html).
 */
export const replicationSchema = part({
  role: text('Role'),
  rules: inners(replicationRulePart, 'Rule'),
});
export type Replication = z.infer<typeof replicationSchema>;

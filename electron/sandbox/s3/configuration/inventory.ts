import { group, many, maybe, one, text, word } from '../../face/configuration/xml-shape.ts';
import { inventoryOperations } from '../../face/operations/inventory-operations.ts';

const fields = [
  ...['Size', 'LastModifiedDate', 'StorageClass', 'ETag', 'IsMultipartUploaded', 'ReplicationStatus'],
  ...['EncryptionStatus', 'ObjectLockRetainUntilDate', 'ObjectLockMode', 'ObjectLockLegalHoldStatus'],
  ...['IntelligentTieringAccessTier', 'BucketKeyStatus', 'ChecksumAlgorithm', 'ObjectAccessControlList'],
  ...['ObjectOwner', 'LifecycleExpirationDate'],
];
const encryption = group({
  'SSE-S3': maybe(text()),
  'SSE-KMS': maybe(group({ KeyId: one(text()) })),
});
const arnPrefix = 'arn:aws:s3:::';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html */
export const inventories = inventoryOperations({
  shape: group({
    Id: one(text((value) => /^[\w.-]{1,64}$/.test(value))),
    IsEnabled: one(word('true', 'false')),
    IncludedObjectVersions: one(word('All', 'Current')),
    Filter: maybe(group({ Prefix: one(text()) })),
    OptionalFields: maybe(group({ Field: many(word(...fields), 0, fields.length) })),
    Schedule: one(group({ Frequency: one(word('Daily', 'Weekly')) })),
    Destination: one(
      group({
        S3BucketDestination: one(
          group({
            AccountId: maybe(text()),
            Bucket: one(text()),
            Format: one(word('CSV', 'ORC', 'Parquet')),
            Prefix: maybe(text()),
            Encryption: maybe(encryption),
          }),
        ),
      }),
    ),
  }),
  idParameter: 'id',
  destination: 'S3BucketDestination',
  bucketIn: (text) => (text.startsWith(arnPrefix) ? text.slice(arnPrefix.length) : null),
  listRoot: 'ListInventoryConfigurationsResult',
  repeatsToken: true,
  refusesNone: false,
});

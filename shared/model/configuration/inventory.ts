import type { z } from 'zod';
import { flag, inner, number, part, text, texts } from './element.ts';

/** One of both: by the provider's own key, or by a key of its key service. */
const encryptionPart = part({
  byProvider: inner(part({}), 'SSE-S3', 'SSE-COS', 'SSE-OSS'),
  byKms: inner(part({ keyId: text('KeyId') }), 'SSE-KMS'),
});

/** `format` CSV, ORC or Parquet. `roleArn` is OSS's. */
const destinationPart = part({
  accountId: text('AccountId'),
  roleArn: text('RoleArn'),
  bucket: text('Bucket'),
  format: text('Format'),
  prefix: text('Prefix'),
  encryption: inner(encryptionPart, 'Encryption'),
});

/** Times are seconds since 1970 on OSS. */
const filterPart = part({
  prefix: text('Prefix'),
  lastModifiedFromSeconds: number('LastModifyBeginTimeStamp'),
  lastModifiedToSeconds: number('LastModifyEndTimeStamp'),
  minSizeBytes: number('LowerSizeBound'),
  maxSizeBytes: number('UpperSizeBound'),
  storageClass: text('StorageClass'),
});

/**
 * A list of a bucket's objects that the provider writes again and again: `frequency` Daily or Weekly,
 * `includedObjectVersions` All or Current, `fields` what is said of each object
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html,
 * https://www.tencentcloud.com/document/product/436/30625,
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketinventory).
 */
export const inventorySchema = part({
  id: text('Id'),
  isEnabled: flag('IsEnabled'),
  filter: inner(filterPart, 'Filter'),
  destination: inner(
    part({
      bucket: inner(destinationPart, 'S3BucketDestination', 'COSBucketDestination', 'OSSBucketDestination'),
    }),
    'Destination',
  ),
  schedule: inner(part({ frequency: text('Frequency') }), 'Schedule'),
  includedObjectVersions: text('IncludedObjectVersions'),
  optionalFields: inner(part({ fields: texts('Field') }), 'OptionalFields'),
});
export type Inventory = z.infer<typeof inventorySchema>;

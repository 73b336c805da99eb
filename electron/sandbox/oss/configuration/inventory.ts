import { group, many, maybe, one, text, word } from '../../face/configuration/xml-shape.ts';
import { inventoryOperations } from '../../face/operations/inventory-operations.ts';

const fields = [
  ...['Size', 'LastModifiedDate', 'ETag', 'StorageClass', 'IsMultipartUploaded', 'EncryptionStatus'],
  ...['ObjectAcl', 'TaggingCount', 'ObjectType', 'Crc64', 'ObjectTags', 'TransitionTime'],
];
const filter = {
  Prefix: maybe(text()),
  LastModifyBeginTimeStamp: maybe(text((value) => /^\d{0,12}$/.test(value))),
  LastModifyEndTimeStamp: maybe(text((value) => /^\d{0,12}$/.test(value))),
  LowerSizeBound: maybe(text((value) => /^\d*$/.test(value))),
  UpperSizeBound: maybe(text((value) => /^\d*$/.test(value))),
  StorageClass: maybe(text()),
};
const encryption = group({
  'SSE-KMS': maybe(group({ KeyId: one(text()) })),
  'SSE-OSS': maybe(text()),
});
const shape = group({
  Id: one(text((value) => /^[\w.-]{1,64}$/.test(value))),
  IsEnabled: one(word('true', 'false')),
  Filter: maybe(group(filter)),
  Destination: one(
    group({
      OSSBucketDestination: one(
        group({
          Format: one(word('CSV', 'Parquet')),
          AccountId: one(text((value) => /^\d{1,20}$/.test(value))),
          RoleArn: one(text((value) => /^acs:ram::\d*:role\/.+$/.test(value))),
          Bucket: one(text((value) => value.startsWith('acs:oss:::'))),
          Prefix: maybe(text()),
          Encryption: maybe(encryption),
        }),
      ),
    }),
  ),
  Schedule: one(group({ Frequency: one(word('Daily', 'Weekly')) })),
  IncludedObjectVersions: one(word('All', 'Current')),
  OptionalFields: maybe(group({ Field: many(word(...fields), 0, fields.length) })),
  IncrementalInventory: maybe(() => undefined),
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketinventory */
export const inventories = inventoryOperations({
  shape,
  idParameter: 'inventoryId',
  destination: 'OSSBucketDestination',
  bucketIn: (name) => name.slice('acs:oss:::'.length),
  listRoot: 'ListInventoryConfigurationsResult',
  repeatsToken: false,
  refusesNone: true,
});

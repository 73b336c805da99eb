import { group, many, maybe, one, text, word } from '../../face/configuration/xml-shape.ts';
import { inventoryOperations } from '../../face/operations/inventory-operations.ts';

const fields = [
  'Size',
  'LastModifiedDate',
  'StorageClass',
  'ETag',
  'IsMultipartUploaded',
  'ReplicationStatus',
  'Tag',
  'Crc64',
  'x-cos-meta',
];
const shape = group({
  Id: one(text((value) => /^[\w.-]{1,64}$/.test(value))),
  IsEnabled: one(word('true', 'false')),
  IncludedObjectVersions: one(word('All', 'Current')),
  Filter: maybe(
    group({ Prefix: maybe(text()), And: maybe(() => undefined), Period: maybe(() => undefined) }),
  ),
  OptionalFields: maybe(group({ Field: many(word(...fields), 0, fields.length) })),
  Schedule: one(group({ Frequency: one(word('Daily', 'Weekly')) })),
  Destination: one(
    group({
      COSBucketDestination: one(
        group({
          AccountId: maybe(text()),
          Bucket: one(text((value) => /^qcs::cos:[a-z0-9-]+::.+$/.test(value))),
          Format: one(word('CSV', 'ORC', 'Parquet')),
          Prefix: maybe(text()),
          Encryption: maybe(group({ 'SSE-COS': maybe(text()) })),
        }),
      ),
    }),
  ),
});

/** https://www.tencentcloud.com/document/product/436/33707 */
export const inventories = inventoryOperations({
  shape,
  idParameter: 'id',
  destination: 'COSBucketDestination',
  bucketIn: (name) => name.slice(name.lastIndexOf(':') + 1),
  listRoot: 'ListInventoryConfigurationResult',
  repeatsToken: true,
  refusesNone: false,
});

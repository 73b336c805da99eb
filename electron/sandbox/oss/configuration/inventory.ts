import { type FaceAnswer, type FaceCall, keepSetting, settingOf } from '../../face/call.ts';
import {
  group,
  many,
  maybe,
  one,
  partOf,
  readShaped,
  text,
  textOf,
  word,
  writeShaped,
} from '../../face/configuration/xml-shape.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { parameterOf } from '../../face/face-request.ts';
import { receiveText } from '../../face/receive.ts';
import { element, rootElement } from '../../face/xml-writer.ts';

const mostDocumentBytes = 64 * 1024;
const mostConfigurations = 1_000;
const mostListed = 100;
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

/** Documents by their id; the sandbox never writes the lists themselves. */
type Inventories = Readonly<Record<string, string>>;

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketinventory */
export async function putInventory(call: FaceCall): Promise<FaceAnswer> {
  const id = parameterOf(call.request, 'inventoryId') ?? '';
  stored(call);
  const { text: source } = await receiveText(call, mostDocumentBytes);
  const root = readShaped(source, 'InventoryConfiguration', shape);
  if (textOf(root, 'Id') !== id) {
    throw invalidArgument('inventoryId', id, 'The id is not that of the document.');
  }
  const bucket = textOf(partOf(partOf(root, 'Destination'), 'OSSBucketDestination'), 'Bucket') ?? '';
  call.store.buckets.find(bucket.slice('acs:oss:::'.length));
  const next = { ...stored(call), [id]: writeShaped(call.dialect, root) };
  if (Object.keys(next).length > mostConfigurations) throw new FaceError('TooManyConfigurations');
  keepSetting(call, 'inventory', JSON.stringify(next));
  return { status: 200 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketinventory */
export function getInventory(call: FaceCall): FaceAnswer {
  const id = parameterOf(call.request, 'inventoryId') ?? '';
  const inventories = stored(call);
  const found = Object.hasOwn(inventories, id) ? inventories[id] : undefined;
  if (found === undefined) throw new FaceError('NoSuchConfiguration');
  return { status: 200, xml: found };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/deletebucketinventory */
export function deleteInventory(call: FaceCall): FaceAnswer {
  const id = parameterOf(call.request, 'inventoryId') ?? '';
  const others = Object.entries(stored(call)).filter(([name]) => name !== id);
  keepSetting(call, 'inventory', others.length === 0 ? null : JSON.stringify(Object.fromEntries(others)));
  return { status: 204 };
}

/** By id, a hundred a page. https://www.alibabacloud.com/help/en/oss/developer-reference/listbucketinventory */
export function listInventories(call: FaceCall): FaceAnswer {
  const token = parameterOf(call.request, 'continuation-token') ?? '';
  const later = Object.entries(stored(call))
    .filter(([id]) => id > token)
    .sort(([first], [second]) => (first < second ? -1 : 1));
  if (later.length === 0 && token === '') throw new FaceError('NoSuchConfiguration');
  const shown = later.slice(0, mostListed);
  const isTruncated = later.length > shown.length;
  return {
    status: 200,
    xml: rootElement('ListInventoryConfigurationsResult', [
      ...shown.map(([, source]) => ({ xml: source.slice(source.indexOf('<InventoryConfiguration')) })),
      element('IsTruncated', isTruncated),
      ...(isTruncated ? [element('NextContinuationToken', shown.at(-1)?.[0] ?? '')] : []),
    ]),
  };
}

function stored(call: FaceCall): Inventories {
  const text = settingOf(call, 'inventory');
  return text === null ? {} : JSON.parse(text);
}

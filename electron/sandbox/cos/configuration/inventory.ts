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

/** Documents by their id; the sandbox never writes the lists themselves. */
type Inventories = Readonly<Record<string, string>>;

/** https://www.tencentcloud.com/document/product/436/33707 */
export async function putInventory(call: FaceCall): Promise<FaceAnswer> {
  const id = parameterOf(call.request, 'id') ?? '';
  stored(call);
  const { text: source } = await receiveText(call, mostDocumentBytes);
  const root = readShaped(source, 'InventoryConfiguration', shape);
  if (textOf(root, 'Id') !== id) throw invalidArgument('id', id, 'The id is not that of the document.');
  const bucket = textOf(partOf(partOf(root, 'Destination'), 'COSBucketDestination'), 'Bucket') ?? '';
  call.store.buckets.find(bucket.slice(bucket.lastIndexOf(':') + 1));
  const next = { ...stored(call), [id]: writeShaped(call.dialect, root) };
  if (Object.keys(next).length > mostConfigurations) throw new FaceError('TooManyConfigurations');
  keepSetting(call, 'inventory', JSON.stringify(next));
  return { status: 200 };
}

/** https://www.tencentcloud.com/document/product/436/33705 */
export function getInventory(call: FaceCall): FaceAnswer {
  const id = parameterOf(call.request, 'id') ?? '';
  const inventories = stored(call);
  const found = Object.hasOwn(inventories, id) ? inventories[id] : undefined;
  if (found === undefined) throw new FaceError('NoSuchConfiguration');
  return { status: 200, xml: found };
}

/** https://www.tencentcloud.com/document/product/436/33704 */
export function deleteInventory(call: FaceCall): FaceAnswer {
  const id = parameterOf(call.request, 'id') ?? '';
  const others = Object.entries(stored(call)).filter(([name]) => name !== id);
  keepSetting(call, 'inventory', others.length === 0 ? null : JSON.stringify(Object.fromEntries(others)));
  return { status: 204 };
}

/** By id, a hundred a page; the token is the last id of the page before. https://www.tencentcloud.com/document/product/436/33706 */
export function listInventories(call: FaceCall): FaceAnswer {
  const token = parameterOf(call.request, 'continuation-token') ?? '';
  const later = Object.entries(stored(call))
    .filter(([id]) => id > token)
    .sort(([first], [second]) => (first < second ? -1 : 1));
  const shown = later.slice(0, mostListed);
  const isTruncated = later.length > shown.length;
  return {
    status: 200,
    xml: rootElement('ListInventoryConfigurationResult', [
      ...shown.map(([, source]) => ({ xml: source.slice(source.indexOf('<InventoryConfiguration')) })),
      element('IsTruncated', isTruncated),
      ...(token === '' ? [] : [element('ContinuationToken', token)]),
      ...(isTruncated ? [element('NextContinuationToken', shown.at(-1)?.[0] ?? '')] : []),
    ]),
  };
}

function stored(call: FaceCall): Inventories {
  const text = settingOf(call, 'inventory');
  return text === null ? {} : JSON.parse(text);
}

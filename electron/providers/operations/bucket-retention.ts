import { failure } from '../../../shared/model/app-error.ts';
import { refusal } from '../capabilities/refusals.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { BucketRetention } from '../interface/bucket-retention-group.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { count, otherAnswer, parseOfferedXml, printXml, text, timeMs } from '../xml/xml.ts';
import { fetchDocument, sendSubResource } from './sub-resources.ts';

/** https://www.alibabacloud.com/help/en/oss/developer-reference/initiatebucketworm */
const maxDays = 25_550;

function check(client: StorageClient, days = 1): void {
  if (!client.dialect.hasBucketRetention) throw refusal('no-bucket-retention');
  if (Number.isInteger(days) && days >= 1 && days <= maxDays) return;
  throw failure('invalid-input', `A bucket keeps its objects for 1 to ${maxDays} days.`, {
    reason: 'retention-days',
    values: { maxDays },
  });
}

/** Begins a retention, which has to be completed within a day. */
export async function initiateBucketWorm(
  client: StorageClient,
  { bucket, days }: { bucket: string; days: number },
  options: CallOptions = {},
): Promise<{ retentionId: string }> {
  client.refuseWhenReadOnly('initiateBucketWorm');
  check(client, days);
  const document = printXml('InitiateWormConfiguration', { RetentionPeriodInDays: days }, null);
  const { headers } = await sendSubResource(
    client,
    {
      operation: 'initiateBucketWorm',
      bucket,
      key: null,
      subResource: 'worm',
      method: 'POST',
      document: { text: document, type: 'application/xml' },
    },
    options,
  );
  const retentionId = headers[`${client.dialect.headerPrefix}worm-id`];
  if (retentionId) return { retentionId };
  throw otherAnswer('no id', 'x-oss-worm-id');
}

/** The retention of a bucket; null when it has none. */
export async function getBucketWorm(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<BucketRetention | null> {
  check(client);
  const question = { operation: 'getBucketWorm', bucket, key: null, subResource: 'worm' };
  const body = await fetchDocument(client, question, options);
  if (body === null) return null;
  const root = parseOfferedXml(body, 'WormConfiguration');
  return {
    retentionId: text(root, 'WormId') ?? '',
    state: text(root, 'State') === 'Locked' ? 'locked' : 'in-progress',
    days: count(root, 'RetentionPeriodInDays'),
    createdAtMs: timeMs(root, 'CreationDate'),
  };
}

/** Makes a locked retention longer. */
export async function extendBucketWorm(
  client: StorageClient,
  { bucket, retentionId, days }: { bucket: string; retentionId: string; days: number },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('extendBucketWorm');
  check(client, days);
  const document = printXml('ExtendWormConfiguration', { RetentionPeriodInDays: days }, null);
  await sendSubResource(
    client,
    {
      operation: 'extendBucketWorm',
      bucket,
      key: null,
      subResource: 'wormExtend',
      parameters: [['wormId', retentionId]],
      method: 'POST',
      document: { text: document, type: 'application/xml' },
    },
    options,
  );
}

/** Locks a retention that was begun. */
export async function completeBucketWorm(
  client: StorageClient,
  { bucket, retentionId }: { bucket: string; retentionId: string },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('completeBucketWorm');
  check(client);
  await client.send(
    {
      operation: 'completeBucketWorm',
      method: 'POST',
      place: { bucket, key: null },
      query: [['wormId', retentionId]],
      headers: {},
    },
    options,
  );
}

/** Ends a retention that is not locked yet. */
export async function abortBucketWorm(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('abortBucketWorm');
  check(client);
  const request = { operation: 'abortBucketWorm', bucket, key: null, subResource: 'worm' } as const;
  await sendSubResource(client, { ...request, method: 'DELETE' }, options);
}

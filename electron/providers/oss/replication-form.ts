import { isDeepStrictEqual } from 'node:util';
import { failure } from '../../../shared/model/app-error.ts';
import { type Replication, replicationSchema } from '../../../shared/model/configuration/replication.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { writeDocument } from '../configuration/document-codec.ts';
import type { DocumentForm } from '../configuration/document-forms.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { getConfiguration } from '../operations/configuration.ts';
import { sendSubResource } from '../operations/sub-resources.ts';
import { printXml } from '../xml/xml.ts';

const subResource = 'replication';
const rootName = 'ReplicationConfiguration';

/**
 * OSS adds and ends rules one by one and cannot change one
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketreplication). Ending one takes it a while.
 */
export const replicationForm: DocumentForm<Replication> = {
  subResource,
  rootName,
  removal: (client, { bucket }, options) => writeRules(client, { bucket, value: { rules: [] } }, options),
  write: writeRules,
};

async function writeRules(
  client: StorageClient,
  { bucket, value }: { readonly bucket: string; readonly value: Replication },
  options: CallOptions,
): Promise<void> {
  const before = await getConfiguration(client, { bucket, document: 'replication' }, options);
  const known = new Map((before?.rules ?? []).map((rule) => [rule.id, rule] as const));
  const added = value.rules.filter(({ id }) => id === undefined || !known.has(id));
  const kept = value.rules.filter((rule) => !added.includes(rule));
  const changed = kept.find((rule) => !isDeepStrictEqual(rule, known.get(rule.id)));
  if (changed) {
    throw failure(
      'not-offered',
      'Alibaba OSS cannot change a replication rule. End it, wait until it is gone, and add another one.',
      { reason: 'replication-rule-change', values: { rule: changed.id ?? '' }, resource: bucket },
    );
  }
  const keptIds = new Set(kept.map(({ id }) => id));
  for (const id of known.keys()) {
    if (id !== undefined && !keptIds.has(id)) await send(client, bucket, 'delete', endingOf(id), options);
  }
  for (const rule of added) {
    const text = writeDocument({ rules: [rule] }, rootName, replicationSchema, null);
    await send(client, bucket, 'add', text, options);
  }
}

function endingOf(id: string): string {
  return printXml('ReplicationRules', { ID: id }, null);
}

async function send(
  client: StorageClient,
  bucket: string,
  change: 'add' | 'delete',
  text: string,
  options: CallOptions,
): Promise<void> {
  const request = { operation: `replication ${change}`, bucket, key: null, subResource } as const;
  const document = { text, type: 'application/xml' } as const;
  await sendSubResource(
    client,
    { ...request, method: 'POST', parameters: [['comp', change]], document },
    options,
  );
}

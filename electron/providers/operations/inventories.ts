import { failure } from '../../../shared/model/app-error.ts';
import { type Inventory, inventorySchema } from '../../../shared/model/configuration/inventory.ts';
import type { KeptElement } from '../../../shared/model/configuration/kept.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { readDocument, writeDocument } from '../configuration/document-codec.ts';
import { readPart } from '../configuration/read-document.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { otherAnswer, parseAnyRoot } from '../xml/xml.ts';
import { parseTree } from '../xml/xml-tree.ts';
import { fetchDocument, removeDocument, sendSubResource } from './sub-resources.ts';

const subResource = 'inventory';
const rootName = 'InventoryConfiguration';

/** One inventory; null when there is none of this id. */
export async function getInventory(
  client: StorageClient,
  { bucket, id }: { bucket: string; id: string },
  options: CallOptions = {},
): Promise<Inventory | null> {
  const { idParameter } = client.dialect.inventories;
  const question = { operation: 'getInventory', bucket, key: null, subResource };
  const body = await fetchDocument(client, { ...question, parameters: [[idParameter, id]] }, options);
  return body && readDocument(body, rootName, inventorySchema, client.dialect.xmlNamespace);
}

/** Makes or replaces an inventory. */
export async function putInventory(
  client: StorageClient,
  { bucket, inventory }: { bucket: string; inventory: Inventory },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('putInventory');
  const { idParameter, spellings } = client.dialect.inventories;
  if (!inventory.id) {
    throw failure('invalid-input', 'An inventory needs an id.', { reason: 'inventory-id' });
  }
  const text = writeDocument(inventory, rootName, inventorySchema, client.dialect.xmlNamespace, spellings);
  await sendSubResource(
    client,
    {
      operation: 'putInventory',
      bucket,
      key: null,
      subResource,
      parameters: [[idParameter, inventory.id]],
      method: 'PUT',
      document: { text, type: 'application/xml' },
    },
    options,
  );
}

/** Takes an inventory away; one that is not there counts as taken away. */
export async function deleteInventory(
  client: StorageClient,
  { bucket, id }: { bucket: string; id: string },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('deleteInventory');
  const { idParameter } = client.dialect.inventories;
  const request = { operation: 'deleteInventory', bucket, key: null, subResource };
  await removeDocument(client, { ...request, parameters: [[idParameter, id]] }, options);
}

/** One page of the inventories of a bucket. */
export async function listInventories(
  client: StorageClient,
  { bucket, token }: { bucket: string; token?: string | null },
  options: CallOptions = {},
): Promise<{ inventories: Inventory[]; nextToken: string | null }> {
  const question = { operation: 'listInventories', bucket, key: null, subResource };
  const parameters = [['continuation-token', token || null]] as const;
  const body = await fetchDocument(client, { ...question, parameters }, options);
  if (body === null) return { inventories: [], nextToken: null };
  const { name } = parseAnyRoot(body);
  // COS leaves out an s that the others have.
  if (!/^ListInventoryConfigurations?Result$/.test(name))
    throw otherAnswer(`<${name.slice(0, 40)}>`, 'ListInventoryConfigurationsResult');
  const root = parseTree(body);
  const inventories = elementsOf(root, rootName).map((entry) => readPart(entry, inventorySchema));
  const isTruncated = textOf(root, 'IsTruncated') === 'true';
  const next = isTruncated ? textOf(root, 'NextContinuationToken') : '';
  return { inventories, nextToken: next === '' || next === token ? null : next };
}

function elementsOf({ children }: KeptElement, name: string): KeptElement[] {
  return children.flatMap((node) =>
    'element' in node && node.element.name.replace(/^.*:/, '') === name ? [node.element] : [],
  );
}

function textOf(root: KeptElement, name: string): string {
  const [found] = elementsOf(root, name);
  return found?.children.map((node) => ('text' in node ? node.text : '')).join('') ?? '';
}

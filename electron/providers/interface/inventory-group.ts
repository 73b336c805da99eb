import type { Inventory } from '../../../shared/model/configuration/inventory.ts';
import type { CallOptions } from './call-options.ts';

/**
 * Inventories: lists of a bucket's objects that the provider writes by itself, each under an id
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html,
 * https://www.tencentcloud.com/document/product/436/30625,
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketinventory).
 */
export interface InventoryGroup {
  /** null when there is none of this id. */
  getInventory(input: { bucket: string; id: string }, options?: CallOptions): Promise<Inventory | null>;
  /** Makes or replaces the one that `inventory.id` names. `invalid-input` without an id. */
  putInventory(input: { bucket: string; inventory: Inventory }, options?: CallOptions): Promise<void>;
  /** Succeeds when there is none. */
  deleteInventory(input: { bucket: string; id: string }, options?: CallOptions): Promise<void>;
  /** One page, up to 100 of them. */
  listInventories(
    input: { bucket: string; token?: string | null },
    options?: CallOptions,
  ): Promise<{ inventories: readonly Inventory[]; nextToken: string | null }>;
}

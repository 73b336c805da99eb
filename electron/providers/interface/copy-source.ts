import type { CustomerKey } from '../customer-key.ts';
import type { ReadConditions } from './conditions.ts';

/** What a copy reads from. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** Where its bucket is, when that is known; else it is found out where it matters. */
  readonly region?: string;
  /** Short for `conditions.ifMatch`. */
  readonly ifMatch?: string;
  readonly conditions?: ReadConditions;
  /** The key it was stored with. */
  readonly customerKey?: CustomerKey;
}

import { failure } from '../../../shared/model/app-error.ts';
import type { Dialect } from '../dialect.ts';

/** What not every provider has, beside the settings of buckets. */
export type Feature =
  | 'retention'
  | 'legal-hold'
  | 'object-tags'
  | 'bucket-storage-class'
  | 'multi-zone-buckets'
  | 'bucket-grants'
  | 'bucket-ownership'
  | 'forced-bucket-deletion'
  | 'access-documents'
  | 'inventories'
  | 'bucket-retention'
  | 'replication-progress'
  | 'verified-domains'
  | 'live-channels';

/** Why a dialect lacks a feature, in a sentence; what is not named is offered. */
export type Lacks = Readonly<Partial<Record<Feature, string>>>;

/** Throws `not-offered` with the dialect's reason, before anything is sent, for a feature that it lacks. */
export function requireFeature({ lacks }: Pick<Dialect, 'lacks'>, feature: Feature): void {
  const why = lacks[feature];
  if (why === undefined) return;
  throw failure('not-offered', why, { reason: `no-${feature}` });
}

/** One entry of a listing as text, entities decoded, nothing else interpreted. */
export interface ListingEntry {
  /** Name of its element: `Contents`, `Version`, `DeleteMarker` or `CommonPrefixes`. */
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A listing page taken apart: the same from the fast scanner and from the general parser. */
export interface ListingDocument {
  readonly entries: readonly ListingEntry[];
  /** `IsTruncated`, `NextContinuationToken` and the other plain elements of the root. */
  readonly scalars: Readonly<Record<string, string>>;
}

/** Elements of the root that hold entries. */
export const entryNames = new Set(['Contents', 'Version', 'DeleteMarker', 'CommonPrefixes']);

/** What is read of an entry; the rest (owner, checksums, user metadata) is skipped. */
export const entryFields = new Set([
  'Key',
  'Size',
  'LastModified',
  'ETag',
  'StorageClass',
  'Prefix',
  'VersionId',
  'IsLatest',
]);

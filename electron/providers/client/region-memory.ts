import type { Dialect } from '../dialect.ts';
import { answerText, child, children, parseAnyRoot, parseXml, text } from '../xml/xml.ts';

/** What is known about regions: the profile's, the host's, and what servers said about their buckets. */
export interface RegionMemory {
  /** Best guess for a request. */
  regionFor(bucket: string | null): string;
  /** True when the guess rests on something better than the dialect's default. */
  isKnown(bucket: string | null): boolean;
  learn(bucket: string | null, region: string): void;
  /** A deleted bucket may come back elsewhere. */
  forget(bucket: string): void;
}

/** Starts with what the connection itself tells. */
export function rememberRegions(dialect: Dialect, host: string, chosen: string | null): RegionMemory {
  const byBucket = new Map<string, string>();
  let home = chosen ?? dialect.regionOfHost(host);
  return {
    regionFor: (bucket) =>
      (bucket === null ? undefined : byBucket.get(bucket)) ?? home ?? dialect.defaultRegion,
    isKnown: (bucket) => home !== null || (bucket !== null && byBucket.has(bucket)),
    learn(bucket, region) {
      if (bucket !== null) byBucket.set(bucket, region);
      // A server of one's own has one region for all its buckets; a vendor has many.
      if (bucket === null || !dialect.isVendorHost(host)) home = region;
    },
    forget: (bucket) => {
      byBucket.delete(bucket);
    },
  };
}

/** Reads `LocationConstraint`. Throws `malformed-response`, and `not-offered` for another answer. */
export function readLocation(body: Uint8Array, dialect: Pick<Dialect, 'readRegion'>): string {
  const { text: region } = parseAnyRoot(answerText(body, 'LocationConstraint'));
  return dialect.readRegion(region.trim());
}

/** Finds a bucket's region in a list of buckets; null when it is not there. Throws `malformed-response`. */
export function readBucketRegion(body: Uint8Array, bucket: string, regionElement: string): string | null {
  const buckets = children(child(parseXml(body, 'ListAllMyBucketsResult'), 'Buckets'), 'Bucket');
  const found = buckets.find((entry) => text(entry, 'Name') === bucket);
  return (found && text(found, regionElement)) || null;
}

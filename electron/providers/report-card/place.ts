import { randomBytes } from 'node:crypto';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { Bucket } from '../../../shared/model/bucket.ts';
import type { ReportFinding } from '../../../shared/model/report-card.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { absentFinding, unknownFinding } from './judge.ts';

/** So many buckets are looked into for an object to ask about. */
const MAX_BUCKETS_TRIED = 5;

/** Lists the buckets. Rejects when that shows that nothing else would be answered either. */
export async function greet(
  provider: StorageProvider,
  bucket: string | null,
): Promise<{ buckets: readonly Bucket[]; finding: ReportFinding }> {
  const probe = { item: 'bucket-list', side: 'read' } as const;
  try {
    const buckets = await provider.service.listBuckets();
    return { buckets, finding: { ...probe, verdict: 'offered', why: null, words: '', requestId: null } };
  } catch (thrown) {
    const error = toAppError(thrown);
    const isAboutListing = error.kind === 'access-denied' || error.kind === 'not-offered';
    if (!isAboutListing && bucket === null) throw thrown;
    if (bucket !== null) {
      await provider.objects.listObjects({ bucket, prefix: '', delimiter: '/', token: null, maxKeys: 1 });
    }
    const words = [error.status, error.code, error.message].filter(Boolean).join(' ');
    const requestId = error.requestId ?? null;
    const finding =
      error.kind === 'not-offered'
        ? absentFinding(probe.item, probe.side, words, requestId)
        : unknownFinding(probe.item, probe.side, isAboutListing ? 'denied' : 'unclear', words, requestId);
    return { buckets: [], finding };
  }
}

/** Where a server is asked. */
export interface FoundPlace {
  readonly bucket: string;
  readonly object: { readonly key: string; readonly sizeBytes: number } | null;
}

/** A bucket to ask about, with an object in it where there is one. */
export async function findPlace(
  provider: StorageProvider,
  buckets: readonly Bucket[],
  wanted: string | null,
): Promise<FoundPlace | null> {
  const names = wanted === null ? buckets.map(({ name }) => name).slice(0, MAX_BUCKETS_TRIED) : [wanted];
  let empty: FoundPlace | null = null;
  for (const bucket of names) {
    try {
      const page = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 50 };
      const { objects } = await provider.objects.listObjects(page);
      const at = objects.sizesBytes.findIndex((sizeBytes) => sizeBytes > 1);
      const key = objects.keys[at === -1 ? 0 : at];
      if (key !== undefined)
        return { bucket, object: { key, sizeBytes: objects.sizesBytes[Math.max(at, 0)] ?? 0 } };
      empty ??= { bucket, object: null };
    } catch (thrown) {
      if (wanted !== null) throw thrown;
      // Another bucket may be open to these keys.
    }
  }
  return empty;
}

/** Whether the server has a bucket whose name nobody can have thought of. */
export async function claimsAnything(provider: StorageProvider, bucket: string): Promise<boolean> {
  // The number of an account at the end stays.
  const tail = /-\d+$/.exec(bucket)?.[0] ?? '';
  const nobodys = `stowage-${randomBytes(10).toString('hex')}${tail}`;
  const { exists, accessible } = await provider.buckets.bucketExists({ bucket: nobodys });
  return exists && accessible;
}

import { replayCosSigning } from './replay-cos-signing.ts';
import { replayOssSigning } from './replay-oss-signing.ts';
import { replayS3Signing } from './replay-signing.ts';
import { replayChecksum, replayEventStream } from './replay-values.ts';
import { replayNativeRequests } from './requests/replay-native.ts';
import { replayS3Requests } from './requests/replay-requests.ts';
import type { Vector, VectorFile, VectorResult } from './vector-file.ts';

const signingReplays: Readonly<Record<string, (vector: Vector) => VectorResult | Promise<VectorResult>>> = {
  s3: replayS3Signing,
  cos: replayCosSigning,
  oss: replayOssSigning,
};

/** Replays every vector of a file. One that makes us throw has failed. */
export async function replayFile(file: VectorFile): Promise<VectorResult[]> {
  const results: VectorResult[] = [];
  for (const vector of file.vectors) {
    try {
      results.push(await replay(vector, file));
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      results.push({ id: vector.id, outcome: 'failed', differences: [`cannot be replayed: ${message}`] });
    }
  }
  return results;
}

/** `N passed, N failed, N skipped`. */
export function countResults(results: readonly VectorResult[]): string {
  const countOf = (outcome: VectorResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return `${countOf('passed')} passed, ${countOf('failed')} failed, ${countOf('skipped')} skipped`;
}

async function replay(vector: Vector, file: VectorFile): Promise<VectorResult> {
  if (file.kind === 'checksums') return replayChecksum(vector);
  if (file.kind === 'event-stream') return replayEventStream(vector);
  const replaySigning = signingReplays[file.dialect ?? ''];
  if (file.kind === 'signing' && replaySigning) return await replaySigning(vector);
  if (file.kind === 'requests' && file.dialect === 's3') return await replayS3Requests(vector, file);
  if (file.kind === 'requests' && (file.dialect === 'cos' || file.dialect === 'oss')) {
    return await replayNativeRequests(vector, file, file.dialect);
  }
  return { id: vector.id, outcome: 'skipped', reason: `not implemented: vectors of kind ${file.kind}` };
}

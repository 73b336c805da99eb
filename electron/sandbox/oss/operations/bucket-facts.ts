import { type FaceCall, keepSetting, settingOf } from '../../face/call.ts';

/** What a bucket is made with and keeps for good. */
export interface BucketFacts {
  readonly storageClass: string;
  readonly redundancy: 'LRS' | 'ZRS';
}

const usual: BucketFacts = { storageClass: 'Standard', redundancy: 'LRS' };

/** Of the bucket of the call; buckets that came through another face are usual ones. */
export function factsOf(call: Pick<FaceCall, 'store' | 'dialect' | 'request'>): BucketFacts {
  const text = settingOf(call, 'facts');
  return text === null ? usual : JSON.parse(text);
}

/** Keeps them with a new bucket. */
export function keepFacts(call: FaceCall, facts: BucketFacts): void {
  keepSetting(call, 'facts', JSON.stringify(facts));
}

import { randomBytes } from 'node:crypto';
import { failure } from '../../../shared/model/app-error.ts';
import { findBucketNameProblem } from '../../../shared/model/bucket-name.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** Makes names that no bucket has, each with a word on what the bucket is for. */
export type BucketNamer = (word: string) => string;

/**
 * Names of the form `prefix-word-random`, with the number of the account behind where the provider wants it there.
 * `account` null: the number is read from the buckets that exist. Rejects with `invalid-input` when the number is needed
 * and nothing tells it, or when the prefix makes no bucket name.
 */
export async function bucketNamer(
  provider: StorageProvider,
  prefix: string,
  account: string | null,
): Promise<BucketNamer> {
  const nameFor = (word: string, suffix: string): string =>
    [prefix, word, `${randomBytes(6).toString('hex')}${suffix}`].join('-');
  const longestWord = 'xxxxxxxxxxxx';
  const { problem } = findBucketNameProblem(provider.id, nameFor(longestWord, '')) ?? {};
  const suffix = problem === 'bucket-name-account' ? `-${account ?? (await learnAccount(provider))}` : '';
  const broken = findBucketNameProblem(provider.id, nameFor(longestWord, suffix));
  if (broken !== null) {
    const words = `The bucket prefix “${prefix}” makes no bucket name that this provider takes: ${broken.problem}.`;
    throw failure('invalid-input', words, { reason: broken.problem });
  }
  return (word) => nameFor(word.slice(0, longestWord.length), suffix);
}

async function learnAccount(provider: StorageProvider): Promise<string> {
  for (const { name } of await provider.service.listBuckets()) {
    const number = /-(\d{1,12})$/.exec(name)?.[1];
    if (number && findBucketNameProblem(provider.id, name) === null) return number;
  }
  const words =
    'Bucket names of this provider end in the number of the account, and there is no bucket yet to read it from: give it with --account.';
  throw failure('invalid-input', words, { reason: 'bucket-name-account' });
}

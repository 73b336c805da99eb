import { failure } from '../../../shared/model/app-error.ts';
import { prefixGrammars } from '../../../shared/policy/prefix-grammar.ts';
import {
  type PrefixPolicy,
  readPrefixPolicy,
  writePrefixPolicy,
} from '../../../shared/policy/prefix-policy.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { fetchDocument, removeDocument, sendSubResource } from './sub-resources.ts';

const subResource = 'policy';

/** The policy's own text; null when there is none. */
export async function getBucketPolicy(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<string | null> {
  const question = { operation: 'getBucketPolicy', bucket, key: null, subResource };
  const body = await fetchDocument(client, question, options);
  if (body === null) return null;
  const text = Buffer.from(body).toString('utf8');
  // COS and others answer nothing where others say that there is none.
  if (text.trim() === '') return null;
  if (text.trimStart().startsWith('<')) {
    throw failure('not-offered', 'This server does not offer policies: it answered something else.', {
      reason: 'other-answer',
      code: 'UnknownSubResource',
    });
  }
  if (parseObject(text) === null) {
    throw failure('malformed-response', 'The policy the server answered is not JSON.', {
      reason: 'bad-json',
    });
  }
  return text;
}

/** Replaces the policy by this text. */
export async function putBucketPolicy(
  client: StorageClient,
  { bucket, policy }: { bucket: string; policy: string },
  options: CallOptions = {},
): Promise<void> {
  if (parseObject(policy) === null) {
    throw failure('invalid-input', 'The policy is not a JSON object.', { reason: 'policy-not-json' });
  }
  const document = { text: policy, type: 'application/json' } as const;
  await sendSubResource(
    client,
    { operation: 'putBucketPolicy', method: 'PUT', bucket, key: null, subResource, document },
    options,
  );
}

/** Takes the policy away. */
export async function deleteBucketPolicy(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<void> {
  await removeDocument(client, { operation: 'deleteBucketPolicy', bucket, key: null, subResource }, options);
}

/** What the policy lets everybody do below a prefix, in one word. */
export async function getPrefixPolicy(
  client: StorageClient,
  { bucket, prefix }: { bucket: string; prefix: string },
  options: CallOptions = {},
): Promise<PrefixPolicy | 'custom'> {
  const text = await getBucketPolicy(client, { bucket }, options);
  const grammar = prefixGrammars[client.dialect.id];
  return readPrefixPolicy(parseObject(text ?? '{}') ?? {}, bucket, prefix, grammar);
}

/** Rewrites the policy so that everybody may do this below a prefix; all other statements stay as they are. */
export async function setPrefixPolicy(
  client: StorageClient,
  { bucket, prefix, policy }: { bucket: string; prefix: string; policy: PrefixPolicy },
  options: CallOptions = {},
): Promise<void> {
  // Before anything is read, because a policy that says it already would need no writing.
  client.refuseWhenReadOnly('setPrefixPolicy');
  const before = await getBucketPolicy(client, { bucket }, options);
  const grammar = prefixGrammars[client.dialect.id];
  const after = writePrefixPolicy(parseObject(before ?? '{}') ?? {}, bucket, prefix, policy, grammar);
  if (after !== null) {
    await putBucketPolicy(client, { bucket, policy: JSON.stringify(after) }, options);
  } else if (before !== null) {
    await deleteBucketPolicy(client, { bucket }, options);
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

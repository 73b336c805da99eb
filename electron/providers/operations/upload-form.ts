import { failure } from '../../../shared/model/app-error.ts';
import { checkPlace } from '../client/place-rules.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { FormCondition } from '../dialect.ts';
import type { SharingGroup, UploadForm } from '../interface/sharing-group.ts';
import { addressOf, checkLifetime, endOf, keysToSign, refuseChange, regionToSign, urlOf } from './sharing.ts';

/** What stands for the name of the browser's file in a key. */
const fileName = '$'.concat('{filename}');

/** Signs a form by which somebody without keys uploads a file. */
export async function presignPostPolicy(
  client: StorageClient,
  input: UploadForm & { readonly atMs?: number },
): ReturnType<SharingGroup['presignPostPolicy']> {
  const { dialect } = client;
  const { bucket, expiresInSeconds } = input;
  check(client, input);
  refuseChange(client);
  const credentials = await keysToSign(client);
  const region = await regionToSign(client, bucket);
  const atMs = input.atMs ?? client.nowMs();
  const end = endOf(client, credentials, atMs, expiresInSeconds);
  const fields = ownFields(input);
  const conditions: FormCondition[] = [
    { bucket },
    'exact' in input.key ? ['eq', '$key', input.key.exact] : ['starts-with', '$key', input.key.prefix],
    ['content-length-range', input.minBytes, input.maxBytes],
    ...typeConditions(input),
    ...Object.entries(fields).map(([name, value]): FormCondition => ({ [name]: value })),
  ];
  // A policy is dated to the second everywhere, with milliseconds that say nothing.
  const expiration = new Date(Math.floor(end.expiresAtMs / 1_000) * 1_000).toISOString();
  const proof = dialect.signForm(
    (own) => JSON.stringify({ expiration, conditions: [...own, ...conditions] }),
    { credentials, region, atMs, lifetimeSeconds: expiresInSeconds },
  );
  const key = 'exact' in input.key ? input.key.exact : `${input.key.prefix}${fileName}`;
  const type = input.contentType;
  return {
    url: urlOf(addressOf(client, { bucket, key: null }, region, undefined)),
    fields: {
      key,
      ...(type !== undefined && 'exact' in type ? { 'Content-Type': type.exact } : {}),
      ...fields,
      ...proof,
    },
    ...end,
  };
}

function check(client: StorageClient, input: UploadForm): void {
  const { maxKeyBytes, maxSinglePutBytes } = client.dialect.limits;
  const key = 'exact' in input.key ? input.key.exact : `${input.key.prefix}x`;
  checkPlace({ bucket: input.bucket, key }, maxKeyBytes);
  checkLifetime(client, input.expiresInSeconds);
  const { minBytes, maxBytes } = input;
  const isRange = [minBytes, maxBytes].every(Number.isSafeInteger) && minBytes >= 0 && minBytes <= maxBytes;
  if (isRange && maxBytes <= maxSinglePutBytes) return;
  throw failure('invalid-input', 'A form takes files of a size from a smallest to a largest one.', {
    reason: 'form-size',
    values: { maxBytes: maxSinglePutBytes },
  });
}

function typeConditions({ contentType }: UploadForm): FormCondition[] {
  if (contentType === undefined) return [['starts-with', '$Content-Type', '']];
  if ('exact' in contentType) return [['eq', '$Content-Type', contentType.exact]];
  return [['starts-with', '$Content-Type', contentType.prefix]];
}

/** Fields with one value each, which the policy names. */
function ownFields({ successStatus, successRedirect, fields = {} }: UploadForm): Record<string, string> {
  return {
    ...fields,
    ...(successStatus === undefined ? {} : { success_action_status: String(successStatus) }),
    ...(successRedirect === undefined ? {} : { success_action_redirect: successRedirect }),
  };
}

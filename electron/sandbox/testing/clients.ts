import { S3Client } from '@aws-sdk/client-s3';
import type { RunningSandbox } from './running-sandbox.ts';
import { testKeys } from './running-sandbox.ts';

/** A second user, who owns nothing: account 000000000002. */
export const secondKeys = {
  accessKeyId: 'SECONDKEY',
  secretAccessKey: 'second-secret',
  name: 'second',
} as const;

/** The AWS SDK as the owner, or as another key pair. */
export function connectAws(
  sandbox: RunningSandbox,
  keys: { accessKeyId: string; secretAccessKey: string } = testKeys,
): S3Client {
  const { accessKeyId, secretAccessKey } = keys;
  return new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

/** The AWS SDK with no keys at all. */
export function connectAnonymously(sandbox: RunningSandbox): S3Client {
  return new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: async (request) => request },
    forcePathStyle: true,
    maxAttempts: 1,
  });
}

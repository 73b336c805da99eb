import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { RunningSandbox } from './running-sandbox.ts';
import { testKeys } from './running-sandbox.ts';

/** A second user, who owns nothing: account 000000000002. */
export const secondKeys = {
  accessKeyId: 'SECONDKEY',
  secretAccessKey: 'second-secret',
  name: 'second',
} as const;

/** The AWS SDK as the owner; `more` replaces what is usual for tests, the keys for one. */
export function connectAws(sandbox: RunningSandbox, more: S3ClientConfig = {}): S3Client {
  const { accessKeyId, secretAccessKey } = testKeys;
  return new S3Client({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
    ...more,
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

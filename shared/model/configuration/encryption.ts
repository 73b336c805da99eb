import type { z } from 'zod';
import { flag, inner, inners, part, text } from './element.ts';

/** `algorithm`: AES256, aws:kms or aws:kms:dsse; KMS on COS and OSS, SM4 on OSS. */
const byDefaultPart = part({
  algorithm: text('SSEAlgorithm'),
  kmsKeyId: text('KMSMasterKeyID'),
  dataEncryption: text('KMSDataEncryption'),
});

const encryptionRulePart = part({
  byDefault: inner(
    byDefaultPart,
    'ApplyServerSideEncryptionByDefault',
    // The spelling of older COS clients.
    'ApplySideEncryptionConfiguration',
  ),
  bucketKeyEnabled: flag('BucketKeyEnabled'),
});

/**
 * How new objects are encrypted when the upload says nothing
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html). OSS has no rules but the one
 * `byDefault` of the bucket.
 */
export const encryptionSchema = part({
  rules: inners(encryptionRulePart, 'Rule'),
  byDefault: inner(byDefaultPart, 'ApplyServerSideEncryptionByDefault'),
});
export type Encryption = z.infer<typeof encryptionSchema>;

import type { z } from 'zod';
import { flag, inners, part, text } from './element.ts';

/**
 * Whether overwritten objects are kept. `status`: Enabled or Suspended; absent when it never was switched on
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html). What is excluded is MinIO's
 * (https://min.io/docs/minio/linux/administration/object-management/object-versioning.html).
 */
export const versioningSchema = part({
  status: text('Status'),
  mfaDelete: text('MfaDelete'),
  excludedPrefixes: inners(part({ prefix: text('Prefix') }), 'ExcludedPrefixes'),
  excludeFolders: flag('ExcludeFolders'),
});
export type Versioning = z.infer<typeof versioningSchema>;

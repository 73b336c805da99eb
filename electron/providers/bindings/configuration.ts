import type { StorageClient } from '../client/storage-client.ts';
import type { ConfigurationGroup } from '../interface/configuration-group.ts';
import { putBucketAcl } from '../operations/access.ts';
import * as policies from '../operations/bucket-policy.ts';
import { deleteConfiguration, getConfiguration, putConfiguration } from '../operations/configuration.ts';
import { guardOf } from './guard.ts';

/** The settings of buckets, bound to a client. */
export function bindConfiguration(client: StorageClient): ConfigurationGroup {
  const guard = guardOf(client);
  return {
    get: (input, call) => getConfiguration(client, input, call),
    put: (input, call) =>
      guard(
        input.document,
        () => getConfiguration(client, input, call),
        () => putConfiguration(client, input, call),
      ),
    delete: (input, call) =>
      guard(
        input.document,
        () => getConfiguration(client, input, call),
        () => deleteConfiguration(client, input, call),
      ),
    putAcl: (input, call) =>
      guard(
        'acl',
        () => getConfiguration(client, { bucket: input.bucket, document: 'acl' }, call),
        () => putBucketAcl(client, input, call),
      ),
    getPolicy: (input, call) => policies.getBucketPolicy(client, input, call),
    putPolicy: (input, call) =>
      guard(
        'policy',
        () => policies.getBucketPolicy(client, input, call),
        () => policies.putBucketPolicy(client, input, call),
      ),
    deletePolicy: (input, call) =>
      guard(
        'policy',
        () => policies.getBucketPolicy(client, input, call),
        () => policies.deleteBucketPolicy(client, input, call),
      ),
    getPrefixPolicy: (input, call) => policies.getPrefixPolicy(client, input, call),
    setPrefixPolicy: (input, call) => policies.setPrefixPolicy(client, input, call),
  };
}

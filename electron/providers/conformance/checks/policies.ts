import { prefixPolicies } from '../../../../shared/policy/prefix-policy.ts';
import type { Check } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';
import { firstAction, publicReadPolicy } from '../own-words.ts';

const group = 'configuration';

/** Policies as texts and as words. */
export const policyChecks: readonly Check[] = [
  {
    group,
    operation: 'getBucketPolicy',
    about: 'none',
    async run({ provider, bucket }) {
      expectEqual('policy', await provider.configuration.getPolicy({ bucket }), null);
    },
  },
  {
    group,
    operation: 'putBucketPolicy',
    about: 'and read',
    async run({ provider, newOpenBucket }) {
      const { configuration } = provider;
      const bucket = await newOpenBucket();
      await configuration.putPolicy({ bucket, policy: publicReadPolicy(provider.id, bucket) });
      expectEqual('action', firstAction(await configuration.getPolicy({ bucket })), 'GetObject');
    },
  },
  {
    group,
    operation: 'deleteBucketPolicy',
    async run({ provider, newOpenBucket }) {
      const { configuration } = provider;
      const bucket = await newOpenBucket();
      await configuration.putPolicy({ bucket, policy: publicReadPolicy(provider.id, bucket) });
      await configuration.deletePolicy({ bucket });
      await configuration.deletePolicy({ bucket });
      expectEqual('policy', await configuration.getPolicy({ bucket }), null);
    },
  },
  {
    group,
    operation: 'putBucketPolicy',
    about: 'refused',
    async run({ provider, bucket }) {
      expectEqual('policy', await provider.configuration.getPolicy({ bucket }), null);
      const policy = publicReadPolicy(provider.id, bucket).replace(':GetObject', ':NoSuchThing');
      await expectFailure(provider.configuration.putPolicy({ bucket, policy }), 'invalid-input');
    },
  },
  {
    group,
    operation: 'getPrefixPolicy',
    about: 'none',
    async run({ provider, newOpenBucket }) {
      const bucket = await newOpenBucket();
      for (const prefix of ['a/', '']) {
        expectEqual('word', await provider.configuration.getPrefixPolicy({ bucket, prefix }), 'NONE');
      }
    },
  },
  {
    group,
    operation: 'setPrefixPolicy',
    about: 'and read, beside another',
    async run({ provider, newOpenBucket }) {
      const { configuration } = provider;
      const bucket = await newOpenBucket();
      await configuration.putPolicy({ bucket, policy: publicReadPolicy(provider.id, bucket) });
      for (const prefix of ['a/', '']) {
        for (const policy of [...prefixPolicies.slice(1), 'NONE'] as const) {
          await configuration.setPrefixPolicy({ bucket, prefix, policy });
          expectEqual('word', await configuration.getPrefixPolicy({ bucket, prefix }), policy);
        }
      }
      const policy = (await configuration.getPolicy({ bucket })) ?? '';
      expectThat(policy.includes(`${bucket}/public/*`), 'lost a statement of another prefix');
    },
  },
];

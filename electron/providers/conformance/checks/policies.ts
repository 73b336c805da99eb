import { prefixPolicies } from '../../../../shared/policy/prefix-policy.ts';
import type { Check } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'configuration';

function policyOf(bucket: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ['*'] },
        Action: ['s3:GetObject'],
        Resource: [`arn:aws:s3:::${bucket}/public/*`],
      },
    ],
  });
}

/** Policies as texts and as words. */
export const policyChecks: readonly Check[] = [
  {
    group,
    operation: 'getPolicy (none)',
    async run({ provider, bucket }) {
      expectEqual('policy', await provider.configuration.getPolicy({ bucket }), null);
    },
  },
  {
    group,
    operation: 'putPolicy, getPolicy, deletePolicy',
    async run({ provider, bucket }) {
      const { configuration } = provider;
      const policy = policyOf(bucket);
      await configuration.putPolicy({ bucket, policy });
      const found = JSON.parse((await configuration.getPolicy({ bucket })) ?? '{}');
      expectEqual('action', [found.Statement?.[0]?.Action].flat(), ['s3:GetObject']);
      await configuration.deletePolicy({ bucket });
      await configuration.deletePolicy({ bucket });
      expectEqual('policy', await configuration.getPolicy({ bucket }), null);
    },
  },
  {
    group,
    operation: 'putPolicy (refused)',
    async run({ provider, bucket }) {
      expectEqual('policy', await provider.configuration.getPolicy({ bucket }), null);
      const policy = policyOf(bucket).replace('s3:GetObject', 's3:NoSuchThing');
      await expectFailure(provider.configuration.putPolicy({ bucket, policy }), 'invalid-input');
    },
  },
  {
    group,
    operation: 'setPrefixPolicy, getPrefixPolicy',
    async run({ provider, bucket }) {
      const { configuration } = provider;
      await configuration.putPolicy({ bucket, policy: policyOf(bucket) });
      for (const prefix of ['a/', '']) {
        for (const policy of [...prefixPolicies.slice(1), 'NONE'] as const) {
          await configuration.setPrefixPolicy({ bucket, prefix, policy });
          expectEqual('word', await configuration.getPrefixPolicy({ bucket, prefix }), policy);
        }
      }
      const found = JSON.parse((await configuration.getPolicy({ bucket })) ?? '{}');
      const resources = [found.Statement ?? []].flat().flatMap(({ Resource }) => Resource);
      expectThat(resources.includes(`arn:aws:s3:::${bucket}/public/*`), 'lost a statement of another prefix');
      await configuration.deletePolicy({ bucket });
    },
  },
];

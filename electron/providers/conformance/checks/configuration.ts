import { isDeepStrictEqual } from 'node:util';
import { toAppError } from '../../../../shared/model/app-error.ts';
import type {
  ConfigurationDocuments,
  ConfigurationName,
} from '../../../../shared/model/configuration/documents.ts';
import type { OperationId } from '../../../../shared/model/operations.ts';
import { operations } from '../../capabilities/operation-table.ts';
import type { StorageProvider } from '../../storage-provider.ts';
import { type Check, type CheckContext, NotOffered } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';
import {
  ownAcceleration,
  ownBlock,
  ownEncryption,
  ownLifecycle,
  ownReferer,
  ownReplication,
  weakestLock,
} from '../own-words.ts';

const group = 'configuration';

/** The row of the table for what is done to a document. */
function operationFor(action: 'get' | 'put' | 'delete', document: ConfigurationName): OperationId {
  const row = operations.find(({ by }) =>
    by.some(
      (carrier) =>
        carrier.kind === 'document' &&
        carrier.path === `configuration.${action}` &&
        carrier.document === document,
    ),
  );
  // What can only be replaced by nothing has no row of its own for that.
  if (row === undefined && action === 'delete') return operationFor('put', document);
  if (row === undefined) throw new Error(`No row of the table is for ${action} of ${document}.`);
  return row.id;
}

/** One document: written, read back, taken away again. */
interface Trial<Name extends ConfigurationName> {
  readonly document: Name;
  readonly value: ConfigurationDocuments[Name] | ((context: CheckContext) => ConfigurationDocuments[Name]);
  /** What of an answer has to be as it was written; servers add to the rest. */
  pick(value: ConfigurationDocuments[Name]): unknown;
  readonly hasLock?: true;
  /** It can be changed, but not taken away. */
  readonly isPermanent?: true;
}

function trial<Name extends ConfigurationName>(given: Trial<Name>): Check[] {
  const { document, pick } = given;
  const valueFor = (context: CheckContext): ConfigurationDocuments[Name] =>
    typeof given.value === 'function' ? given.value(context) : given.value;
  const makeBucket = ({ newBucket, newLockedBucket }: CheckContext): Promise<string> =>
    given.hasLock ? newLockedBucket() : newBucket();
  const checks: Check[] = [
    {
      group,
      operation: operationFor('get', document),
      about: 'new bucket',
      async run(context) {
        const bucket = await makeBucket(context);
        const found = await context.provider.configuration.get({ bucket, document });
        const value = valueFor(context);
        // A setting of a new bucket may have a value, but not by chance this one.
        expectThat(found === null || !isDeepStrictEqual(pick(found), pick(value)), 'has a value already');
      },
    },
    {
      group,
      operation: operationFor('put', document),
      about: 'and read',
      async run(context) {
        const { configuration } = context.provider;
        const value = valueFor(context);
        const bucket = await makeBucket(context);
        await configuration.put({ bucket, document, value });
        const found = await configuration.get({ bucket, document });
        if (found === null) throw new Error('is not there after it was written');
        expectEqual('what was written', pick(found), pick(value));
        // What a server answered it must take back.
        await configuration.put({ bucket, document, value: found });
        const again = await configuration.get({ bucket, document });
        expectEqual('what was written back', again && pick(again), pick(value));
      },
    },
  ];
  if (given.isPermanent) return checks;
  return [
    ...checks,
    {
      group,
      operation: operationFor('delete', document),
      about: 'delete, and read',
      async run(context) {
        const { configuration, buckets } = context.provider;
        const value = valueFor(context);
        const bucket = await makeBucket(context);
        await configuration.put({ bucket, document, value });
        await configuration.delete({ bucket, document });
        const left = await configuration.get({ bucket, document });
        expectThat(left === null || !isDeepStrictEqual(pick(left), pick(value)), 'is still there');
        await configuration.delete({ bucket, document });
        expectEqual('existence of the bucket', (await buckets.bucketExists({ bucket })).exists, true);
      },
    },
  ];
}

/** Every document a bucket can be configured by. */
export const configurationChecks: readonly Check[] = [
  ...trial({
    document: 'cors',
    value: {
      rules: [
        {
          id: 'one',
          allowedOrigins: ['https://a.test', 'https://b.test'],
          allowedMethods: ['GET', 'PUT'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 600,
        },
      ],
    },
    pick: ({ rules }) =>
      rules.map(({ allowedOrigins, allowedMethods, maxAgeSeconds }) => [
        allowedOrigins,
        allowedMethods,
        maxAgeSeconds,
      ]),
  }),
  ...trial({
    document: 'lifecycle',
    value: ({ provider }) => ownLifecycle[provider.id],
    pick: ({ rules }) =>
      rules
        .map(({ id, status, prefix, filter, expiration }) => [
          id,
          status,
          filter?.prefix ?? prefix,
          expiration?.days,
        ])
        .toSorted(),
  }),
  ...trial({
    document: 'versioning',
    value: { status: 'Enabled', excludedPrefixes: [] },
    pick: ({ status }) => status,
    isPermanent: true,
  }),
  ...trial({
    document: 'tagging',
    value: {
      tagSet: {
        tags: [
          { key: 'team', value: 'a b+c' },
          { key: 'year', value: '0012' },
        ],
      },
    },
    pick: ({ tagSet }) => (tagSet?.tags ?? []).map(({ key, value }) => [key, value]).toSorted(),
  }),
  ...trial({
    document: 'encryption',
    value: ({ provider }) => ownEncryption[provider.id],
    pick: ({ rules, byDefault }) =>
      [...rules.map((rule) => rule.byDefault), byDefault].map((found) => found?.algorithm),
  }),
  ...trial({
    document: 'object-lock',
    value: ({ provider }) => ({
      objectLockEnabled: 'Enabled',
      rule: { defaultRetention: { mode: weakestLock[provider.id], days: 1 } },
    }),
    pick: (value) => [value.rule?.defaultRetention?.mode, value.rule?.defaultRetention?.days],
    hasLock: true,
  }),
  ...trial({
    document: 'website',
    value: { indexDocument: { suffix: 'index.html' }, errorDocument: { key: '404.html' } },
    pick: ({ indexDocument, errorDocument }) => [indexDocument?.suffix, errorDocument?.key],
  }),
  ...trial({
    document: 'public-access-block',
    value: ({ provider }) => ownBlock[provider.id],
    pick: ({ blockPublicAcls, blockPublicPolicy, blockPublicAccess }) => [
      blockPublicAcls,
      blockPublicPolicy,
      blockPublicAccess,
    ],
  }),
  ...trial({
    document: 'request-payment',
    value: { payer: 'Requester' },
    pick: ({ payer }) => payer,
    isPermanent: true,
  }),
  ...trial({
    document: 'acceleration',
    value: ({ provider }) => ownAcceleration[provider.id],
    pick: ({ status, enabled }) => status ?? enabled,
    isPermanent: true,
  }),
  ...trial({
    document: 'referer',
    value: ({ provider }) => ownReferer[provider.id],
    pick: ({ refererList, domainList }) => refererList?.referers ?? domainList?.domains,
  }),
  {
    group,
    operation: 'getBucketLifecycle',
    about: 'no bucket',
    async run({ provider, bucket, newBucketName }) {
      for (const document of ['lifecycle', 'versioning'] as const) {
        await provider.configuration.get({ bucket, document });
        const call = provider.configuration.get({ bucket: newBucketName(), document });
        expectEqual('code', (await expectFailure(call, 'not-found')).code, 'NoSuchBucket');
      }
    },
  },
  {
    group,
    operation: 'getBucketNotification',
    async run({ provider, bucket }) {
      const found = await provider.configuration.get({ bucket, document: 'notification' });
      expectEqual('targets', [found?.topics, found?.queues, found?.functions], [[], [], []]);
    },
  },
  {
    group,
    operation: 'putBucketNotification',
    about: 'to nowhere',
    async run({ provider, bucket }) {
      const { configuration } = provider;
      const none = { topics: [], queues: [], functions: [] };
      await configuration.put({ bucket, document: 'notification', value: none });
      const queues = [{ id: 'x', arn: 'arn:none:sqs::none:none', events: ['s3:ObjectCreated:*'] }];
      const call = configuration.put({ bucket, document: 'notification', value: { ...none, queues } });
      await expectFailure(call, 'invalid-input');
    },
  },
  {
    group,
    operation: 'deleteBucketNotification',
    async run({ provider, bucket }) {
      const { configuration } = provider;
      await configuration.delete({ bucket, document: 'notification' });
      const found = await configuration.get({ bucket, document: 'notification' });
      expectEqual('targets', [found?.topics, found?.queues, found?.functions], [[], [], []]);
    },
  },
  ...trial({
    document: 'ownership-controls',
    value: { rules: [{ objectOwnership: 'ObjectWriter' }] },
    pick: ({ rules }) => rules.map(({ objectOwnership }) => objectOwnership),
  }),
  ...trial({
    document: 'custom-domain',
    value: { rules: [{ status: 'ENABLED', name: 'files.stowage.test', type: 'REST' }] },
    pick: ({ rules }) => rules.map(({ name, type }) => [name, type]),
  }),
  ...trial({
    document: 'origin',
    value: {
      rules: [
        {
          priority: 1,
          type: 'Mirror',
          condition: { httpStatusCode: '404', prefix: 'from/' },
          parameter: { protocol: 'HTTPS', followQueryString: true },
          info: { hostInfo: { hostName: 'origin.stowage.test' } },
        },
      ],
    },
    pick: ({ rules }) => rules.map(({ type, info }) => [type, info?.hostInfo?.hostName]),
  }),
  {
    group,
    operation: 'putBucketReplication',
    about: 'and read',
    async run({ provider, options, newVersionedBucket }) {
      const { configuration } = provider;
      const bucket = await newVersionedBucket();
      const target = await newVersionedBucket();
      await configuration.get({ bucket, document: 'replication' });
      const region = options.region ?? (await provider.buckets.getBucketLocation({ bucket })).region;
      const value = ownReplication[provider.id](target, region);
      try {
        await configuration.put({ bucket, document: 'replication', value });
      } catch (thrown) {
        // It takes a role or a target that somebody has set up, which a suite cannot do.
        const { kind, status, code, message } = toAppError(thrown);
        if (kind !== 'invalid-input' && kind !== 'not-found') throw thrown;
        throw new NotOffered(`Not with a bucket of the run as target: ${status} ${code} ${message}`);
      }
      const found = await configuration.get({ bucket, document: 'replication' });
      const targets = (found?.rules ?? []).map(({ destination }) => destination?.bucket);
      expectEqual('targets', targets, [value.rules[0]?.destination?.bucket]);
      await configuration.delete({ bucket, document: 'replication' });
      expectEqual('left', await configuration.get({ bucket, document: 'replication' }), null);
    },
  },
  {
    group,
    operation: 'getBucketReplication',
    about: 'none',
    async run({ provider, bucket }) {
      expectEqual('rules', await provider.configuration.get({ bucket, document: 'replication' }), null);
    },
  },
  {
    group,
    operation: 'deleteBucketReplication',
    about: 'none',
    async run({ provider, bucket }) {
      await provider.configuration.delete({ bucket, document: 'replication' });
      expectEqual('existence', (await provider.buckets.bucketExists({ bucket })).exists, true);
    },
  },
  {
    group,
    operation: 'getBucketAcl',
    async run({ provider, bucket }) {
      const found = await provider.configuration.get({ bucket, document: 'acl' });
      const grants = found?.accessControlList?.grants ?? [];
      // Where access is a word, a new bucket's is private.
      expectThat(
        grants.some(({ permission, word }) => permission === 'FULL_CONTROL' || word === 'private'),
        'grants nobody full control',
      );
    },
  },
  {
    group,
    operation: 'putBucketAcl',
    about: 'a list',
    async run({ provider, newOpenBucket }) {
      const bucket = await newOpenBucket();
      // The list that is written is one of the server's own: how it names everybody is its business.
      await provider.configuration.putAcl({ bucket, canned: 'public-read' });
      const value = await provider.configuration.get({ bucket, document: 'acl' });
      if (value === null) throw new Error('has no list to write back');
      await provider.configuration.putAcl({ bucket, canned: 'private' });
      await provider.configuration.put({ bucket, document: 'acl', value });
      const after = await provider.configuration.get({ bucket, document: 'acl' });
      expectEqual('grants', after?.accessControlList, value.accessControlList);
    },
  },
  {
    group,
    operation: 'putBucketAcl',
    about: 'a word',
    async run({ provider, newOpenBucket }) {
      const bucket = await newOpenBucket();
      const grants = async () =>
        (await provider.configuration.get({ bucket, document: 'acl' }))?.accessControlList;
      const before = await grants();
      await provider.configuration.putAcl({ bucket, canned: 'public-read' });
      expectThat(!isDeepStrictEqual(await grants(), before), 'does not let everybody read');
      await provider.configuration.putAcl({ bucket, canned: 'private' });
      expectEqual('grants', await grants(), before);
    },
  },
  {
    group,
    operation: 'getBucketLogging',
    about: 'new bucket',
    async run({ provider, newBucket }) {
      const found = await provider.configuration.get({ bucket: await newBucket(), document: 'logging' });
      expectEqual('target', found?.loggingEnabled, undefined);
    },
  },
  {
    group,
    operation: 'putBucketLogging',
    about: 'and read',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      await putLogging(provider, bucket);
      const after = await provider.configuration.get({ bucket, document: 'logging' });
      expectEqual('target', after?.loggingEnabled?.targetPrefix, 'logs/');
    },
  },
  {
    group,
    operation: 'deleteBucketLogging',
    about: 'and read',
    async run({ provider, newBucket }) {
      const bucket = await newBucket();
      await putLogging(provider, bucket);
      await provider.configuration.delete({ bucket, document: 'logging' });
      const left = await provider.configuration.get({ bucket, document: 'logging' });
      expectEqual('target', left?.loggingEnabled, undefined);
    },
  },
  {
    group,
    operation: 'policyStatus',
    async run({ provider, bucket }) {
      const found = await provider.configuration.get({ bucket, document: 'policy-status' });
      expectThat(/^false$/i.test(found?.isPublic ?? 'false'), 'calls a private bucket public');
    },
  },
];

async function putLogging({ configuration }: StorageProvider, bucket: string): Promise<void> {
  const value = { loggingEnabled: { targetBucket: bucket, targetPrefix: 'logs/' } };
  try {
    await configuration.put({ bucket, document: 'logging', value });
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    if (code !== 'InvalidTargetBucketForLogging') throw thrown;
    throw new NotOffered(`Not into a bucket that nobody has opened for it: ${message}`);
  }
}

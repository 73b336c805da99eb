import { toAppError } from '../../../../shared/model/app-error.ts';
import type { Credentials } from '../../credentials.ts';
import { type Check, NotOffered } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';

const group = 'client';

/** What a user gets wrong, and whether the client says so plainly. */
export const errorChecks: readonly Check[] = [
  {
    group,
    operation: 'staticCredentials',
    about: 'wrong access key',
    async run({ options, open }) {
      const credentials = changed(await options.credentials(), {
        accessKeyId: 'NOSUCHKEY0000000000',
        sessionToken: null,
      });
      const call = open({ credentials }).service.listBuckets();
      expectEqual('reason', (await expectFailure(call, 'authentication')).reason, 'unknown-access-key');
    },
  },
  {
    group,
    operation: 'staticCredentials',
    about: 'wrong secret key',
    async run({ options, open }) {
      const credentials = changed(await options.credentials(), { secretAccessKey: 'not-the-secret' });
      const call = open({ credentials }).service.listBuckets();
      expectEqual('reason', (await expectFailure(call, 'authentication')).reason, 'wrong-secret');
    },
  },
  {
    group,
    operation: 'retry',
    about: 'clock off by an hour',
    async run({ options, open, bucket }) {
      for (const offsetMs of [-3_600_000, 3_600_000]) {
        const late = open({ now: () => options.now() + offsetMs });
        await late.buckets.bucketExists({ bucket });
        await late.objects.putObject({ bucket, key: 'on time', body: Buffer.from('x') });
      }
    },
  },
  {
    group,
    operation: 'anonymousAccess',
    about: 'private bucket',
    async run({ open, bucket }) {
      const anonymous = open({ credentials: async () => null });
      const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 10 };
      await expectFailure(anonymous.objects.listObjects(query), 'access-denied');
    },
  },
  {
    group,
    operation: 'discoverRegion',
    about: 'wrong region',
    async run({ open, bucket }) {
      const records: string[] = [];
      const elsewhere = open({
        region: 'xx-nowhere-9',
        onRequest: ({ errorCode }) => records.push(errorCode ?? 'ok'),
      });
      const put = elsewhere.objects.putObject({ bucket, key: 'found', body: Buffer.from('x') });
      await put.catch((thrown: unknown) => {
        const { kind, message } = toAppError(thrown);
        if (kind === 'wrong-region')
          throw new NotOffered(`It is refused, and nothing tells the right one: ${message}`);
        if (kind !== 'dns' && kind !== 'not-found') throw thrown;
        throw new NotOffered(
          `The region is in the host, and another host knows nothing of the bucket: ${message}`,
        );
      });
      if (records[0] === 'ok') throw new NotOffered('The server takes any region.');
    },
  },
  {
    group,
    operation: 'createClient',
    about: 'read-only',
    async run({ open, bucket }) {
      const sent: string[] = [];
      const guarded = open({ isReadOnly: true, onRequest: ({ method }) => sent.push(method) });
      const body = Buffer.from('x');
      await expectFailure(guarded.objects.putObject({ bucket, key: 'k', body }), 'read-only');
      await expectFailure(guarded.objects.deleteObject({ bucket, key: 'k' }), 'read-only');
      await expectFailure(guarded.buckets.deleteBucket({ bucket }), 'read-only');
      await expectFailure(
        guarded.sharing.presign({ method: 'PUT', bucket, key: 'k', expiresInSeconds: 60 }),
        'read-only',
      );
      expectThat(
        sent.every((method) => method === 'GET'),
        `sent ${sent.join(', ')}`,
      );
      await guarded.buckets.bucketExists({ bucket });
    },
  },
  {
    group,
    operation: 'putObject',
    about: 'key over the longest',
    async run({ provider, bucket }) {
      const key = 'é'.repeat(Math.floor(provider.limits.maxKeyBytes / 2) + 1);
      const call = provider.objects.putObject({ bucket, key, body: Buffer.from('x') });
      const { reason, values } = await expectFailure(call, 'invalid-input');
      expectEqual('reason', [reason, values?.sizeBytes], ['key-too-long', Buffer.byteLength(key)]);
    },
  },
  {
    group,
    operation: 'errorObjects',
    async run({ provider, newBucketName }) {
      const query = { bucket: newBucketName(), prefix: '', delimiter: null, token: null, maxKeys: 10 };
      const error = await expectFailure(provider.objects.listObjects(query), 'not-found');
      expectThat(error.resource === query.bucket, 'does not name the bucket');
      if (!error.requestId) throw new NotOffered('The server gives no request id.');
    },
  },
];

function changed(
  given: Credentials | null,
  changes: Partial<Credentials>,
): () => Promise<Credentials | null> {
  return async () => (given === null ? null : { ...given, ...changes });
}

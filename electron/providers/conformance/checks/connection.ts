import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { failure, toAppError } from '../../../../shared/model/app-error.ts';
import { checksumOf } from '../../checksums/crc.ts';
import type { Credentials } from '../../credentials.ts';
import { dialectOf } from '../../open-provider.ts';
import type { RequestRecord } from '../../provider-options.ts';
import { type Check, type CheckContext, NotOffered } from '../check.ts';
import { expectEqual, expectFailure, expectThat, patternBytes } from '../expectations.ts';
import { type LocalRelay, startProxy, startSilence } from '../relay.ts';

const group = 'client';

/** Whether the bucket of the check can be listed through another client. */
async function expectReach(context: CheckContext, ...how: Parameters<CheckContext['open']>): Promise<void> {
  const query = { bucket: context.bucket, prefix: '', delimiter: null, token: null, maxKeys: 1 };
  await context.open(...how).objects.listObjects(query);
}

async function withRelay(start: () => Promise<LocalRelay>, use: (relay: LocalRelay) => Promise<void>) {
  const relay = await start();
  try {
    await use(relay);
  } finally {
    await relay.close();
  }
}

/** What a connection is opened with. */
export const connectionChecks: readonly Check[] = [
  {
    group,
    operation: 'sessionToken',
    async run(context) {
      const given = await context.options.credentials();
      if (!given?.sessionToken) throw new NotOffered('The run was given no session token.');
      await expectReach(context, {});
      const wrong = async (): Promise<Credentials> => ({ ...given, sessionToken: 'no-such-token' });
      const call = context.open({ credentials: wrong }).service.listBuckets();
      const { kind } = await call.then(() => ({ kind: 'success' }), toAppError);
      expectThat(kind === 'authentication' || kind === 'access-denied', `answers a wrong token with ${kind}`);
    },
  },
  {
    group,
    operation: 'refreshCredentials',
    async run(context) {
      const given = await context.options.credentials();
      if (given === null) throw new NotOffered('The run has no keys.');
      const outdated = { ...given, secretAccessKey: 'ended-long-ago', sessionToken: given.sessionToken };
      let refusals = 0;
      await expectReach(context, {
        credentials: async (refused) => {
          if (refused !== undefined) refusals += 1;
          return refusals === 0 ? outdated : given;
        },
      });
      if (refusals === 0) throw new NotOffered('The server takes keys that are wrong.');
      expectEqual('refusals', refusals, 1);
    },
  },
  {
    group,
    operation: 'tls',
    async run(context) {
      if (!context.options.endpoint.usesTls) throw new NotOffered('The endpoint is plain HTTP.');
      await expectReach(context, {});
      const tls = { mode: 'pinned', fingerprintSha256: '00'.repeat(32) } as const;
      await expectFailure(context.open({ tls }).service.listBuckets(), 'tls');
    },
  },
  {
    group,
    operation: 'proxy',
    async run(context) {
      // A run through one has proved it with every request, and a second one may not be reached from there.
      if (context.options.proxy !== null) return await expectReach(context, {});
      await withRelay(
        () => startProxy(Buffer.from('user:pass').toString('base64')),
        async ({ port }) => {
          await expectReach(context, { proxy: { url: `http://user:pass@127.0.0.1:${port}` } });
          const stranger = context.open({ proxy: { url: `http://127.0.0.1:${port}` } });
          const { reason } = await expectFailure(stranger.service.listBuckets(), 'network');
          expectEqual('reason', reason, 'proxy-authentication');
        },
      );
    },
  },
  {
    group,
    operation: 'connectionPool',
    async run(context) {
      if (context.options.proxy !== null) {
        throw new NotOffered('The run goes through a proxy, behind which connections cannot be counted.');
      }
      await withRelay(startProxy, async (relay) => {
        const other = context.open({ proxy: { url: `http://127.0.0.1:${relay.port}` } });
        for (let count = 0; count < 10; count += 1) {
          await other.buckets.bucketExists({ bucket: context.bucket });
        }
        // One for the bucket; where its host is another than the service's, one for that as well.
        expectThat(
          relay.connectionCount() <= 3,
          `opens ${relay.connectionCount()} connections for 10 requests`,
        );
      });
    },
  },
  {
    group,
    operation: 'timeouts',
    async run({ options, bucket, open }) {
      await withRelay(startSilence, async ({ port }) => {
        const endpoint = { host: '127.0.0.1', port, usesTls: false };
        const limits = { connectTimeoutMs: 1_000, idleTimeoutMs: 300 };
        const other = open({ endpoint, addressing: 'path', proxy: null, ...limits });
        const startedMs = options.now();
        await expectFailure(other.objects.headObject({ bucket, key: 'k' }), 'timeout');
        expectThat(options.now() - startedMs < 10_000, 'waits far longer than it was told to');
      });
    },
  },
  {
    group,
    operation: 'retry',
    about: 'lost connection',
    async run(context) {
      const attempts: (string | null)[] = [];
      let hasLost = false;
      await expectReach(context, { onRequest: ({ errorKind }) => attempts.push(errorKind) }, (transport) => ({
        close: () => transport.close(),
        send: (request, options) => {
          if (hasLost) return transport.send(request, options);
          hasLost = true;
          return Promise.reject(failure('network', 'Lost on purpose.', { reason: 'connection-lost' }));
        },
      }));
      expectEqual('attempts', [attempts[0], attempts.at(-1)], ['network', null]);
    },
  },
  {
    group,
    operation: 'customDomain',
    async run() {
      throw new NotOffered('The run was given no domain that is one bucket’s own.');
    },
  },
  {
    group,
    operation: 'appName',
    async run(context) {
      const agents: string[] = [];
      await expectReach(context, { appName: 'conformance/1' }, (transport) => ({
        close: () => transport.close(),
        send: (request, options) => {
          agents.push(request.headers['user-agent'] ?? '');
          return transport.send(request, options);
        },
      }));
      expectThat(agents[0]?.endsWith('conformance/1') === true, `calls itself ${agents[0]}`);
    },
  },
  {
    group,
    operation: 'checksums',
    async run({ provider, bucket }) {
      const body = patternBytes(50_000, 4);
      const place = { bucket, key: 'summed' };
      const known: Record<string, string> = {
        crc32: checksumOf('crc32', body).toString('base64'),
        crc32c: checksumOf('crc32c', body).toString('base64'),
        crc64nvme: checksumOf('crc64nvme', body).toString('base64'),
        crc64ecma: BigInt(`0x${checksumOf('crc64ecma', body).toString('hex')}`).toString(),
        sha256: createHash('sha256').update(body).digest('base64'),
      };
      const { crc32c = '' } = known;
      await provider.objects.putObject({ ...place, body, checksums: { crc32c } });
      const { checksums } = await provider.objects.headObject({ ...place, hasChecksums: true });
      const told = Object.entries(checksums).filter(([name]) => known[name] !== undefined);
      if (told.length === 0) throw new NotOffered('The server tells no checksum of an object.');
      for (const [name, value] of told) expectEqual(name, value, known[name]);
    },
  },
  {
    group,
    operation: 'addressingStyle',
    async run(context) {
      const refusals: string[] = [];
      for (const addressing of ['path', 'virtual-host'] as const) {
        try {
          if (addressing === 'virtual-host' && isIP(context.options.endpoint.host.replace(/^\[|\]$/g, ''))) {
            throw new NotOffered('An address has no names below it.');
          }
          await expectReach(context, { addressing });
        } catch (thrown) {
          const words = thrown instanceof NotOffered ? thrown.message : toAppError(thrown).message;
          refusals.push(`${addressing}: ${words}`);
        }
      }
      expectThat(refusals.length < 2, `takes neither way: ${refusals.join('; ')}`);
      if (refusals[0] !== undefined) throw new NotOffered(`One way only. ${refusals[0]}`);
    },
  },
  {
    group,
    operation: 'endpointVariants',
    async run(context) {
      const { endpoint } = context.options;
      if (!dialectOf(context.options).isVendorHost(endpoint.host)) {
        throw new NotOffered('The endpoint is no host of the vendor’s, which alone has others beside it.');
      }
      const refusals: string[] = [];
      for (const network of ['dual-stack', 'acceleration', 'internal'] as const) {
        try {
          await expectReach(context, { endpoint: { ...endpoint, network }, connectTimeoutMs: 5_000 });
          return;
        } catch (thrown) {
          refusals.push(`${network}: ${toAppError(thrown).message}`);
        }
      }
      throw new NotOffered(refusals.join('; '));
    },
  },
  {
    group,
    operation: 'requestLog',
    async run({ options, open, bucket }) {
      const records: RequestRecord[] = [];
      const other = open({ onRequest: (record) => records.push(record) });
      await other.objects.putObject({ bucket, key: 'logged é', body: Buffer.from('12345') });
      const last = records.at(-1);
      expectEqual(
        'record',
        [last?.operation, last?.method, last?.status, last?.sentBytes],
        ['putObject', 'PUT', 200, 5],
      );
      const { secretAccessKey, sessionToken } = (await options.credentials()) ?? {};
      const written = JSON.stringify(records);
      for (const secret of [secretAccessKey, sessionToken]) {
        if (secret) expectThat(!written.includes(secret), 'holds a secret');
      }
    },
  },
  {
    group,
    operation: 'timeFormats',
    async run({ provider, options, bucket }) {
      const place = { bucket, key: 'timed' };
      await provider.objects.putObject({ ...place, body: Buffer.from('x') });
      const { modifiedAtMs } = await provider.objects.headObject(place);
      const query = { bucket, prefix: 'timed', delimiter: null, token: null, maxKeys: 1 };
      const { objects } = await provider.objects.listObjects(query);
      const listedAtMs = objects.modifiedAtMs[0] ?? 0;
      expectThat(Math.abs((modifiedAtMs ?? 0) - listedAtMs) < 2_000, 'tells two times of one object');
      expectThat(Math.abs(listedAtMs - options.now()) < 86_400_000, 'tells a time that is days away');
    },
  },
];

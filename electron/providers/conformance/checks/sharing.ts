import type { ProviderOptions } from '../../provider-options.ts';
import type { Check } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';
import { sendAsStranger } from '../stranger.ts';

const group = 'sharing';

/** Links are tried as a stranger would: without keys, from the URL alone. */
export const sharingChecks: readonly Check[] = [
  {
    group,
    operation: 'presignGet',
    async run({ provider, options, bucket }) {
      const key = 'dir/a b+é~(1).txt';
      await provider.objects.putObject({ bucket, key, body: Buffer.from('shared') });
      const link = await provider.sharing.presign({
        method: 'GET',
        bucket,
        key,
        expiresInSeconds: 600,
        responseHeaders: { 'response-content-disposition': 'attachment; filename="x y.txt"' },
      });
      const answer = await follow(options, link.url, 'GET');
      expectEqual('status', answer.status, 200);
      expectEqual('body', Buffer.from(answer.body).toString(), 'shared');
      expectEqual('disposition', answer.headers['content-disposition'], 'attachment; filename="x y.txt"');
      const broken = link.url.replace(
        /(signature=)(.)/i,
        (_, name, first) => name + (first === '0' ? '1' : '0'),
      );
      expectEqual('status of a changed signature', (await follow(options, broken, 'GET')).status, 403);
    },
  },
  {
    group,
    operation: 'presignPut',
    async run({ provider, options, bucket }) {
      const place = { bucket, key: 'put by link é+' };
      const { url } = await provider.sharing.presign({ method: 'PUT', ...place, expiresInSeconds: 60 });
      const put = await follow(options, url, 'PUT', Buffer.from('from a stranger'));
      expectEqual('status', put.status, 200);
      expectEqual('size', (await provider.objects.headObject(place)).sizeBytes, 15);
    },
  },
  {
    group,
    operation: 'presign',
    about: 'HEAD, DELETE',
    async run({ provider, options, bucket }) {
      const place = { bucket, key: 'asked by link' };
      await provider.objects.putObject({ ...place, body: Buffer.from('x') });
      const link = (method: 'HEAD' | 'DELETE') =>
        provider.sharing.presign({ method, ...place, expiresInSeconds: 60 });
      expectEqual('status of HEAD', (await follow(options, (await link('HEAD')).url, 'HEAD')).status, 200);
      const gone = await follow(options, (await link('DELETE')).url, 'DELETE');
      expectThat(gone.status === 204 || gone.status === 200, `DELETE answers ${gone.status}`);
      await expectFailure(provider.objects.headObject(place), 'not-found');
    },
  },
  {
    group,
    operation: 'presign',
    about: 'expired',
    async run({ provider, options, open, bucket }) {
      const { region } = await provider.buckets.getBucketLocation({ bucket });
      const past = open({ now: () => options.now() - 3_600_000, region });
      const { url } = await past.sharing.presign({ method: 'GET', bucket, key: 'k', expiresInSeconds: 60 });
      expectEqual('status', (await follow(options, url, 'GET')).status, 403);
    },
  },
  {
    group,
    operation: 'presign',
    about: 'lifetime',
    async run({ provider, bucket }) {
      for (const expiresInSeconds of [0, 1.5, provider.limits.maxLinkLifetimeSeconds + 1]) {
        const call = provider.sharing.presign({ method: 'GET', bucket, key: 'k', expiresInSeconds });
        expectEqual('reason', (await expectFailure(call, 'invalid-input')).reason, 'link-lifetime');
      }
    },
  },
];

async function follow(options: ProviderOptions, url: string, method: string, body?: Uint8Array) {
  return await sendAsStranger(options, url, { method, ...(body ? { body } : {}) });
}

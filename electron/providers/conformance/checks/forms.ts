import { type Check, type CheckContext, NotOffered } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';
import { postForm, sendAsStranger } from '../stranger.ts';

const group = 'sharing';

const size = { minBytes: 1, maxBytes: 1_000, expiresInSeconds: 600 };

async function formFor({ provider, bucket }: CheckContext) {
  return await provider.sharing.presignPostPolicy({
    bucket,
    key: { prefix: 'inbox/' },
    contentType: { prefix: 'text/' },
    successStatus: 204,
    ...size,
  });
}

/** Uploads by a form that fits; a server that takes no forms sees a stranger who may not write, or no request at all. */
async function postFitting(
  context: CheckContext,
  fields: Record<string, string>,
  fileName: string,
): Promise<void> {
  const form = await formFor(context);
  const { status, body } = await postForm(
    context.options,
    { ...form, fields: { ...form.fields, ...fields } },
    fileName,
    'hello',
  );
  const isKnown =
    status === 204 || /<Code>(?!AccessDenied|NotImplemented|MethodNotAllowed|NoSuchKey)/.test(body);
  if (!isKnown) throw new NotOffered(`The server takes no forms: it answers ${status}.`);
  expectEqual('status', status, 204);
}

/** Forms by which a stranger uploads, and signatures for requests of other programs. */
export const formChecks: readonly Check[] = [
  {
    group,
    operation: 'presignPostPolicy',
    async run(context) {
      const { provider, bucket } = context;
      await postFitting(context, { 'Content-Type': 'text/plain' }, 'from a stranger.txt');
      const found = await provider.objects.headObject({ bucket, key: 'inbox/from a stranger.txt' });
      expectEqual('size', found.sizeBytes, 5);
      expectEqual('content type', found.headers.contentType, 'text/plain');
    },
  },
  {
    group,
    operation: 'presignPostPolicy',
    about: 'what it does not allow',
    async run(context) {
      const { options } = context;
      await postFitting(context, { 'Content-Type': 'text/plain' }, 'fitting.txt');
      const form = await formFor(context);
      const text = { ...form.fields, 'Content-Type': 'text/plain' };
      const refused = async (what: string, fields: Record<string, string>, file: string) => {
        const { status } = await postForm(options, { ...form, fields }, 'a.txt', file);
        expectThat(status === 403 || status === 400, `${what} is answered with ${status}`);
      };
      await refused('another key', { ...text, key: 'elsewhere/a.txt' }, 'hello');
      await refused('another type', { ...text, 'Content-Type': 'image/png' }, 'hello');
      await refused('too large a file', text, 'x'.repeat(1_001));
      await refused('an empty file', text, '');
      const broken = {
        ...text,
        policy: Buffer.from('{"expiration":"2099-01-01T00:00:00.000Z"}').toString('base64'),
      };
      await refused('another policy', broken, 'hello');
    },
  },
  {
    group,
    operation: 'presignPostPolicy',
    about: 'size',
    async run({ provider, bucket }) {
      const key = { exact: 'k' };
      const call = provider.sharing.presignPostPolicy({ bucket, key, ...size, minBytes: 2, maxBytes: 1 });
      expectEqual('reason', (await expectFailure(call, 'invalid-input')).reason, 'form-size');
    },
  },
  {
    group,
    operation: 'getAuth',
    async run({ provider, options, bucket }) {
      const place = { bucket, key: 'authorized é+.txt' };
      await provider.objects.putObject({ ...place, body: Buffer.from('content') });
      const request = { method: 'GET', ...place, headers: { range: 'bytes=0-2' } };
      const { url, headers } = await provider.sharing.getAuth(request);
      const answer = await sendAsStranger(options, url, { method: 'GET', headers });
      expectEqual('status', answer.status, 206);
      expectEqual('body', Buffer.from(answer.body).toString(), 'con');
      const other = await sendAsStranger(options, url.replace('authorized', 'another'), {
        method: 'GET',
        headers,
      });
      expectThat(
        other.status === 403 || other.status === 400,
        `another key is answered with ${other.status}`,
      );
    },
  },
  {
    group,
    operation: 'getAuth',
    about: 'of a bucket',
    async run({ provider, options, bucket }) {
      const query = [['prefix', 'nothing/']] as const;
      const { url, headers } = await provider.sharing.getAuth({ method: 'GET', bucket, key: null, query });
      const answer = await sendAsStranger(options, url, { method: 'GET', headers });
      expectEqual('status', answer.status, 200);
      expectThat(Buffer.from(answer.body).toString().includes('ListBucketResult'), 'a listing');
    },
  },
];

import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CosTrial, cosRegion, open, startCosTrial } from '../../testing/cos-client.ts';
import { testKeys } from '../../testing/running-sandbox.ts';

const hmac = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex');
const host = `forms-1250000000.cos.${cosRegion}.myqcloud.com`;
const boundary = 'the-boundary';

let trial: CosTrial;
beforeAll(async () => {
  trial = await startCosTrial();
  await trial.made('forms');
});
afterAll(() => trial.sandbox.end());

interface Form {
  readonly conditions?: readonly unknown[];
  readonly fields?: Readonly<Record<string, string>>;
  readonly secret?: string;
  readonly expiration?: string;
  readonly content?: string;
  /** In seconds from now. */
  readonly endsIn?: number;
  /** What the policy says of its signature; all of it when absent. */
  readonly named?: readonly string[];
}

/** Sends a form as a page would, signed as https://www.tencentcloud.com/document/product/436/14690 tells. */
async function send(form: Form): Promise<{ status: number; code: string; location: string }> {
  const { secret = testKeys.secretAccessKey, content = 'content', endsIn = 600 } = form;
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const span = `${nowSeconds - 700};${nowSeconds + endsIn}`;
  const signing: Record<string, string> = {
    'q-sign-algorithm': 'sha1',
    'q-ak': testKeys.accessKeyId,
    'q-sign-time': span,
  };
  const named = form.named ?? Object.keys(signing);
  const policy = JSON.stringify({
    expiration: form.expiration ?? new Date(Date.now() + 600_000).toISOString(),
    conditions: [
      ...(form.conditions ?? [['starts-with', '$key', 'in/']]),
      ...named.map((name) => ({ [name]: signing[name] })),
    ],
  });
  const { 'q-sign-time': time = '', ...kept } = signing;
  const fields: Record<string, string> = {
    key: 'in/a',
    policy: Buffer.from(policy).toString('base64'),
    ...kept,
    'q-key-time': time,
    'q-signature': hmac(hmac(secret, span), createHash('sha1').update(policy).digest('hex')),
    ...form.fields,
  };
  const part = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
  const body =
    Object.entries(fields)
      .map(([name, value]) => part(`name="${name}"`, value))
      .join('') +
    part('name="file"; filename="a.txt"', content) +
    `--${boundary}--\r\n`;
  const answer = await open(trial.sandbox, `http://${host}/`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(body),
  });
  const code = /<Code>(.*?)<\/Code>/.exec(String(answer.body))?.[1] ?? '';
  return { status: answer.status, code, location: String(answer.headers.location ?? '') };
}

describe('an upload form of COS', () => {
  test('stores its file', async () => {
    expect(await send({})).toMatchObject({ status: 204, location: `http://${host}/in/a` });
    const place = { ...trial.named('forms'), Key: 'in/a' };
    expect(String((await trial.client.getObject(place)).Body)).toBe('content');
    const conditions = [{ key: 'in/told' }, { success_action_status: '201' }];
    const told = { conditions, fields: { key: 'in/told', success_action_status: '201' } };
    expect((await send(told)).status).toBe(201);
  });

  test.each<[string, Form, number, string]>([
    ['signed with another key', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['for another place', { fields: { key: 'out/a' } }, 403, 'AccessDenied'],
    ['whose time is over', { endsIn: -1 }, 403, 'AccessDenied'],
    ['whose policy is over', { expiration: '2020-01-01T00:00:00.000Z' }, 403, 'AccessDenied'],
    [
      'whose policy does not say until when it is signed',
      { named: ['q-ak', 'q-sign-algorithm'] },
      403,
      'AccessDenied',
    ],
    [
      'whose policy does not say who signed it',
      { named: ['q-sign-time', 'q-sign-algorithm'] },
      403,
      'AccessDenied',
    ],
    ['by nobody known', { fields: { 'q-ak': 'NOBODY' } }, 403, 'InvalidAccessKeyId'],
    ['with another algorithm', { fields: { 'q-sign-algorithm': 'md5' } }, 400, 'InvalidArgument'],
    ['with a token that its key has not', { fields: { 'x-cos-security-token': 'x' } }, 403, 'InvalidToken'],
    [
      'with a file that is too long',
      {
        conditions: [
          ['starts-with', '$key', ''],
          ['content-length-range', 1, 3],
        ],
      },
      400,
      'EntityTooLarge',
    ],
    [
      'with another ACL than its policy tells',
      { conditions: [['starts-with', '$key', ''], { acl: 'private' }], fields: { acl: 'public-read' } },
      403,
      'AccessDenied',
    ],
  ])('%s is refused', async (_, form, status, code) => {
    expect(await send(form)).toMatchObject({ status, code });
  });
});

import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';

const atMs = Date.UTC(2025, 9, 10, 8, 9, 10);
const keys = { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'T', expiresAtMs: atMs + 60_000 };
const open = (provider: 's3' | 'cos' | 'oss', changes: object = {}) =>
  openScripted(provider, [], { credentials: async () => keys, now: () => atMs, region: 'r-1', ...changes })
    .sharing;
const form = {
  bucket: 'b-1250000000',
  key: { prefix: 'in/' },
  contentType: { exact: 'text/plain' },
  minBytes: 1,
  maxBytes: 10,
  fields: { 'x-amz-meta-who': 'me' },
  successStatus: 201 as const,
  expiresInSeconds: 3_600,
};

describe.each(['s3', 'cos', 'oss'] as const)('a form of %s', (provider) => {
  test('covers every field but the proof itself, and ends with the keys', async () => {
    const made = await open(provider).presignPostPolicy(form);
    expect(made).toMatchObject({ expiresAtMs: keys.expiresAtMs, limitedBy: 'credential-expiry' });
    const policy = JSON.parse(Buffer.from(made.fields.policy ?? '', 'base64').toString()) as {
      expiration: string;
      conditions: (Record<string, string> | [string, string, unknown, unknown])[];
    };
    expect(policy.expiration).toBe('2025-10-10T08:10:10.000Z');
    expect(policy.conditions).toContainEqual(['starts-with', '$key', 'in/']);
    expect(policy.conditions).toContainEqual(['content-length-range', 1, 10]);
    expect(policy.conditions).toContainEqual({ bucket: 'b-1250000000' });
    const named = policy.conditions.flatMap((condition) =>
      Array.isArray(condition) ? [String(condition[1]).replace('$', '')] : Object.keys(condition),
    );
    const proof = /^(?:policy|.*signature|OSSAccessKeyId|q-key-time|x-cos-security-token)$/;
    for (const name of Object.keys(made.fields)) if (!proof.test(name)) expect(named).toContain(name);
    expect(made.fields).toMatchObject({
      key: 'in/'.concat('$', '{filename}'),
      'Content-Type': 'text/plain',
      success_action_status: '201',
    });
  });

  test('is refused for sizes that are none, read-only connections and anonymous ones', async () => {
    for (const size of [
      { minBytes: 5, maxBytes: 1 },
      { minBytes: -1, maxBytes: 1 },
      { minBytes: 0, maxBytes: 1e15 },
    ])
      expect(await errorOf(open(provider).presignPostPolicy({ ...form, ...size }))).toMatchObject({
        reason: 'form-size',
      });
    expect((await errorOf(open(provider, { isReadOnly: true }).presignPostPolicy(form))).kind).toBe(
      'read-only',
    );
    const nobody = open(provider, { credentials: async () => null });
    expect(await errorOf(nobody.presignPostPolicy(form))).toMatchObject({ reason: 'anonymous' });
  });
});

describe('the authorization of a request', () => {
  test('of COS lives as long as was asked, others fifteen minutes', async () => {
    const request = { method: 'get', bucket: 'b-1250000000', key: 'k', expiresInSeconds: 30 };
    const cos = await open('cos').getAuth(request);
    expect(cos.expiresAtMs).toBe(atMs + 30_000);
    expect(cos.headers.authorization).toContain('q-sign-time=1760083690;1760083780');
    const s3 = await open('s3', { credentials: async () => ({ ...keys, expiresAtMs: null }) }).getAuth(
      request,
    );
    expect(s3.expiresAtMs).toBe(atMs + 900_000);
    expect(s3.headers).toMatchObject({ 'x-amz-security-token': 'T' });
  });

  test('that changes something is not made on a read-only connection', async () => {
    const closed = open('s3', { isReadOnly: true });
    expect((await errorOf(closed.getAuth({ method: 'PUT', bucket: 'b', key: 'k' }))).kind).toBe('read-only');
    expect((await closed.getAuth({ method: 'GET', bucket: 'b', key: 'k' })).url).toMatch(/^https:\/\/b\./);
  });
});

describe('a link', () => {
  test('is for a domain of the bucket’s own, with headers and parameters pinned', async () => {
    const { url } = await open('oss').presign({
      method: 'PUT',
      bucket: 'b',
      key: 'a/b c',
      expiresInSeconds: 60,
      domain: 'files.example.com',
      headers: { 'content-type': 'text/plain' },
      query: [['x-oss-process', 'image/resize,w_10']],
    });
    expect(url).toMatch(/^https:\/\/files\.example\.com\/a\/b%20c\?/);
    expect(url).toContain('x-oss-process=image%2Fresize%2Cw_10');
    const wrong = open('oss').presign({
      method: 'GET',
      bucket: 'b',
      key: 'k',
      expiresInSeconds: 60,
      domain: 'a/b',
    });
    expect(await errorOf(wrong)).toMatchObject({ reason: 'link-domain' });
  });
});

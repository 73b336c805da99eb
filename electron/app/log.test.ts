import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileLog } from './log.ts';
import { redact, redactText } from './redact.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);

describe('redact', () => {
  it.each([
    'https://h/b/k?X-Amz-Algorithm=A&X-Amz-Signature=deadbeef01&X-Amz-Expires=60',
    'https://h/b/k?X-Amz-Credential=deadbeef01%2F20260101&x=1',
    'https://h/b/k?X-Amz-Security-Token=deadbeef01',
    'https://h/b/k?OSSAccessKeyId=deadbeef01&Expires=1&Signature=deadbeef01',
    'https://h/b/k?q-ak=deadbeef01&q-signature=deadbeef01',
    'http://127.0.0.1:7/#token=deadbeef01',
    'Authorization: AWS4-HMAC-SHA256 Credential=x/y, Signature=deadbeef01',
    'authorization=deadbeef01',
    'AWS4-HMAC-SHA256 Credential=deadbeef01/2026/eu/s3/aws4_request',
    'Bearer deadbeef01',
    'stowage.v1, bearer.deadbeef01',
    'http://user:deadbeef01@proxy:3128/',
    'key AKIAdeadbeef01AAAAAA seen',
    '-----BEGIN PRIVATE KEY-----\ndeadbeef01\n-----END PRIVATE KEY-----',
  ])('takes the secret out of %s', (text) => {
    expect(redactText(text)).not.toContain('deadbeef01');
    expect(redactText(text)).toContain('[redacted]');
  });

  it('keeps what is no secret', () => {
    const text = 'GET https://host:9000/bucket/a%20b?list-type=2&prefix=tokens/ 200';
    expect(redactText(text)).toBe(text);
  });

  it.each([
    'secretAccessKey',
    'accessKeyId',
    'sessionToken',
    'password',
    'Authorization',
    'x-amz-server-side-encryption-customer-key',
    'X-Amz-Signature',
    'cookie',
    'bearer',
    'credential',
  ])('hides the value of %s at any depth, whatever its shape', (name) => {
    const text = JSON.stringify(redact({ a: [{ [name]: 'deadbeef01' }, { [name]: { x: 'deadbeef01' } }] }));
    expect(text).not.toContain('deadbeef01');
  });

  it('drops the message of an error and keeps where it came from', () => {
    const text = JSON.stringify(redact({ thrown: new TypeError('deadbeef01') }));
    expect(text).not.toContain('deadbeef01');
    expect(text).toContain('TypeError');
    expect(text).toContain('log.test.ts');
  });

  it('ends on circular, huge and odd values', () => {
    const circular: Record<string, unknown> = { bytes: new Uint8Array(5), big: 1n, call: () => 1 };
    circular.self = circular;
    circular.list = Array.from({ length: 1_000 }, (_, index) => index);
    circular.text = 'x'.repeat(100_000);
    expect(JSON.stringify(redact(circular)).length).toBeLessThan(60_000);
    expect(redact(new Uint8Array(5))).toBe('[5 bytes]');
  });
});

describe('openFileLog', () => {
  it('writes one redacted JSON object per line with the time it was given', async () => {
    const log = openFileLog({ folder, now });
    log.info('call', { method: 'buckets.list', durationMs: 3 });
    log.error('defect', { url: 'https://h/?X-Amz-Signature=deadbeef01', secretAccessKey: 'deadbeef01' });
    await log.close();
    const text = await readFile(join(folder, 'stowage.log'), 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      at: '2026-01-02T03:04:05.000Z',
      level: 'info',
      event: 'call',
      method: 'buckets.list',
      durationMs: 3,
    });
    expect(lines).toHaveLength(2);
    expect(text).not.toContain('deadbeef01');
  });

  it.skipIf(process.platform === 'win32')('keeps its files for the user alone', async () => {
    await writeFile(join(folder, 'stowage.log'), 'old\n', { mode: 0o644 });
    const log = openFileLog({ folder, now });
    log.info('start');
    await log.close();
    expect((await stat(join(folder, 'stowage.log'))).mode & 0o777).toBe(0o600);
  });

  it('rotates and never keeps more than it may', async () => {
    const log = openFileLog({ folder, now, maxFileBytes: 2_000, maxFiles: 3 });
    for (let round = 0; round < 200; round += 1) log.info('round', { round });
    await log.close();
    expect((await readdir(folder)).sort()).toEqual(['stowage.1.log', 'stowage.2.log', 'stowage.log']);
    let total = 0;
    for (const name of await readdir(folder)) {
      const { size } = await stat(join(folder, name));
      expect(size).toBeLessThan(2_200);
      total += size;
    }
    expect(total).toBeGreaterThan(3_000);
    expect(await readFile(join(folder, 'stowage.log'), 'utf8')).toContain('"round":199');
  });

  it('never fails its caller and says how much was lost', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const log = openFileLog({ folder: join(folder, 'blocked', 'below'), now });
    for (let round = 0; round < 5; round += 1) log.info('round');
    await expect(log.close()).resolves.toBeUndefined();
    await rm(join(folder, 'blocked'));
    log.info('again');
    await log.close();
    expect(await readFile(join(folder, 'blocked', 'below', 'stowage.log'), 'utf8')).toContain(
      '"droppedCount":5',
    );
  });
});

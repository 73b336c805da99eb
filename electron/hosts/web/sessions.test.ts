import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearerIdleLifeMs, openWebSessions, tokenLifeMs } from './sessions.ts';
import { openTestHost, type TestHost } from './testing/open-test-host.ts';

let folder = '';
let path = '';
let nowMs = 0;
const now = () => nowMs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-sessions-'));
  path = join(folder, 'web-sessions.json');
  nowMs = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const present = <T>(value: T | null): T => {
  if (value === null) throw new Error('expected a value');
  return value;
};

describe('openWebSessions', () => {
  it('exchanges a token once', () => {
    const sessions = openWebSessions(path, now);
    const token = sessions.mintToken();
    const bearer = present(sessions.exchange(token));
    expect(sessions.isBearer(bearer)).toBe(true);
    expect(sessions.exchange(token)).toBeNull();
    expect(sessions.isBearer(token)).toBe(false);
    expect(sessions.exchange(bearer)).toBeNull();
    expect(sessions.isBearer('')).toBe(false);
  });

  it('gives a token 60 seconds and not one more', () => {
    const sessions = openWebSessions(path, now);
    const [first, second] = [sessions.mintToken(), sessions.mintToken()];
    nowMs += tokenLifeMs;
    expect(sessions.exchange(first)).not.toBeNull();
    nowMs += 1;
    expect(sessions.exchange(second)).toBeNull();
  });

  it('makes tokens and bearers that cannot be guessed', () => {
    const sessions = openWebSessions(path, now);
    const tokens = Array.from({ length: 30 }, () => sessions.mintToken());
    expect(new Set(tokens).size).toBe(30);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('keeps only a digest, for this user alone, and knows the bearer after a restart', async () => {
    const sessions = openWebSessions(path, now);
    sessions.rememberPort(4_711);
    const token = sessions.mintToken();
    const bearer = present(sessions.exchange(token));
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(bearer);
    expect(text).not.toContain(token);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    const restarted = openWebSessions(path, now);
    expect(restarted.isBearer(bearer)).toBe(true);
    expect(restarted.lastPort).toBe(4_711);
    // A one-time token does not survive: nobody is waiting for it any more.
    expect(restarted.exchange(token)).toBeNull();
  });

  it('ends a bearer that was not used for a week, and only then', () => {
    const sessions = openWebSessions(path, now);
    const bearer = present(sessions.exchange(sessions.mintToken()));
    for (let week = 0; week < 3; week += 1) {
      nowMs += bearerIdleLifeMs - 1;
      expect(openWebSessions(path, now).isBearer(bearer)).toBe(true);
    }
    nowMs += bearerIdleLifeMs + 1;
    expect(openWebSessions(path, now).isBearer(bearer)).toBe(false);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":2}',
    '{"version":1,"port":1,"sessions":[{"sha256":"x","lastUsedAtMs":1}]}',
  ])('starts afresh from the damaged file %j', async (text) => {
    await writeFile(path, text);
    const sessions = openWebSessions(path, now);
    expect(sessions.lastPort).toBeNull();
    const bearer = present(sessions.exchange(sessions.mintToken()));
    expect(openWebSessions(path, now).isBearer(bearer)).toBe(true);
  });

  it('bounds what it keeps', async () => {
    const sessions = openWebSessions(path, now);
    const bearers = Array.from({ length: 40 }, () => present(sessions.exchange(sessions.mintToken())));
    expect(sessions.isBearer(present(bearers[0] ?? null))).toBe(false);
    expect(sessions.isBearer(present(bearers[39] ?? null))).toBe(true);
    expect(JSON.parse(await readFile(path, 'utf8')).sessions).toHaveLength(32);
  });
});

describe('sessions over HTTP', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await openTestHost();
  });
  afterEach(() => host.close());

  const exchange = (body: string) =>
    host.ask('/session', { method: 'POST', headers: { origin: host.origin }, body });

  it('puts the token into the fragment, which no browser sends', () => {
    const url = new URL(host.host.mintUrl());
    expect(url.origin).toBe(host.origin);
    expect(url.search).toBe('');
    expect(url.hash).toMatch(/^#token=[A-Za-z0-9_-]{43}$/);
  });

  it('answers a bearer once, then 401, and sets no cookie', async () => {
    const token = new URL(host.host.mintUrl()).hash.slice('#token='.length);
    const first = await exchange(JSON.stringify({ token }));
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.headers['set-cookie']).toBeUndefined();
    const replay = await exchange(JSON.stringify({ token }));
    expect(replay.status).toBe(401);
    expect(host.logLines.join('\n')).not.toContain(token);
  });

  it('answers 401 to a late token', async () => {
    const token = new URL(host.host.mintUrl()).hash.slice('#token='.length);
    host.clock.nowMs += tokenLifeMs + 1;
    expect((await exchange(JSON.stringify({ token }))).status).toBe(401);
  });

  it.each(['', 'x', '{}', '{"token":5}', '{"token":"short"}', '{"token":["x"]}'])(
    'answers 400 to %j',
    async (body) => {
      expect((await exchange(body)).status).toBe(400);
    },
  );

  it('gives an open page a token for another tab, and nobody else', async () => {
    const bearer = await host.openSession();
    const mint = (authorization?: string) =>
      host.ask('/session/token', {
        method: 'POST',
        headers: { origin: host.origin, ...(authorization === undefined ? {} : { authorization }) },
      });
    for (const wrong of [
      undefined,
      'Bearer x',
      `Basic ${bearer}`,
      `Bearer ${'x'.repeat(43)}`,
      `bearer ${bearer}`,
    ]) {
      expect((await mint(wrong)).status).toBe(401);
    }
    const { token } = JSON.parse((await mint(`Bearer ${bearer}`)).body) as { token: string };
    const second = JSON.parse((await exchange(JSON.stringify({ token }))).body) as { bearer: string };
    expect(second.bearer).not.toBe(bearer);
    const wires = [await host.openWire(bearer), await host.openWire(second.bearer)];
    host.hub.emit('buckets.changed', { connectionId: 'c' });
    for (const wire of wires) {
      expect(await wire.next((frame) => frame.type === 'event')).toMatchObject({ sequence: 1 });
    }
  });
});

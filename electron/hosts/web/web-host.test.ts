import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { askRaw, openTestHost, type TestHost } from './testing/open-test-host.ts';

let open: TestHost[] = [];
afterEach(async () => {
  for (const host of open) await host.close();
  open = [];
});
async function start(...given: Parameters<typeof openTestHost>): Promise<TestHost> {
  const host = await openTestHost(...given);
  open.push(host);
  return host;
}

/** Sends bytes as they are and resolves with all that came back when the host has closed. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('addresses', () => {
  it.each(['0.0.0.0', '::', '192.168.0.1', 'localhost', ''])('refuses to listen on %j', async (address) => {
    await expect(openTestHost({}, { address })).rejects.toMatchObject({
      appError: { kind: 'invalid-input', reason: 'address-not-loopback' },
    });
  });

  it('says plainly that a port is taken, and finds another when none was asked for', async () => {
    const first = await start();
    await expect(openTestHost({}, { port: first.host.port })).rejects.toMatchObject({
      appError: { kind: 'in-use', reason: 'port-taken', values: { port: first.host.port } },
    });
  });

  it('refuses a development page on another machine', async () => {
    await expect(openTestHost({}, { devRendererUrl: 'http://example.com:5173/' })).rejects.toMatchObject({
      appError: { kind: 'invalid-input' },
    });
  });
});

describe('Host and Origin', () => {
  it.each([
    'evil.example',
    'localhost:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.nip.io:PORT',
    '[::1]:PORT',
  ])('answers 421 to Host %s', async (host) => {
    const { host: web, ask } = await start();
    const answer = await ask('/', { headers: { host: host.replace('PORT', String(web.port)) } });
    expect(answer.status).toBe(421);
    expect(answer.body).not.toContain('Fixture');
  });

  it('answers 421 or 400 to two Hosts, and 400 to a target that is not a path', async () => {
    const { host } = await start();
    const own = `Host: 127.0.0.1:${host.port}\r\n`;
    const two = await sendRaw(host.port, `GET / HTTP/1.1\r\n${own}Host: evil\r\nConnection: close\r\n\r\n`);
    expect(two).toMatch(/^HTTP\/1\.1 4(21|00) /);
    const absolute = await sendRaw(host.port, `GET http://evil/ HTTP/1.1\r\n${own}Connection: close\r\n\r\n`);
    expect(absolute).toMatch(/^HTTP\/1\.1 400 /);
    expect(two + absolute).not.toContain('Fixture');
  });

  it.each([
    ['POST', '/session'],
    ['PUT', `/bytes/${'0'.repeat(32)}`],
    ['DELETE', '/'],
    ['OPTIONS', '/session'],
    ['HEAD', '/'],
  ])('answers 403 to %s %s from no or another origin', async (method, path) => {
    const { ask, host } = await start();
    const foreign = [
      'http://evil.example',
      'null',
      `http://localhost:${host.port}`,
      `https://127.0.0.1:${host.port}`,
    ];
    expect((await ask(path, { method })).status).toBe(403);
    for (const origin of foreign) expect((await ask(path, { method, headers: { origin } })).status).toBe(403);
  });

  it('answers 403 to a GET that another page makes', async () => {
    const { ask } = await start();
    expect((await ask('/', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });

  it('never allows another origin by a CORS header', async () => {
    const { ask, origin } = await start();
    for (const asked of [origin, 'http://evil.example']) {
      const answer = await ask('/session', { method: 'OPTIONS', headers: { origin: asked } });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('the page', () => {
  it('is served with strict headers, as is every refusal', async () => {
    const { ask, host } = await start();
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Fixture</title>' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const refused = [
      await ask('/nothing'),
      await ask('/', { headers: { host: 'evil' } }),
      await ask('/', { method: 'POST' }),
    ];
    for (const { headers } of [page, ...refused]) {
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`);
      for (const name of ['form-action', 'frame-ancestors', 'base-uri'])
        expect(policy).toContain(`${name} 'none'`);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('keeps hashed files for good and asks again for the rest', async () => {
    const { ask, origin } = await start();
    const script = await ask('/assets/page-0123.js');
    expect(script.headers['content-type']).toMatch(/^text\/javascript/);
    expect(script.headers['cache-control']).toContain('immutable');
    const page = await ask('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await ask('/', { headers: { 'if-none-match': page.headers.etag ?? '' } });
    expect(again).toMatchObject({ status: 304, body: '' });
    const head = await ask('/', { method: 'HEAD', headers: { origin } });
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../data/web-sessions.json',
    '/..%2fdata/web-sessions.json',
    '/%2e%2e/data/web-sessions.json',
    '/%2e%2e%2fdata%2fweb-sessions.json',
    '/assets/../../data/web-sessions.json',
    '/assets/..%5c..%5cdata%5cweb-sessions.json',
    '/..;/data/web-sessions.json',
    '//data/web-sessions.json',
    '/assets//page-0123.js',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/%69ndex.html',
    '/__proto__',
    '/constructor',
    '/link.txt',
    '/linked/secret.txt',
  ])('answers 404 to %s', async (path) => {
    const host = await openTestHost();
    open.push(host);
    const secret = join(host.dataDir, 'secret.txt');
    await writeFile(secret, 'deadbeef01');
    await mkdir(join(host.rendererFolder, 'deeper'));
    await symlink(secret, join(host.rendererFolder, 'link.txt'));
    await symlink(host.dataDir, join(host.rendererFolder, 'linked'));
    // The page is read at the start: only a restart could bring the links in.
    await host.restart();
    const answer = await host.ask(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toMatch(/deadbeef01|sha256/);
  });

  it('does not start without a built page', async () => {
    await expect(openTestHost({}, { rendererFolder: '/nonexistent' })).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'page-missing' },
    });
  });

  it('answers 405 where the method does not fit', async () => {
    const { ask, origin } = await start();
    expect((await ask('/session')).status).toBe(405);
    expect((await ask('/session', { method: 'PUT', headers: { origin } })).headers.allow).toBe('POST');
    expect((await ask('/', { method: 'DELETE', headers: { origin } })).status).toBe(405);
    expect((await ask(`/bytes/${'0'.repeat(32)}`)).status).toBe(405);
  });
});

describe('clients that misbehave', () => {
  it('ends a connection that dawdles over its headers', async () => {
    const { host } = await start({}, { headersTimeoutMs: 500 });
    const startedAtMs = performance.now();
    const answer = await sendRaw(host.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nX-Slow: `);
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  it.each([
    'GET / HTTP/1.1\r\n\r\n',
    'nonsense\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    'POST /session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ])('refuses a malformed request and lives on: %#', async (text) => {
    const { host, ask } = await start();
    expect(await sendRaw(host.port, text)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await ask('/')).status).toBe(200);
  });

  it('takes no large session body', async () => {
    const { host, origin } = await start();
    const answer = await askRaw(host.port, '/session', {
      method: 'POST',
      headers: { origin },
      body: 'x'.repeat(100_000),
    }).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
  });
});

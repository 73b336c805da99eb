import { createHash, X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectionTestResultSchema } from '../../../shared/contract/connections.ts';
import { failure, toAppError } from '../../../shared/model/app-error.ts';
import type { ConnectionSettings } from '../../../shared/model/connection.ts';
import type { ProviderTls } from '../../providers/provider-options.ts';
import {
  closeLocalServers,
  makeCertificate,
  startHttp,
  startHttps,
  startProxy,
  startTcp,
  type TestCertificate,
} from '../testing/local-servers.ts';
import { sampleSettings } from '../testing/sample-settings.ts';
import { testConnection } from './connection-test.ts';

afterEach(closeLocalServers);

/** The signed step is not what these tests are about: it ends them with a mark of its own. */
const reachedSignature = failure('server', 'reached the signed request');

function run(
  changes: Partial<ConnectionSettings>,
  others: { proxy?: URL; trust?: ProviderTls; now?: () => number; signal?: AbortSignal } = {},
) {
  return testConnection({
    connectionId: null,
    settings: sampleSettings(changes),
    proxy: () => others.proxy ?? null,
    trust: async () => others.trust ?? { mode: 'system' },
    openProvider: () => Promise.reject(reachedSignature),
    userAgent: 'Stowage-test',
    now: others.now ?? Date.now,
    signal: others.signal ?? new AbortController().signal,
  });
}

/** `dns:skipped tcp:passed …` and the error of the step that failed. */
async function outcomes(...given: Parameters<typeof run>) {
  const result = connectionTestResultSchema.parse(await run(...given));
  const failed = result.steps.find(({ outcome }) => outcome === 'failed');
  return {
    steps: result.steps.map(({ step, outcome }) => `${step}:${outcome}`).join(' '),
    failedAt: failed?.step,
    error: failed?.error,
    untrusted: result.untrustedCertificate,
    detailOf: (name: string) => result.steps.find(({ step }) => step === name)?.detail,
    factsOf: (name: string) => result.steps.find(({ step }) => step === name)?.facts,
  };
}

const plainAt = (port: number, host = '127.0.0.1') => ({ endpoint: { host, port, usesTls: false } });
const tlsAt = (port: number, host = '127.0.0.1') => ({ endpoint: { host, port, usesTls: true } });

describe('the dns and tcp steps', () => {
  it('find a host name that does not exist', async () => {
    const seen = await outcomes(plainAt(80, 'no-such-host.invalid'));
    expect(seen.steps).toBe(
      'dns:failed tcp:skipped tls:skipped clock:skipped signature:skipped permission:skipped',
    );
    expect(seen.error).toMatchObject({ kind: 'dns' });
  });

  it('find a port where nothing listens', async () => {
    const server = await startTcp(() => undefined);
    await server.close();
    const seen = await outcomes(plainAt(server.port));
    expect(seen.steps).toBe(
      'dns:skipped tcp:failed tls:skipped clock:skipped signature:skipped permission:skipped',
    );
    expect(seen.error).toMatchObject({ kind: 'network', reason: 'connection-refused' });
    expect(seen.error?.message).toContain(String(server.port));
  });

  it('know that names under localhost are this computer', async () => {
    const server = await startHttp((_request, response) => response.end());
    const seen = await outcomes(plainAt(server.port, 'my-bucket.s3.localhost'));
    expect(seen.failedAt).toBe('signature');
    expect(seen.steps).toContain('dns:passed tcp:passed tls:skipped clock:passed');
    expect(seen.detailOf('dns')).toContain('127.0.0.1');
    expect(seen.factsOf('dns')).toMatchObject({
      fact: 'host-resolves',
      values: { host: 'my-bucket.s3.localhost', addresses: expect.stringContaining('127.0.0.1') },
    });
    expect(seen.factsOf('tcp')).toEqual({
      fact: 'connected',
      values: { host: 'my-bucket.s3.localhost', port: server.port },
    });
    expect(seen.factsOf('tls')).toEqual({ fact: 'plain-on-this-computer', values: {} });
    expect(seen.factsOf('clock')).toMatchObject({ fact: 'clocks-agree' });
    expect(seen.factsOf('signature')).toBeNull();
    expect(seen.factsOf('permission')).toBeNull();
  });

  it('give a silent server connectTimeoutMs and no more', async () => {
    const server = await startTcp(() => undefined);
    const seen = await outcomes({ ...plainAt(server.port), connectTimeoutMs: 1_000 });
    expect(seen.failedAt).toBe('tls');
    expect(seen.error).toMatchObject({ kind: 'timeout', values: { seconds: 1 } });
  });

  it('stop at once when the user cancels', async () => {
    const server = await startTcp(() => undefined);
    const controller = new AbortController();
    const running = run({ ...plainAt(server.port), connectTimeoutMs: 60_000 }, { signal: controller.signal });
    const abortedAtMs = Date.now();
    controller.abort();
    const error = toAppError(await running.catch((thrown) => thrown));
    expect(error.kind).toBe('cancelled');
    expect(Date.now() - abortedAtMs).toBeLessThan(10_000);
  });
});

describe('the tls step', () => {
  let trusted: TestCertificate;
  let expired: TestCertificate;
  let wrongHost: TestCertificate;
  beforeAll(async () => {
    const nowMs = Date.now();
    trusted = await makeCertificate({ name: '127.0.0.1' });
    expired = await makeCertificate({ name: '127.0.0.1', fromMs: nowMs - 2e8, toMs: nowMs - 1e8 });
    wrongHost = await makeCertificate({ name: 'other.example' });
  });
  const serve = (certificate: TestCertificate) =>
    startHttps(certificate, (_request, response) => response.end());
  const fingerprintOf = ({ certPem }: TestCertificate) =>
    createHash('sha256').update(new X509Certificate(certPem).raw).digest('hex');

  it('shows a certificate that signed itself, and passes once it is accepted or vouched for', async () => {
    const server = await serve(trusted);
    const seen = await outcomes(tlsAt(server.port));
    expect(seen.steps).toBe(
      'dns:skipped tcp:passed tls:failed clock:skipped signature:skipped permission:skipped',
    );
    expect(seen.error).toMatchObject({
      kind: 'tls',
      reason: 'certificate-untrusted',
      action: { type: 'trust-certificate', connectionId: null, fingerprintSha256: fingerprintOf(trusted) },
    });
    expect(seen.untrusted).toMatchObject({
      fingerprintSha256: fingerprintOf(trusted),
      subject: 'CN=127.0.0.1',
      issuer: 'CN=127.0.0.1',
    });
    const pinned = await outcomes(tlsAt(server.port), {
      trust: { mode: 'pinned', fingerprintSha256: fingerprintOf(trusted) },
    });
    expect(pinned.steps).toContain('tls:passed clock:passed signature:failed');
    expect(pinned.untrusted).toBeNull();
    expect(pinned.factsOf('dns')).toEqual({ fact: 'host-is-address', values: { host: '127.0.0.1' } });
    expect(pinned.factsOf('tls')).toMatchObject({
      fact: 'encrypted',
      values: { subject: 'CN=127.0.0.1', validToMs: seen.untrusted?.validToMs },
    });
    const vouched = await outcomes(tlsAt(server.port), {
      trust: { mode: 'custom-ca', caPem: trusted.certPem },
    });
    expect(vouched.steps).toContain('tls:passed clock:passed signature:failed');
  });

  it('notices another certificate than the accepted one', async () => {
    const server = await serve(wrongHost);
    const seen = await outcomes(tlsAt(server.port), {
      trust: { mode: 'pinned', fingerprintSha256: fingerprintOf(trusted) },
    });
    expect(seen.error).toMatchObject({ kind: 'tls', reason: 'certificate-changed' });
    expect(seen.untrusted?.fingerprintSha256).toBe(fingerprintOf(wrongHost));
  });

  it('says when a certificate has expired, even one from a trusted authority', async () => {
    const server = await serve(expired);
    for (const trust of [{ mode: 'system' }, { mode: 'custom-ca', caPem: expired.certPem }] as const) {
      const seen = await outcomes(tlsAt(server.port), { trust });
      expect(seen.error).toMatchObject({ kind: 'tls', reason: 'certificate-expired' });
      expect(seen.untrusted?.validToMs).toBeLessThan(Date.now());
    }
  });

  it('says when a certificate belongs to another name', async () => {
    const server = await serve(wrongHost);
    const trust = { mode: 'custom-ca', caPem: wrongHost.certPem } as const;
    const seen = await outcomes(tlsAt(server.port), { trust });
    expect(seen.error).toMatchObject({ kind: 'tls', reason: 'certificate-wrong-host' });
    expect(seen.error?.values?.subject).toBe('CN=other.example');
  });

  it('recognises TLS to a plain port', async () => {
    const server = await startHttp((_request, response) => response.writeHead(403).end());
    const seen = await outcomes(tlsAt(server.port));
    expect(seen.failedAt).toBe('tls');
    expect(seen.error).toMatchObject({
      kind: 'tls',
      reason: 'tls-to-plain-port',
      values: { port: server.port },
    });
    expect(seen.untrusted).toBeNull();
  });

  it('recognises plain HTTP to a TLS port, whether the server hangs up or complains', async () => {
    const hangsUp = await serve(trusted);
    const seen = await outcomes(plainAt(hangsUp.port));
    expect(seen.failedAt).toBe('tls');
    expect(seen.error).toMatchObject({
      kind: 'tls',
      reason: 'plain-to-tls-port',
      values: { port: hangsUp.port },
    });

    const complains = await startTcp((socket) => {
      socket.once('data', (first) => {
        if (first[0] !== 0x16) {
          socket.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
          return;
        }
        socket.pause();
        socket.unshift(first);
        const upstream = connect(hangsUp.port, '127.0.0.1', () => socket.pipe(upstream).pipe(socket));
        upstream.on('error', () => socket.destroy());
      });
    });
    const refused = await outcomes(plainAt(complains.port));
    expect(refused.error).toMatchObject({ kind: 'tls', reason: 'plain-to-tls-port' });
  });

  it('does not blame TLS for a server that is simply no web server', async () => {
    const greeter = await startTcp((socket) => socket.end('220 mail.example ESMTP\r\n'));
    const plain = await outcomes(plainAt(greeter.port));
    expect(plain.error).toMatchObject({ kind: 'malformed-response', reason: 'not-http' });
    const encrypted = await outcomes(tlsAt(greeter.port));
    expect(encrypted.error?.kind).toBe('tls');
  });

  it('says that a plain connection to another machine is not encrypted', async () => {
    const server = await startHttp((_request, response) => response.end());
    const proxy = await startProxy(null);
    const seen = await outcomes(plainAt(server.port, 'storage.example'), {
      proxy: new URL(`http://127.0.0.1:${proxy.port}`),
    });
    expect(seen.steps).toContain('tls:warning clock:passed signature:failed');
    expect(seen.detailOf('tls')).toContain('Not encrypted');
    expect(seen.factsOf('dns')).toEqual({ fact: 'proxy-is-address', values: { host: '127.0.0.1' } });
    expect(seen.factsOf('tcp')).toMatchObject({
      fact: 'connected-by-proxy',
      values: { host: 'storage.example', proxy: `127.0.0.1:${proxy.port}` },
    });
    expect(seen.factsOf('tls')).toEqual({ fact: 'plain', values: {} });
  });

  it('says when the authority file cannot be used', async () => {
    const server = await serve(trusted);
    const result = await testConnection({
      connectionId: 'c1',
      settings: sampleSettings(tlsAt(server.port)),
      proxy: () => null,
      trust: () => Promise.reject(failure('local-file', 'no such file', { reason: 'ca-file-missing' })),
      openProvider: () => Promise.reject(reachedSignature),
      userAgent: 'Stowage-test',
      now: Date.now,
      signal: new AbortController().signal,
    });
    expect(result.steps[2]).toMatchObject({
      step: 'tls',
      outcome: 'failed',
      error: { reason: 'ca-file-missing' },
    });
  });
});

describe('the clock step', () => {
  const minutes = 60_000;
  const serve = () => startHttp((_request, response) => response.end());

  it.each([
    [0.5, 'passed', null],
    [-0.5, 'passed', null],
    [2, 'warning', 'ahead'],
    [-2, 'warning', 'behind'],
    [14, 'warning', 'ahead'],
    [16, 'failed', 'ahead'],
    [60, 'failed', 'ahead'],
    [-60, 'failed', 'behind'],
  ])('with a clock %d min off: %s', async (offMinutes, outcome, direction) => {
    const server = await serve();
    const result = await run(plainAt(server.port), { now: () => Date.now() + offMinutes * minutes });
    expect(result.steps[3]).toMatchObject({ step: 'clock', outcome });
    if (outcome === 'warning') {
      const minutesOff = Math.abs(offMinutes);
      const facts = { fact: `clock-${direction}`, values: { minutes: minutesOff } };
      expect(result.steps[3]?.facts).toEqual(facts);
    }
    if (direction === null) expect(result.steps[3]?.error).toBeNull();
    else expect(result.steps[3]?.error).toMatchObject({ kind: 'clock-skew', values: { direction } });
  });

  it('does not stop an anonymous connection, which signs nothing', async () => {
    const server = await serve();
    const seen = await outcomes(
      { ...plainAt(server.port), credentialSource: { type: 'anonymous' } },
      { now: () => Date.now() + 60 * minutes },
    );
    expect(seen.steps).toContain('clock:warning signature:failed');
  });

  it('is skipped when the server does not tell its time', async () => {
    const server = await startHttp((_request, response) => {
      response.sendDate = false;
      response.end();
    });
    expect((await outcomes(plainAt(server.port))).steps).toContain('clock:skipped signature:failed');
  });
});

describe('through a proxy', () => {
  it('plain requests are passed on and encrypted ones tunnelled', async () => {
    const certificate = await makeCertificate({ name: 'storage.localhost' });
    const plain = await startHttp((_request, response) => response.end());
    const encrypted = await startHttps(certificate, (_request, response) => response.end());
    const proxy = await startProxy('me:p@ss:word');
    const url = new URL(`http://me:${encodeURIComponent('p@ss:word')}@127.0.0.1:${proxy.port}`);
    expect((await outcomes(plainAt(plain.port), { proxy: url })).steps).toContain(
      'tcp:passed tls:skipped clock:passed',
    );
    expect(proxy.seen).toEqual([`GET http://127.0.0.1:${plain.port}/`]);
    proxy.seen.length = 0;
    const seen = await outcomes(tlsAt(encrypted.port, '127.0.0.1'), {
      proxy: url,
      trust: {
        mode: 'pinned',
        fingerprintSha256: createHash('sha256')
          .update(new X509Certificate(certificate.certPem).raw)
          .digest('hex'),
      },
    });
    expect(seen.steps).toContain('tcp:passed tls:passed clock:passed signature:failed');
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT 127.0.0.1:${encrypted.port}`]));
  });

  it('says when the proxy wants a password, or cannot reach the server', async () => {
    const target = await startHttp((_request, response) => response.end());
    const proxy = await startProxy('me:password');
    const url = (login: string) => new URL(`http://${login}127.0.0.1:${proxy.port}`);
    for (const login of ['', 'me:wrong@']) {
      const encrypted = await outcomes(tlsAt(target.port), { proxy: url(login) });
      expect(encrypted).toMatchObject({
        failedAt: 'tcp',
        error: { reason: 'proxy-authentication', status: 407 },
      });
      const plain = await outcomes(plainAt(target.port), { proxy: url(login) });
      expect(plain.error).toMatchObject({ reason: 'proxy-authentication', status: 407 });
      expect(JSON.stringify([encrypted, plain])).not.toContain('wrong');
    }
    await target.close();
    const gone = await outcomes(tlsAt(target.port), { proxy: url('me:password@') });
    expect(gone).toMatchObject({
      failedAt: 'tcp',
      error: { kind: 'network', reason: 'proxy-refused', status: 502 },
    });
  });

  it('says when there is no proxy at its address', async () => {
    const proxy = await startProxy(null);
    await proxy.close();
    const seen = await outcomes(tlsAt(1), { proxy: new URL(`http://127.0.0.1:${proxy.port}`) });
    expect(seen).toMatchObject({ failedAt: 'tcp', error: { kind: 'network', reason: 'connection-refused' } });
  });
});

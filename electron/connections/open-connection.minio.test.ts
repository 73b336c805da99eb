import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMinio } from '../../e2e/servers/minio-binary.ts';
import { type MinioServer, startMinio } from '../../e2e/servers/start-minio.ts';
import type { ConnectionSettings } from '../../shared/model/connection.ts';
import { judgeConnections, openTestPool, rejection } from './testing/real-server-suite.ts';
import { sampleSettings } from './testing/sample-settings.ts';

async function start(usesTls: boolean): Promise<MinioServer> {
  const binary = await findMinio('as-released');
  if ('missing' in binary) throw new Error(binary.missing);
  return startMinio({ binaryPath: binary.path, port: 0, usesTls });
}

judgeConnections('a real MinIO', () => start(false));

describe('connections to a real MinIO with TLS', () => {
  let server: MinioServer;
  let opened: Awaited<ReturnType<typeof openTestPool>>;
  beforeAll(async () => {
    server = await start(true);
    opened = await openTestPool();
  });
  afterAll(async () => {
    await opened.close();
    await server.close();
  });

  const settings = (tlsTrust: ConnectionSettings['tlsTrust'], usesTls = true) =>
    sampleSettings({ endpoint: { ...server.endpoint, usesTls }, tlsTrust });
  const secrets = () => {
    const { accessKeyId, secretAccessKey } = server;
    return { credential: { accessKeyId, secretAccessKey, sessionToken: null } };
  };
  const test = (given: ConnectionSettings) => {
    const input = { connectionId: null, settings: given, secrets: secrets() };
    return opened.pool.test(input, new AbortController().signal);
  };
  const list = async (given: ConnectionSettings) => {
    const { id } = await opened.profiles.create(given, secrets());
    return (await opened.pool.open(id)).service.listBuckets();
  };

  it('show the unknown certificate, and work once it is accepted', async () => {
    const before = await test(settings({ mode: 'system' }));
    expect(before.steps[2]).toMatchObject({
      step: 'tls',
      outcome: 'failed',
      error: { reason: 'certificate-untrusted' },
    });
    expect(await rejection(list(settings({ mode: 'system' })))).toMatchObject({ kind: 'tls' });
    const fingerprintSha256 = before.untrustedCertificate?.fingerprintSha256 ?? '';
    const pinned = settings({ mode: 'pinned', fingerprintSha256 });
    expect((await test(pinned)).steps.map(({ outcome }) => outcome)).not.toContain('failed');
    expect(await list(pinned)).toEqual([]);
    const other = settings({ mode: 'pinned', fingerprintSha256: 'ab'.repeat(32) });
    expect((await test(other)).steps[2]?.error).toMatchObject({ reason: 'certificate-changed' });
    expect(await rejection(list(other))).toMatchObject({ kind: 'tls', reason: 'certificate-changed' });
  });

  it('work with the file of the authority', async () => {
    const caFilePath = join(server.certificate?.folder ?? '', 'copy.pem');
    await writeFile(caFilePath, server.certificate?.certificatePem ?? '');
    const trusted = settings({ mode: 'custom-ca', caFilePath });
    expect((await test(trusted)).steps.map(({ outcome }) => outcome)).not.toContain('failed');
    expect(await list(trusted)).toEqual([]);
    const missing = settings({ mode: 'custom-ca', caFilePath: `${caFilePath}.gone` });
    expect((await test(missing)).steps[2]?.error).toMatchObject({ reason: 'ca-file-missing' });
    expect(await rejection(list(missing))).toMatchObject({ kind: 'local-file', reason: 'ca-file-missing' });
  });

  it('recognise plain HTTP to the TLS port', async () => {
    const { steps } = await test(settings({ mode: 'system' }, false));
    expect(steps[2]).toMatchObject({
      step: 'tls',
      outcome: 'failed',
      error: { reason: 'plain-to-tls-port' },
    });
  });
});

describe('a connection with TLS to the plain port of a real MinIO', () => {
  it('is recognised', async () => {
    const server = await start(false);
    const { pool, close } = await openTestPool();
    const settings = sampleSettings({ endpoint: { ...server.endpoint, usesTls: true } });
    const input = { connectionId: null, settings, secrets: { credential: null } };
    const { steps } = await pool.test(input, new AbortController().signal);
    expect(steps[2]).toMatchObject({
      step: 'tls',
      outcome: 'failed',
      error: { reason: 'tls-to-plain-port' },
    });
    await close();
    await server.close();
  });
});

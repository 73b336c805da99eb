import { openProvider } from '../../electron/providers/open-provider.ts';
import type { StorageProvider } from '../../electron/providers/storage-provider.ts';
import { getMinio } from '../servers/minio-binary.ts';
import { startMinio } from '../servers/start-minio.ts';
import { fastFolder } from './fast-folder.ts';

/** A server that contestants are measured on. */
export interface BenchServer {
  readonly name: string;
  /** False: objects exist by their name alone, and what is uploaded is dropped. */
  readonly keepsObjects: boolean;
  readonly host: string;
  readonly port: number;
  readonly usesTls: boolean;
  /** Certificate of its own authority in PEM form; null: none, or one that everybody trusts. */
  readonly caPath: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  close(): Promise<void>;
}

/** `http://127.0.0.1:9000` */
export function urlOf({ host, port, usesTls }: BenchServer): string {
  return `${usesTls ? 'https' : 'http'}://${host}:${port}`;
}

/** The storage client of a server, as the app would open it. */
export function providerOf(server: BenchServer, caPem: string | null): StorageProvider {
  return openProvider({
    provider: 's3',
    endpoint: { host: server.host, port: server.port, usesTls: server.usesTls },
    region: 'us-east-1',
    addressing: 'path',
    tls: caPem === null ? { mode: 'system' } : { mode: 'custom-ca', caPem },
    proxy: null,
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    isReadOnly: false,
    credentials: async () => ({
      accessKeyId: server.accessKeyId,
      secretAccessKey: server.secretAccessKey,
      sessionToken: null,
      expiresAtMs: null,
    }),
    now: Date.now,
    userAgent: 'Stowage-bench',
  });
}

/** A real MinIO with its data in memory where the machine has a folder for that, and a bucket to measure in. */
export async function startBenchMinio(): Promise<BenchServer> {
  const binary = await getMinio('as-released', (words) => console.error(words));
  if ('missing' in binary) throw new Error(binary.missing);
  const minio = await startMinio({
    binaryPath: binary.path,
    port: 0,
    usesTls: false,
    parentFolder: fastFolder(),
  });
  const { accessKeyId, secretAccessKey } = minio;
  return withBucket({
    name: 'MinIO',
    keepsObjects: true,
    host: minio.endpoint.host,
    port: minio.endpoint.port,
    usesTls: false,
    caPath: null,
    accessKeyId,
    secretAccessKey,
    bucket: 'stowage-bench',
    close: () => minio.close(),
  });
}

/** A server that is there already; its bucket is made, and removed with everything in it at the end. */
export async function connectServer(
  url: string,
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<BenchServer> {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?\/?$/.exec(url) ?? [];
  if (host === undefined) throw new Error('--endpoint is http://HOST[:PORT] or https://HOST[:PORT]');
  const usesTls = scheme === 'https';
  return withBucket({
    name: url,
    keepsObjects: true,
    host,
    port: port === undefined ? (usesTls ? 443 : 80) : Number(port),
    usesTls,
    caPath: null,
    ...keys,
    bucket: `stowage-bench-${process.pid}`,
    close: async () => undefined,
  });
}

async function withBucket(server: BenchServer): Promise<BenchServer> {
  const provider = providerOf(server, null);
  const { bucket } = server;
  await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  return {
    ...server,
    async close() {
      await emptyBucket(provider, bucket);
      await provider.buckets.deleteBucket({ bucket });
      await provider.close();
      await server.close();
    },
  };
}

/** Deletes every object and unfinished upload of a bucket of the benchmark's own. */
export async function emptyBucket(provider: StorageProvider, bucket: string): Promise<void> {
  for (;;) {
    const page = await provider.objects.listObjects({
      bucket,
      prefix: '',
      delimiter: null,
      token: null,
      maxKeys: 1_000,
    });
    if (page.objects.keys.length === 0) return;
    await provider.objects.deleteObjects({ bucket, targets: page.objects.keys.map((key) => ({ key })) });
  }
}

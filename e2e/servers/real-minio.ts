import type { Credentials } from '../../electron/providers/credentials.ts';
import { openProvider } from '../../electron/providers/open-provider.ts';
import type { ProviderOptions } from '../../electron/providers/provider-options.ts';
import type { StorageProvider } from '../../electron/providers/storage-provider.ts';
import { localOptions } from '../../electron/providers/testing/local-servers.ts';
import { findMinio } from './minio-binary.ts';
import { type MinioServer, startMinio } from './start-minio.ts';

/** Starts a MinIO as it is released, or the one whose stream works. Fails where it was not built. */
export async function startRealMinio(
  options: {
    readonly variant?: 'as-released' | 'streaming';
    readonly usesTls?: boolean;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<MinioServer> {
  const { variant = 'as-released', usesTls = false, env = {} } = options;
  const binary = await findMinio(variant);
  if ('missing' in binary) throw new Error(binary.missing);
  return await startMinio({ binaryPath: binary.path, port: 0, usesTls, env });
}

/** How to reach it as its root user, or as whoever has these keys; null: nobody. */
export function realOptions(
  { endpoint, certificate, ...root }: MinioServer,
  keys: Partial<Credentials> | null = root,
  changes: Partial<ProviderOptions> = {},
): ProviderOptions {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = null } = keys ?? {};
  const credentials = keys && { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: null };
  return localOptions(endpoint.port, {
    endpoint,
    region: null,
    now: Date.now,
    idleTimeoutMs: 60_000,
    tls: certificate === null ? { mode: 'system' } : { mode: 'custom-ca', caPem: certificate.certificatePem },
    credentials: async () => credentials,
    ...changes,
  });
}

/** A client of it. */
export function openReal(...reach: Parameters<typeof realOptions>): StorageProvider {
  return openProvider(realOptions(...reach));
}

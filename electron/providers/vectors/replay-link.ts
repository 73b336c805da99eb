import { StorageClient } from '../client/storage-client.ts';
import { type LinkInput, presign } from '../operations/sharing.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { s3Dialect } from '../s3/s3-dialect.ts';
import type { CallExpression } from './call-expression.ts';
import type { Differences } from './differences.ts';
import { CapturingTransport } from './requests/capture.ts';

const methods: Readonly<Record<string, LinkInput['method']>> = {
  presignedGetObject: 'GET',
  presignedPutObject: 'PUT',
};
const WEEK_SECONDS = 604_800;

/** What a link is signed with. */
export interface LinkContext {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | null | undefined;
  readonly time: string;
}

/** Makes the link of a presigning call by our own operation and compares it; other calls are left alone. */
export async function compareLink(
  call: CallExpression | null,
  url: string,
  context: LinkContext,
  differences: Differences,
): Promise<void> {
  const input = call ? linkOf(call) : null;
  if (input === null) return;
  const [, scheme, host = '', port] = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
  const endpoint = { host, port: port ? Number(port) : null, usesTls: scheme === 'https' };
  const client = new StorageClient(s3Dialect, optionsOf(endpoint, context), {
    transport: new CapturingTransport(),
  });
  const link = await presign(client, { ...input, atMs: Date.parse(context.time) });
  const [ours = '', theirs = ''] = [link.url, url];
  differences.compare('link', ours.split('?')[0], theirs.split('?')[0]);
  differences.compareSets(
    'link query',
    ours.split('?')[1]?.split('&') ?? [],
    theirs.split('?')[1]?.split('&') ?? [],
  );
}

/** Null for a call that asks for what our links do not have. */
function linkOf({ name, args }: CallExpression): LinkInput | null {
  const isGeneral = name === 'presignedUrl';
  const method = isGeneral ? args[0] : methods[name];
  const [bucket, key, expires, parameters] = isGeneral ? args.slice(1) : args;
  if (method !== 'GET' && method !== 'PUT' && method !== 'HEAD' && method !== 'DELETE') return null;
  if (typeof bucket !== 'string' || typeof key !== 'string') return null;
  const isMap = typeof parameters === 'object' && parameters !== null;
  const { versionId, ...responseHeaders } = (isMap ? parameters : {}) as Record<string, string>;
  const expiresInSeconds = typeof expires === 'number' ? expires : WEEK_SECONDS;
  return { method, bucket, key, expiresInSeconds, responseHeaders, ...(versionId ? { versionId } : {}) };
}

function optionsOf(endpoint: ProviderOptions['endpoint'], context: LinkContext): ProviderOptions {
  const { accessKeyId, secretAccessKey, sessionToken = null } = context;
  return {
    provider: 's3',
    endpoint,
    region: context.region,
    addressing: 'path',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    isReadOnly: false,
    credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken, expiresAtMs: null }),
    now: () => Date.parse(context.time),
    userAgent: 'vectors',
  };
}

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { toAppError } from '../../../shared/model/app-error.ts';
import { type ProviderId, providerIds } from '../../../shared/model/connection.ts';
import type { ProviderOptions, ProviderTls } from '../provider-options.ts';
import { allChecks, type CheckResult, runConformance, summarize } from './suite.ts';

const usage = `Usage: npm run conformance -- --endpoint URL --dialect s3 --access-key KEY --secret-key SECRET
  [--session-token TOKEN] [--region REGION] [--addressing auto|path|virtual-host] [--bucket-prefix PREFIX]
  [--pinned-certificate SHA256] [--only GROUP] [--json FILE]
Groups: ${[...new Set(allChecks.map(({ group }) => group))].join(', ')}`;

const { values } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    dialect: { type: 'string', default: 's3' },
    'access-key': { type: 'string' },
    'secret-key': { type: 'string' },
    'session-token': { type: 'string' },
    region: { type: 'string' },
    addressing: { type: 'string', default: 'auto' },
    'bucket-prefix': { type: 'string', default: 'stowage-check' },
    'pinned-certificate': { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});

const { endpoint, 'access-key': accessKeyId, 'secret-key': secretAccessKey } = values;
if (!endpoint || !accessKeyId || !secretAccessKey) {
  console.error(usage);
  process.exit(2);
}

try {
  const results = await runConformance({
    provider: providerOptions(endpoint, accessKeyId, secretAccessKey),
    bucketPrefix: values['bucket-prefix'],
    ...(values.only ? { only: values.only } : {}),
    onResult: (result) => console.log(lineOf(result)),
  });
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
  console.log(summarize(results));
  process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
} catch (thrown) {
  const error = toAppError(thrown);
  console.error(error.kind === 'internal' && thrown instanceof Error ? thrown : error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}

function providerOptions(url: string, id: string, secret: string): ProviderOptions {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?\/?$/.exec(url) ?? [];
  if (!host) {
    console.error('--endpoint is http://HOST[:PORT] or https://HOST[:PORT]');
    process.exit(2);
  }
  const fingerprintSha256 = values['pinned-certificate'];
  const tls: ProviderTls = fingerprintSha256 ? { mode: 'pinned', fingerprintSha256 } : { mode: 'system' };
  return {
    provider: providerIds.find((known) => known === values.dialect) ?? ('s3' satisfies ProviderId),
    endpoint: { host, port: port ? Number(port) : null, usesTls: scheme === 'https' },
    region: values.region ?? null,
    addressing:
      values.addressing === 'path' || values.addressing === 'virtual-host' ? values.addressing : 'auto',
    tls,
    proxy: null,
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    isReadOnly: false,
    credentials: async () => ({
      accessKeyId: id,
      secretAccessKey: secret,
      sessionToken: values['session-token'] ?? null,
      expiresAtMs: null,
    }),
    now: Date.now,
    userAgent: 'Stowage-conformance',
  };
}

function lineOf({ group, operation, outcome, detail, requestId, durationMs }: CheckResult): string {
  const word = outcome === 'not-offered' ? 'not offered' : outcome;
  const rest = [detail, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  return `${word.padEnd(11)} ${group}: ${operation} (${Math.round(durationMs)} ms)${rest ? ` — ${rest}` : ''}`;
}

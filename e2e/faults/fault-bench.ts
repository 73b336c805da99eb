import { createHash } from 'node:crypto';
import { toTransferStorage } from '../../electron/app/transfer-storage.ts';
import { undiciTransport } from '../../electron/providers/http/undici-transport.ts';
import { openProvider } from '../../electron/providers/open-provider.ts';
import type { ProviderOptions } from '../../electron/providers/provider-options.ts';
import type { StorageProvider } from '../../electron/providers/storage-provider.ts';
import type { Fault, FaultRequest } from '../../electron/sandbox/faults.ts';
import type { SandboxOptions } from '../../electron/sandbox/start-sandbox.ts';
import { runSandbox, testKeys } from '../../electron/sandbox/testing/running-sandbox.ts';
import { openWorkbench, type Workbench } from '../../electron/transfer/testing/workbench.ts';
import { type FaultProxy, type LineFault, startFaultProxy } from './fault-proxy.ts';

/** Bucket of every test. */
export const bucket = 'faults';
export const cosBucket = 'other-1250000000';

/** For tests in which somebody falls silent. */
export const hasty = { provider: { idleTimeoutMs: 2_500 } };

/** The engine over the real client, a line that can go wrong and a sandbox that can, in one process. */
export interface FaultBench {
  readonly bench: Workbench;
  /** A client beside the line and its faults. */
  readonly direct: StorageProvider;
  /** The same store in the API of COS, beside the line too: the engine's connection `cos`. */
  readonly cos: StorageProvider;
  readonly line: FaultProxy;
  /** How long the client waited between its tries, in ms; no time passes. */
  readonly waitsMs: number[];
  /** Makes requests go wrong from now on: `fault` for the first `times` that match. */
  fail(match: RegExp, fault: Fault, times?: number): void;
  /** Nothing goes wrong any more. */
  heal(): void;
  /** Requests of the engine that match, as `METHOD path?query`. */
  requests(match: RegExp): string[];
  read(key: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** Starts all of it. `faultOf` tells what is wrong with each connection of the engine. */
export async function openFaultBench(
  options: {
    faultOf?: (connectionNumber: number) => LineFault | null;
    provider?: Partial<ProviderOptions>;
    sandbox?: Partial<SandboxOptions>;
  } = {},
): Promise<FaultBench> {
  let rules: { match: RegExp; fault: Fault; left: number }[] = [];
  const seen: string[] = [];
  const faults = ({ method, target }: FaultRequest): Fault | null => {
    // The client beside the line names the bucket in its host.
    if (!target.startsWith(`/${bucket}`)) return null;
    const line = `${method} ${target}`;
    seen.push(line);
    const rule = rules.find(({ match, left }) => left > 0 && match.test(line));
    if (rule === undefined) return null;
    rule.left -= 1;
    return rule.fault;
  };
  const sandbox = await runSandbox({ faults, faces: ['s3', 'cos'], ...options.sandbox });
  const line = await startFaultProxy(sandbox.endpoint, options.faultOf ?? (() => null));
  const waitsMs: number[] = [];
  const pace = {
    random: () => 0.5,
    wait: async (delayMs: number) => void waitsMs.push(delayMs),
  };
  const optionsFor = (port: number): ProviderOptions => ({
    provider: 's3',
    endpoint: { host: '127.0.0.1', port, usesTls: false },
    region: 'us-east-1',
    addressing: 'path',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 15_000,
    // Longer than any pause of a machine that has much to do: only where a server falls silent is it less.
    idleTimeoutMs: 15_000,
    isReadOnly: false,
    credentials: async () => ({ ...testKeys, sessionToken: null, expiresAtMs: null }),
    now: Date.now,
    userAgent: 'Stowage-test',
    ...options.provider,
  });
  const open = (port: number) =>
    openProvider(optionsFor(port), { transport: undiciTransport(optionsFor(port)), pace });
  const direct = openProvider({
    ...optionsFor(sandbox.endpoint.port),
    endpoint: { host: 's3.localhost', port: sandbox.endpoint.port, usesTls: false },
    addressing: 'virtual-host',
  });
  const provider = open(line.port);
  await direct.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  const cos = openProvider({
    ...optionsFor(sandbox.endpoint.port),
    provider: 'cos',
    endpoint: { host: 'cos.localhost', port: sandbox.endpoint.port, usesTls: false },
    addressing: 'auto',
  });
  await cos.buckets.createBucket({ bucket: cosBucket, region: null, hasObjectLock: false });
  const bench = await openWorkbench(toTransferStorage(provider), { others: { cos: toTransferStorage(cos) } });
  return {
    bench,
    direct,
    cos,
    line,
    waitsMs,
    fail: (match, fault, times = Number.POSITIVE_INFINITY) => rules.push({ match, fault, left: times }),
    heal: () => {
      rules = [];
    },
    requests: (match) => seen.filter((request) => match.test(request)),
    read: (key) => readObject(direct, bucket, key),
    async close() {
      await bench.close();
      await provider.close();
      await direct.close();
      await cos.close();
      await line.close();
      await sandbox.end();
    },
  };
}

export async function readObject(provider: StorageProvider, bucket: string, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await provider.objects.getObject(
    { bucket, key },
    { start: () => undefined, data: (chunk) => void chunks.push(Buffer.from(chunk)) },
  );
  return Buffer.concat(chunks);
}

/** Uploads an object in parts of so many bytes: its ETag is no MD5 of its bytes. */
export async function putInParts(
  provider: StorageProvider,
  name: { bucket: string; key: string },
  bytes: Buffer,
  partBytes: number,
): Promise<void> {
  const upload = await provider.multipart.createMultipartUpload(name);
  const parts = [];
  for (let at = 0; at < bytes.length; at += partBytes) {
    const body = bytes.subarray(at, at + partBytes);
    parts.push(await provider.multipart.uploadPart({ ...upload, partNumber: parts.length + 1, body }));
  }
  await provider.multipart.completeMultipartUpload({ ...upload, parts });
}

/** SHA-256, so that a difference does not print megabytes. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import COS from 'cos-nodejs-sdk-v5';
import { secondKeys } from './clients.ts';
import { type RunningSandbox, runSandbox, testKeys } from './running-sandbox.ts';
import { watched } from './watched.ts';

export const cosRegion = 'ap-guangzhou';
/** The account that the name of every bucket ends in. */
const appId = '1250000000';

/** A bucket of the sandbox as every call of the SDK names it. */
export interface CosBucket {
  readonly Bucket: string;
  readonly Region: string;
}

/** A COS face with clients of Tencent's SDK, which note what was called. */
export interface CosTrial {
  readonly sandbox: RunningSandbox;
  readonly client: COS;
  readonly called: Set<string>;
  /** Sets the clock of the sandbox ahead of that of the clients. */
  moveClock(aheadMs: number): void;
  /** A client of its own with other options. */
  connect(options?: COS.COSOptions): COS;
  /** The bucket of this name, not made yet. */
  named(name: string): CosBucket;
  /** A new bucket. */
  made(name: string): Promise<CosBucket>;
}

/** Starts one; the SDK sends the hosts of Tencent to the sandbox's address. */
export async function startCosTrial(): Promise<CosTrial> {
  let aheadMs = 0;
  const sandbox = await runSandbox({
    faces: ['cos'],
    region: cosRegion,
    credentials: [testKeys, secondKeys],
    now: () => Date.now() + aheadMs,
  });
  const called = new Set<string>();
  const connect = (options: COS.COSOptions = {}) =>
    watched(
      new COS({
        SecretId: testKeys.accessKeyId,
        SecretKey: testKeys.secretAccessKey,
        Protocol: 'http:',
        Ip: `127.0.0.1:${sandbox.endpoint.port}`,
        AutoSwitchHost: false,
        ...options,
      }),
      called,
    );
  const client = connect();
  const named = (name: string) => ({ Bucket: `${name}-${appId}`, Region: cosRegion });
  return {
    sandbox,
    client,
    called,
    moveClock: (value) => {
      aheadMs = value;
    },
    connect,
    named,
    async made(name) {
      const bucket = named(name);
      await client.putBucket(bucket);
      return bucket;
    },
  };
}

/** Where the SDK says an object of this bucket is, as CopySource takes it. */
export function sourceOf({ Bucket, Region }: CosBucket, key: string): string {
  return `${Bucket}.cos.${Region}.myqcloud.com/${encodeURIComponent(key).replaceAll('%2F', '/')}`;
}

/** What a browser would be answered at this URL, whose host is looked for in the sandbox. */
export async function open(
  { endpoint }: RunningSandbox,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  const [, host = '', path = '/'] = /^http:\/\/([^/]+)(\/.*)?$/.exec(url) ?? [];
  const { method = 'GET', headers = {}, body } = options;
  return await new Promise((resolve, reject) => {
    const sent = request({ ...endpoint, path, method, headers: { host, ...headers } }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

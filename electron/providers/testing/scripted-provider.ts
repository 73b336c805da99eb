import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ProviderId } from '../../../shared/model/connection.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { localOptions } from './local-servers.ts';
import { instantPace, type ScriptedAnswer, ScriptedTransport } from './scripted-transport.ts';

/** A provider whose server answers from a script, and what was asked of it. */
export interface ScriptedProvider extends StorageProvider {
  readonly transport: ScriptedTransport;
  /** Method, host and target of each request so far. */
  sent(): string[];
  /** Text of a request's body; empty for none. */
  body(index: number): string;
}

const vendorHosts: Readonly<Record<ProviderId, string>> = {
  s3: 's3.us-east-1.amazonaws.com',
  cos: 'cos.ap-guangzhou.myqcloud.com',
  oss: 'oss-cn-hangzhou.aliyuncs.com',
};

/** Opens a provider on the vendor's own host, in the region that the host names. */
export function openScripted(
  provider: ProviderId,
  answers: readonly ScriptedAnswer[],
  changes: Partial<ProviderOptions> = {},
): ScriptedProvider {
  const transport = new ScriptedTransport(...answers);
  const endpoint = { host: vendorHosts[provider], port: null, usesTls: true };
  const options = localOptions(0, { provider, endpoint, region: null, ...changes });
  return {
    ...openProvider(options, { transport, pace: instantPace() }),
    transport,
    sent: () => transport.requests.map(({ method, headers, target }) => `${method} ${headers.host}${target}`),
    body: (index) => {
      const body = transport.requests[index]?.body;
      return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
    },
  };
}

/** What a call rejects with; a call that resolves fails the test. */
export async function errorOf(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('did not reject');
}

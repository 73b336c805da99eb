import type { WireResponse } from '../http/transport.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import type { ProviderOptions } from '../provider-options.ts';

/** Sends a request as somebody without keys would: what a link or a form holds, and nothing else. */
export async function sendAsStranger(
  options: ProviderOptions,
  url: string,
  request: { method: string; headers?: Readonly<Record<string, string>>; body?: Uint8Array },
): Promise<WireResponse> {
  const [, scheme = '', authority = '', target = ''] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(url) ?? [];
  const [, hostname = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(authority) ?? [];
  const usesTls = scheme === 'https';
  const transport = undiciTransport(options);
  try {
    return await transport.send(
      {
        method: request.method,
        usesTls,
        hostname,
        port: port ? Number(port) : usesTls ? 443 : 80,
        target: target || '/',
        headers: { host: authority, ...request.headers },
        body: request.body ?? null,
      },
      {},
    );
  } finally {
    await transport.close();
  }
}

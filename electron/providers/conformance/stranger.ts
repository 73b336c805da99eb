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

const boundary = 'stowage-form-boundary';

/** Uploads a file by a form, as a browser sends it: the fields, then the file. */
export async function postForm(
  options: ProviderOptions,
  { url, fields }: { url: string; fields: Readonly<Record<string, string>> },
  fileName: string,
  file: string,
): Promise<{ status: number; body: string }> {
  const part = (head: string, content: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const named = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
  const text = `${named.join('')}${part(`name="file"; filename="${fileName}"`, file)}--${boundary}--\r\n`;
  const { status, body } = await sendAsStranger(options, url, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(text),
  });
  return { status, body: Buffer.from(body).toString() };
}

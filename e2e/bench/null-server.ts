import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Certificate } from '../servers/certificate.ts';
import type { BenchServer } from './bench-server.ts';

/** Starts the server that keeps nothing. It ends with `close`, and with this process in any case. */
export async function startNullServer(
  binary: string,
  options: { readonly delayMs?: number; readonly smallCount?: number; readonly certificate?: Certificate },
): Promise<BenchServer> {
  const { delayMs = 0, smallCount = 0, certificate } = options;
  const words = ['--delay-ms', String(delayMs), '--small-count', String(smallCount)];
  if (certificate !== undefined) {
    words.push('--tls', certificate.certificatePath, `${certificate.folder}/private.key`);
  }
  const child = spawn(binary, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [firstLine] = await once(child.stdout, 'data');
  const port = Number(String(firstLine).trim());
  const exited = once(child, 'exit');
  return {
    name: `null server${delayMs > 0 ? `, ${delayMs} ms` : ''}${certificate ? ', TLS' : ''}`,
    keepsObjects: false,
    host: '127.0.0.1',
    port,
    usesTls: certificate !== undefined,
    caPath: certificate?.certificatePath ?? null,
    accessKeyId: 'bench',
    secretAccessKey: 'bench-secret',
    bucket: 'b',
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

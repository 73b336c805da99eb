import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from '../servers/certificate.ts';

/** A port on 127.0.0.1 that takes TLS and hands the bytes on. */
export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Puts TLS before a plain server on `targetPort`. SDKs send an encryption key of the user (SSE-C) over nothing else,
 * and the sandbox itself speaks plain HTTP.
 */
export async function startTlsFront(targetPort: number, certificate: Certificate): Promise<TlsFront> {
  const sockets = new Set<TLSSocket>();
  const key = await readFile(path.join(certificate.folder, 'private.key'));
  const server = createServer({ key, cert: certificate.certificatePem }, (socket) => {
    const target = connect(targetPort, '127.0.0.1');
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      target.destroy();
    });
    target.on('close', () => socket.destroy());
    for (const end of [socket, target]) end.on('error', () => end.destroy());
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the TLS front has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

import { connect, type Socket } from 'node:net';
import { Agent } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { type LocalServer, serveHttp, serveTcp } from '../testing/local-servers.ts';
import { releaseBody, watchBody } from './upload-sockets.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function kept(starting: Promise<LocalServer>): Promise<LocalServer> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => {});
  });
}

test('bytes that still wait in a socket keep the body until the socket is closed', async () => {
  const server = await kept(serveTcp((socket) => socket.pause()));
  const socket = await connected(server.port);
  socket.write(Buffer.alloc(32 * 1024 * 1024));
  expect(socket.writableLength).toBeGreaterThan(0);
  await releaseBody(socket);
  expect(socket.closed).toBe(true);
});

test('a socket on its way to being closed is waited for', async () => {
  const server = await kept(serveTcp((socket) => socket.pause()));
  const socket = await connected(server.port);
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
  });
  socket.destroy();
  await releaseBody(socket);
  expect(isClosed).toBe(true);
});

test('a socket that sent everything lives on', async () => {
  const server = await kept(serveTcp((socket) => socket.resume()));
  const socket = await connected(server.port);
  await new Promise((resolve) => socket.write('all of it', resolve));
  await releaseBody(socket);
  expect(socket.destroyed).toBe(false);
  socket.destroy();
  await releaseBody(null);
});

test('undici names the socket of a body, whichever form the body has', async () => {
  const server = await kept(
    serveHttp((request, response) => {
      request.resume();
      request.once('end', () => response.end());
    }),
  );
  const agent = new Agent();
  closers.push(() => agent.close());
  const iterable = (async function* () {
    yield Buffer.from('hello');
  })();
  for (const body of [Buffer.from('hello'), iterable]) {
    const found: Socket[] = [];
    watchBody(body, (socket) => found.push(socket));
    await new Promise<void>((resolve, reject) => {
      agent.dispatch(
        {
          origin: `http://127.0.0.1:${server.port}`,
          path: '/',
          method: 'PUT',
          headers: { 'content-length': '5' },
          body: body as Buffer,
        },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd: () => resolve(),
          onResponseError: (_c, error) => reject(error),
        },
      );
    });
    expect(found[0]?.remotePort).toBe(server.port);
  }
});

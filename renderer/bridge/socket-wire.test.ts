// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { HostFrame } from '../../shared/contract/frames.ts';
import { toAppError } from '../../shared/model/app-error.ts';
import type { WebSession } from './session.ts';
import { connectSocket } from './socket-wire.ts';

class FakeSocket extends EventTarget {
  static last: FakeSocket | null = null;
  readonly sent: string[] = [];
  readonly url: string;
  readonly protocols: string[];

  constructor(url: string, protocols: string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
    FakeSocket.last = this;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

async function setUp(isKnown: boolean) {
  let isForgotten = false;
  const session: WebSession = {
    bearer: async () => 'secret',
    forget: () => {
      isForgotten = true;
    },
    openWindow: async () => undefined,
  };
  const page = { WebSocket: FakeSocket, location: { protocol: 'http:', host: '127.0.0.1:7867' } };
  const connect = connectSocket(session, async () => isKnown, page as unknown as Window & typeof globalThis);
  const opening = connect();
  await Promise.resolve();
  await Promise.resolve();
  const socket = FakeSocket.last;
  if (socket === null) throw new Error('No socket was opened.');
  return { opening, socket, isForgotten: () => isForgotten };
}

it('offers the protocol and the bearer, and carries frames as JSON both ways', async () => {
  const { opening, socket } = await setUp(true);
  expect([socket.url, socket.protocols]).toEqual([
    'ws://127.0.0.1:7867/wire',
    ['stowage.v1', 'bearer.secret'],
  ]);
  socket.dispatchEvent(new Event('open'));
  const wire = await opening;
  const frames: HostFrame[] = [];
  let closed = 0;
  wire.onFrame((frame) => frames.push(frame));
  wire.onClose(() => {
    closed += 1;
  });
  wire.send({ type: 'cancel', id: 3 });
  expect(socket.sent).toEqual(['{"type":"cancel","id":3}']);
  for (const data of [
    '{"type":"result","id":1,"output":7}',
    'not json',
    '{"type":"result"}',
    new ArrayBuffer(1),
  ]) {
    socket.dispatchEvent(new MessageEvent('message', { data }));
  }
  expect(frames).toEqual([{ type: 'result', id: 1, output: 7 }]);
  wire.close();
  expect(closed).toBe(1);
});

it('takes a socket that does not open for a host that is away, unless the host says otherwise', async () => {
  const away = await setUp(true);
  const awayError = away.opening.catch((thrown: unknown) => toAppError(thrown));
  away.socket.close();
  expect(await awayError).toMatchObject({ kind: 'network', reason: 'host-lost' });
  expect(away.isForgotten()).toBe(false);

  const refused = await setUp(false);
  const refusal = refused.opening.catch((thrown: unknown) => toAppError(thrown));
  refused.socket.close();
  expect(await refusal).toMatchObject({ kind: 'authentication', reason: 'session-refused' });
  expect(refused.isForgotten()).toBe(true);
});

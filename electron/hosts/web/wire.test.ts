import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Handlers } from '../../app/handlers.ts';
import { openTestHost, type TestHost } from './testing/open-test-host.ts';

const settings = {
  theme: 'dark',
  language: 'en',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: 4,
  transferMemoryMib: 256,
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  transferWindow: null,
} as const;

const aborted: string[] = [];
const handlers: Partial<Handlers> = {
  'settings.get': async () => settings,
  'buckets.list': ({ connectionId }, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.push(connectionId);
        reject(signal.reason);
      });
    }),
};

let host: TestHost;
beforeEach(async () => {
  aborted.length = 0;
  host = await openTestHost(handlers);
});
afterEach(() => host.close());

/** Status of a refused upgrade, or `open`. */
function tryUpgrade(
  protocols: string[],
  options: { origin?: string; host?: string; path?: string },
): Promise<string> {
  const { origin, host: hostHeader } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${host.host.port}${options.path ?? '/wire'}`, protocols, {
    ...(origin === undefined ? {} : { origin }),
    ...(hostHeader === undefined ? {} : { headers: { host: hostHeader } }),
  });
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve('open');
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(String(response.statusCode));
      socket.terminate();
    });
    socket.on('error', (error) => resolve(error.message));
  });
}

describe('the upgrade', () => {
  it('needs a bearer, the right origin, host, path and protocol', async () => {
    const bearer = await host.openSession();
    const { origin } = host;
    const good = ['stowage.v1', `bearer.${bearer}`];
    expect(await tryUpgrade(good, { origin })).toBe('open');
    expect(await tryUpgrade(good, {})).toBe('403');
    expect(await tryUpgrade(good, { origin: 'http://evil.example' })).toBe('403');
    expect(await tryUpgrade(good, { origin: 'null' })).toBe('403');
    expect(await tryUpgrade(good, { origin, host: 'evil.example' })).toBe('421');
    expect(await tryUpgrade(good, { origin, path: '/other' })).toBe('404');
    expect(await tryUpgrade(good, { origin, path: '/wire/' })).toBe('404');
    expect(await tryUpgrade([`bearer.${bearer}`], { origin })).toBe('400');
    expect(await tryUpgrade(['stowage.v1'], { origin })).toBe('401');
    expect(await tryUpgrade(['stowage.v1', 'bearer.'], { origin }).catch(() => '401')).toBe('401');
    expect(await tryUpgrade(['stowage.v1', `bearer.${'x'.repeat(43)}`], { origin })).toBe('401');
    expect(await tryUpgrade([...good, 'bearer.x'], { origin })).toBe('401');
  });

  it('is refused to the 65th page', async () => {
    const bearer = await host.openSession();
    await Promise.all(Array.from({ length: 64 }, () => host.openWire(bearer)));
    expect(await tryUpgrade(['stowage.v1', `bearer.${bearer}`], { origin: host.origin })).toBe('503');
  });

  it('is not open to a one-time token', async () => {
    const token = new URL(host.host.mintUrl()).hash.slice('#token='.length);
    expect(await tryUpgrade(['stowage.v1', `bearer.${token}`], { origin: host.origin })).toBe('401');
  });

  it('never echoes the bearer and never logs it', async () => {
    const bearer = await host.openSession();
    const wire = await host.openWire(bearer);
    expect(wire.socket.protocol).toBe('stowage.v1');
    wire.socket.send('{"type":"call","id":1,"method":"settings.get","input":{}}');
    await wire.next((frame) => frame.type === 'result');
    expect(host.logLines.join('\n')).toContain('settings.get');
    expect(host.logLines.join('\n')).not.toContain(bearer);
  });
});

describe('the wire', () => {
  it('carries calls, answers and events', async () => {
    const wire = await host.openWire(await host.openSession());
    wire.socket.send(JSON.stringify({ type: 'call', id: 5, method: 'settings.get', input: {} }));
    expect(await wire.next((frame) => frame.type === 'result')).toEqual({
      type: 'result',
      id: 5,
      output: settings,
    });
    host.hub.emit('settings.changed', settings);
    expect(await wire.next((frame) => frame.type === 'event')).toMatchObject({
      sequence: 1,
      payload: settings,
    });
  });

  it('answers two tabs apart', async () => {
    const wires = [
      await host.openWire(await host.openSession()),
      await host.openWire(await host.openSession()),
    ];
    wires.forEach((wire, index) => {
      wire.socket.send(JSON.stringify({ type: 'call', id: index, method: 'settings.get', input: {} }));
    });
    for (const wire of wires) await wire.next((frame) => frame.type === 'result');
    expect(wires.map((wire) => wire.frames.length)).toEqual([1, 1]);
  });

  it.each([
    '{',
    'null',
    '[]',
    '{"type":"call"}',
    `"${'x'.repeat(1_000)}"`,
    '{"__proto__":{"type":"call","id":1}}',
  ])('lives on after the text %#', async (text) => {
    const wire = await host.openWire(await host.openSession());
    wire.socket.send(text);
    wire.socket.send('{"type":"call","id":9,"method":"settings.get","input":{}}');
    expect(await wire.next((frame) => frame.type === 'result')).toMatchObject({ id: 9 });
  });

  it('closes on binary messages, on one that is too large, and on a flood of nonsense', async () => {
    const bearer = await host.openSession();
    const closed = async (misbehave: (socket: WebSocket) => void) => {
      const wire = await host.openWire(bearer);
      const code = new Promise<number>((resolve) => wire.socket.once('close', resolve));
      misbehave(wire.socket);
      return code;
    };
    expect(await closed((socket) => socket.send(new Uint8Array(8)))).toBe(1003);
    expect(await closed((socket) => socket.send('x'.repeat(33 * 1024 * 1024)))).toBe(1009);
    expect(
      await closed((socket) => {
        for (let round = 0; round < 20; round += 1) socket.send('nonsense');
      }),
    ).toBe(1000);
    expect((await host.ask('/')).status).toBe(200);
  });

  it('aborts what a page was waiting for when its socket ends', async () => {
    const wire = await host.openWire(await host.openSession());
    wire.socket.send('{"type":"call","id":1,"method":"buckets.list","input":{"connectionId":"c1"}}');
    wire.socket.send('{"type":"call","id":2,"method":"settings.get","input":{}}');
    await wire.next((frame) => frame.type === 'result');
    wire.socket.terminate();
    while (aborted.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(aborted).toEqual(['c1']);
  });

  it('lets an open page back in after a restart of the host, on the same port', async () => {
    const bearer = await host.openSession();
    const { port } = host.host;
    await host.openWire(bearer);
    await host.restart();
    expect(host.host.port).toBe(port);
    const wire = await host.openWire(bearer);
    host.hub.emit('buckets.changed', { connectionId: 'c' });
    expect(await wire.next((frame) => frame.type === 'event')).toMatchObject({ sequence: 1 });
  });
});

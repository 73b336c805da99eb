import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { HostFrame } from '../../../../shared/contract/frames.ts';
import { EventHub } from '../../../app/events.ts';
import type { Handlers } from '../../../app/handlers.ts';
import type { Log } from '../../../app/log.ts';
import { type BrowserReads, type BrowserReadsOptions, createBrowserReads } from '../browser-files.ts';
import { startWebHost, type WebHost, type WebHostOptions } from '../web-host.ts';

/** An answer of the host as a test looks at it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a test asks: everything a browser would set by itself can be set wrongly here. */
export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A web host with a fixture page, real sockets, and a clock that the test moves. */
export interface TestHost {
  readonly host: WebHost;
  readonly hub: EventHub;
  readonly reads: BrowserReads;
  readonly origin: string;
  readonly dataDir: string;
  readonly rendererFolder: string;
  readonly logLines: string[];
  readonly clock: { nowMs: number };
  ask(path: string, question?: Question): Promise<Answer>;
  /** Opens a session as a page does: a link, then the exchange. */
  openSession(): Promise<string>;
  openWire(bearer: string, options?: { origin?: string | null; path?: string }): Promise<TestWire>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The page's end of a WebSocket. */
export interface TestWire {
  readonly socket: WebSocket;
  readonly frames: HostFrame[];
  /** Resolves when a frame that fits has arrived, at once when it already has. */
  next(fits: (frame: HostFrame) => boolean): Promise<HostFrame>;
}

/** Starts a host on a free port of this machine in folders of its own. */
export async function openTestHost(
  handlers: Partial<Handlers> = {},
  options: Partial<WebHostOptions> & { readsOptions?: Partial<BrowserReadsOptions> } = {},
): Promise<TestHost> {
  const folder = await mkdtemp(join(tmpdir(), 'stowage-web-'));
  const dataDir = join(folder, 'data');
  const rendererFolder = join(folder, 'renderer');
  await mkdir(join(rendererFolder, 'assets'), { recursive: true });
  await mkdir(dataDir);
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Fixture</title>');
  await writeFile(join(rendererFolder, 'assets', 'page-0123.js'), 'export {};');
  const logLines: string[] = [];
  const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    logLines.push(JSON.stringify({ event, ...fields }));
  };
  const log: Log = { info: note, warn: note, error: note };
  const clock = { nowMs: 1_000_000 };
  const sockets = new Set<WebSocket>();

  const start = async (port: number | null) => {
    const hub = new EventHub(log);
    const reads = createBrowserReads({ hub, ...options.readsOptions });
    const host = await startWebHost({
      port,
      dataDir,
      rendererFolder,
      handlers: handlers as Handlers,
      hub,
      reads,
      log,
      now: () => clock.nowMs,
      ...options,
    });
    return { hub, reads, host };
  };
  let current = await start(options.port ?? 0);
  const { port } = current.host;
  const origin = `http://127.0.0.1:${port}`;
  const ask = (path: string, question?: Question) => askRaw(port, path, question);

  return {
    get host() {
      return current.host;
    },
    get hub() {
      return current.hub;
    },
    get reads() {
      return current.reads;
    },
    origin,
    dataDir,
    rendererFolder,
    logLines,
    clock,
    ask,
    async openSession() {
      const token = new URL(current.host.mintUrl()).hash.slice('#token='.length);
      const answer = await ask('/session', {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      return (JSON.parse(answer.body) as { bearer: string }).bearer;
    },
    async openWire(bearer, given = {}) {
      const socket = new WebSocket(
        `ws://127.0.0.1:${port}${given.path ?? '/wire'}`,
        ['stowage.v1', `bearer.${bearer}`],
        given.origin === null ? {} : { origin: given.origin ?? origin },
      );
      sockets.add(socket);
      return openTestWire(socket);
    },
    async restart() {
      await current.host.close();
      current = await start(port);
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      await current.host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One request with exactly the target and headers given; `Host` is right unless given. */
export function askRaw(port: number, path: string, question: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sizes =
      question.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(question.body)) };
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: question.method ?? 'GET',
        headers: { ...sizes, ...question.headers },
        agent: false,
      },
      (response) => {
        const chunks: Uint8Array[] = [];
        response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    asked.on('error', reject);
    asked.end(question.body);
  });
}

function openTestWire(socket: WebSocket): Promise<TestWire> {
  const frames: HostFrame[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    frames.push(JSON.parse(data.toString()) as HostFrame);
    for (const look of waiting) look();
  });
  const next = (fits: (frame: HostFrame) => boolean) =>
    new Promise<HostFrame>((resolve) => {
      const look = () => {
        const found = frames.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, frames, next }));
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`refused with ${response.statusCode}`));
      socket.terminate();
    });
    socket.once('error', reject);
  });
}

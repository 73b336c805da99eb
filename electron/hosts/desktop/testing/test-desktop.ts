import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import type { HostFrame } from '../../../../shared/contract/frames.ts';
import { EventHub } from '../../../app/events.ts';
import type { CallContext, Handlers } from '../../../app/handlers.ts';
import { type DesktopHostOptions, startDesktopHost } from '../desktop-host.ts';
import * as fake from './fake-electron.ts';

/** What the preload script gives the page. */
interface Bridge {
  readonly wire: {
    send(frame: unknown): void;
    onFrame(listener: (frame: HostFrame) => void): void;
    onClose(listener: () => void): void;
  };
  pathForFile(file: { name: string }): string;
  readonly platform: string;
}

/** What `settings.get` answers in these tests. */
export const settings = {
  theme: 'dark',
  language: 'en',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: 4,
  transferMemoryMib: 256,
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  transferWindow: null,
} as const;

/**
 * A desktop host over the fake Electron, anew for each test of the file that calls this. `settings.get` answers at
 * once, `buckets.list` never.
 */
export function setUpTestDesktop() {
  const note = (event: string, fields: object = {}) =>
    void state.logged.push(JSON.stringify({ event, ...fields }));
  const log = { info: note, warn: note, error: note };
  const state = {
    /** A folder of the test's own; the built page is in `renderer` below it. */
    folder: '',
    logged: [] as string[],
    runningCount: 0,
    closeCount: 0,
    contexts: [] as CallContext[],
    droppedPaths: new Set<string>(),
    hub: new EventHub(log),
  };
  const handlers = {
    'settings.get': async () => settings,
    'buckets.list': (_input: unknown, context: CallContext) => {
      state.contexts.push(context);
      return new Promise(() => undefined);
    },
    'transfers.list': async () => ({
      jobs: [],
      isPaused: false,
      totals: {
        runningCount: state.runningCount,
        waitingCount: 0,
        needsUserCount: 0,
        uploadBytesPerSecond: 0,
        downloadBytesPerSecond: 0,
      },
    }),
  } as unknown as Handlers;

  beforeEach(async () => {
    fake.resetFakeElectron();
    vi.resetModules();
    Object.assign(state, {
      logged: [],
      runningCount: 0,
      closeCount: 0,
      contexts: [],
      droppedPaths: new Set<string>(),
      hub: new EventHub(log),
    });
    state.folder = await mkdtemp(join(tmpdir(), 'stowage-desktop-'));
    await mkdir(join(state.folder, 'renderer', 'assets'), { recursive: true });
    await writeFile(join(state.folder, 'renderer', 'index.html'), '<!doctype html>');
    await writeFile(join(state.folder, 'renderer', 'assets', 'page-0123.js'), 'export {};');
  });
  afterEach(() => rm(state.folder, { recursive: true, force: true }));

  return {
    state,
    async start(options: Partial<DesktopHostOptions> = {}): Promise<fake.BrowserWindow> {
      await startDesktopHost({
        rendererFolder: join(state.folder, 'renderer'),
        preloadPath: '/app/preload.cjs',
        iconPath: '/app/icon.png',
        platform: 'linux',
        devRendererUrl: null,
        handlers,
        hub: state.hub,
        log,
        droppedPaths: state.droppedPaths,
        close: async () => {
          state.closeCount += 1;
        },
        ...options,
      });
      const [window] = fake.BrowserWindow.all;
      if (window === undefined) throw new Error('no window');
      return window;
    },
  };
}

/** Runs the real preload script as a new page. */
export async function openPage() {
  vi.resetModules();
  await import('../preload.ts');
  const bridge = fake.exposed.get('stowage') as Bridge;
  const frames: HostFrame[] = [];
  const state = { closeCount: 0 };
  bridge.wire.onFrame((frame) => void frames.push(frame));
  bridge.wire.onClose(() => {
    state.closeCount += 1;
  });
  return { bridge, frames, state };
}

/** Emits an event that can be refused, and tells whether it was. */
export function isPrevented(
  emitter: { emit(name: string, ...args: unknown[]): boolean },
  name: string,
  details: object,
  ...rest: readonly unknown[]
): boolean {
  let count = 0;
  emitter.emit(name, { ...details, preventDefault: () => (count += 1) }, ...rest);
  return count > 0;
}

/** Lets everything that waits for nothing outside run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

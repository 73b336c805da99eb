import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppFailure, failure } from '../../shared/model/app-error.ts';
import type { SandboxCredential } from './face/caller.ts';
import { applyLifecycle, type LifecycleOutcome } from './face/configuration/apply-lifecycle.ts';
import { openFaces, type SandboxFace } from './faces.ts';
import type { Faults } from './faults.ts';
import { startHttpServer } from './http-server.ts';
import { prepareSample } from './sample.ts';
import { type ObjectStore, openObjectStore } from './store/object-store.ts';

export interface SandboxOptions {
  /** Holds the store; made when missing. One sandbox at a time. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** At least one; a request is for the face whose host it names. */
  readonly faces: readonly SandboxFace[];
  /** Pairs of one name are one user; the first user owns everything, others may what policies and ACLs give them. */
  readonly credentials: readonly SandboxCredential[];
  /** The one region that requests are signed for and buckets are made in. */
  readonly region: string;
  readonly now: () => number;
  /** Fills the bucket `samples` on the first start, in the background. */
  readonly fillSample: boolean;
  /** How long a client may be silent in the middle of a body, in ms; two minutes by default. */
  readonly idleTimeoutMs?: number;
  /**
   * Takes encryption keys of clients (SSE-C) although they come over plain HTTP; refused by default, as everywhere.
   */
  readonly allowsCustomerKeys?: boolean;
  /** Makes requests go wrong, for tests. */
  readonly faults?: Faults;
}

export interface Sandbox {
  readonly endpoint: { readonly host: '127.0.0.1'; readonly port: number; readonly usesTls: false };
  /** Resolves when the sample is there in full, or cannot be filled; never rejects. */
  readonly sampleReady: Promise<void>;
  /**
   * Applies the lifecycle rules of all buckets as if it were `nowMs`. Nothing else ever does: the sandbox has no timer
   * for them.
   */
  applyLifecycle(nowMs: number): LifecycleOutcome;
  /** Ends all connections, then the store. May be called again. */
  close(): Promise<void>;
}

const usualIdleTimeoutMs = 120_000;

/**
 * Starts the embedded object store. It verifies every signature, listens on 127.0.0.1 alone and refuses what it does
 * not implement. An index that is damaged is set aside with its bodies under `broken-<ms>`, and an empty store starts.
 *
 * Rejects with `in-use` (the port is taken, or another sandbox holds the folder), `local-file` (the folder cannot be
 * written) or `disk-full`.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, port, credentials, region, now, fillSample } = options;
  const store = await openStore(dataDir, now);
  const aborter = new AbortController();
  try {
    const faces = openFaces(options.faces, {
      store,
      credentials,
      region,
      now,
      allowsCustomerKeys: options.allowsCustomerKeys ?? false,
    });
    const server = await startHttpServer({
      port,
      faceFor: faces.faceFor,
      now,
      idleTimeoutMs: options.idleTimeoutMs ?? usualIdleTimeoutMs,
      faults: options.faults ?? null,
    });
    // A sample that cannot be filled, on a full disk for example, is tried again at the next start.
    const sampleReady = fillSample
      ? prepareSample(store, { region, now, signal: aborter.signal })
          .fill()
          .catch(() => undefined)
      : Promise.resolve();
    const closeAll = async () => {
      aborter.abort();
      await server.close();
      await sampleReady;
      await store.close();
    };
    let closing: Promise<void> | null = null;
    return {
      endpoint: { host: '127.0.0.1', port: server.port, usesTls: false },
      sampleReady,
      applyLifecycle: (nowMs) => applyLifecycle(store, faces.dialects, nowMs),
      close() {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await store.close();
    throw toFailure(error, dataDir, port);
  }
}

async function openStore(dataDir: string, now: () => number): Promise<ObjectStore> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await openObjectStore(dataDir, now).catch(async (error: unknown) => {
      if (!isDamage(error)) throw error;
      await setAside(dataDir, now());
      return await openObjectStore(dataDir, now);
    });
  } catch (error) {
    throw toFailure(error, dataDir, null);
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: https://www.sqlite.org/rescode.html */
function isDamage(error: unknown): boolean {
  return [11, 26].includes(sqliteCode(error));
}

async function setAside(dataDir: string, nowMs: number): Promise<void> {
  const target = join(dataDir, `broken-${nowMs}`);
  await mkdir(target);
  for (const name of ['index.sqlite', 'index.sqlite-wal', 'bodies']) {
    const from = join(dataDir, name);
    if (await stat(from).catch(() => null)) await rename(from, join(target, name));
  }
}

function toFailure(error: unknown, dataDir: string, port: number | null): AppFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    const message =
      code === 'EADDRINUSE'
        ? `Port ${port} is taken by another program. Choose another port.`
        : `Port ${port} or ${dataDir} cannot be used without more rights. Choose another.`;
    return failure(port === null ? 'local-file' : 'in-use', message, { cause: error });
  }
  // SQLITE_BUSY
  if (sqliteCode(error) === 5) {
    return failure('in-use', `Another sandbox uses ${dataDir}. Close it, or choose another folder.`, {
      resource: dataDir,
      cause: error,
    });
  }
  // SQLITE_FULL
  if (code === 'ENOSPC' || sqliteCode(error) === 13) {
    return failure('disk-full', `There is no room left for the sandbox in ${dataDir}.`, {
      resource: dataDir,
      cause: error,
    });
  }
  return failure(
    'local-file',
    `The sandbox cannot be opened in ${dataDir}. Check that the folder can be written.`,
    {
      resource: dataDir,
      cause: error,
    },
  );
}

function sqliteCode(error: unknown): number {
  const hasCode = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  return hasCode ? Number(error.errcode) & 0xff : 0;
}

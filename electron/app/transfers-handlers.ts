import { homedir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../shared/model/app-error.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';
import type { AreaHandlers } from './handlers.ts';
import type { LocalDialogs } from './local-access.ts';
import type { LocalRegistry } from './local-registry.ts';

export interface TransfersDeps {
  readonly engine: TransferEngine;
  readonly registry: LocalRegistry;
  /** null where the host cannot open dialogs. */
  readonly dialogs: LocalDialogs | null;
  /** Paths a page may name because the user dropped them; null where a page learns no paths. */
  readonly droppedPaths: ReadonlySet<string> | null;
  /** The web host takes typed paths, the desktop host dropped ones. */
  readonly host: 'desktop' | 'web';
  /** Makes the folder for downloads that name none, where the user has chosen none either. Never rejects. */
  makeDownloadFolder(): Promise<void>;
}

/** Answers `transfers.*`. The events of this area come from the engine's own `onChange` and `onObjectsChanged`. */
export function transfersHandlers(deps: TransfersDeps): AreaHandlers<'transfers'> {
  const { engine, registry, dialogs, droppedPaths, host } = deps;
  return {
    'transfers.chooseLocal': async ({ what }) => {
      if (dialogs === null)
        throw notOffered('This host has no dialogs of its own. Type a path, or drop the files.');
      const paths = await dialogs.choose(what);
      return { refs: await Promise.all(paths.map((path) => registry.registerPath(path))) };
    },
    'transfers.registerHostPath': async ({ path }) => {
      if (host !== 'web') throw notOffered('Choose files with the dialog here.');
      return registry.registerPath(expandHome(path));
    },
    'transfers.registerDroppedPaths': async ({ paths }) => {
      if (droppedPaths === null) throw notOffered('A browser does not tell the paths of dropped files.');
      if (!paths.every((path) => droppedPaths.has(path))) {
        const message = 'Only files that were dropped on the window are taken. Drop the files again.';
        throw failure('access-denied', message, { reason: 'not-dropped' });
      }
      return { refs: await Promise.all(paths.map((path) => registry.registerPath(path))) };
    },
    'transfers.openDrop': async ({ name }) => {
      if (host !== 'web') throw notOffered('Files are dropped by their path here.');
      return registry.openDrop(name);
    },
    'transfers.addToDrop': async ({ refId, files, folders, isLast }) => {
      registry.addToDrop(refId, files, folders, isLast);
      engine.wakeSources();
      return {};
    },
    'transfers.replaceSources': (input) => engine.replaceSources(input),
    'transfers.replaceTarget': (input) => engine.replaceTarget(input),
    'transfers.create': async ({ request, isReviewed }) => {
      if (request.kind === 'download' && request.targetRefId === null) await deps.makeDownloadFolder();
      return engine.create(request, { isReviewed });
    },
    'transfers.run': ({ jobId }) => engine.run(jobId),
    'transfers.pause': ({ jobId }) => engine.pause(jobId),
    'transfers.resume': ({ jobId }) => engine.resume(jobId),
    'transfers.cancel': ({ jobId }) => engine.cancel(jobId),
    'transfers.retryFailed': ({ jobId }) => engine.retryFailed(jobId),
    'transfers.remove': async ({ jobId }) => {
      await engine.remove(jobId);
      return {};
    },
    'transfers.removeEnded': async () => {
      await engine.removeEnded();
      return {};
    },
    'transfers.setPriority': (input) => engine.setPriority(input),
    'transfers.move': (input) => engine.move(input),
    'transfers.pauseAll': async () => {
      await engine.pauseAll();
      return {};
    },
    'transfers.resumeAll': async () => {
      await engine.resumeAll();
      return {};
    },
    'transfers.list': async () => {
      // A page asks for the list when it connects: it may be the one that holds the files a job waits for.
      engine.wakeSources();
      return engine.list();
    },
    'transfers.listItems': (input) => engine.listItems(input),
    'transfers.resolveConflict': async (input) => {
      await engine.resolveConflict(input);
      return {};
    },
    'transfers.planSync': (request, { signal }) => engine.sync.make(request, signal),
    'transfers.getSyncPlan': async ({ planId }) => engine.sync.get(planId),
    'transfers.listSyncPlan': async ({ planId, change, offset, limit }) => ({
      entries: engine.sync.list(planId, change, offset, limit),
    }),
    'transfers.exportSyncPlan': async ({ planId, form }) => ({ text: engine.sync.text(planId, form) }),
    'transfers.runSync': async ({ planId }, { signal }) => ({ jobs: await engine.sync.run(planId, signal) }),
    'transfers.exportPlan': (input) => engine.planText(input),
    'transfers.repeat': ({ jobId, isReviewed }) => engine.repeat(jobId, { isReviewed }),
    'transfers.receipt': (input) => engine.receipt(input),
    'transfers.listLeftovers': (input, { signal }) => engine.leftovers.list(input, signal),
    'transfers.removeLeftovers': async (input, { signal }) => {
      await engine.leftovers.remove(input, signal);
      return {};
    },
    'transfers.revealLocal': async ({ jobId }) => {
      if (dialogs === null) throw notOffered('This host cannot open a file manager.');
      await dialogs.reveal(await engine.localFolder(jobId));
      return {};
    },
  };
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function notOffered(message: string) {
  return failure('not-offered', message, { reason: 'not-on-this-host' });
}

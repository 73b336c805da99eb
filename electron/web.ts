/**
 * The web host: `node out/main/web.js [--port N] [--data-dir DIR] [--dev-renderer URL]`. Prints one line with the
 * address, and ends cleanly on SIGINT, SIGTERM and SIGHUP; a second signal ends it at once.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { toAppError } from '../shared/model/app-error.ts';
import { startBackend } from './app/backend.ts';
import { defaultDataDir, defaultDownloadFolder, makeDataDir } from './app/default-folders.ts';
import { EventHub } from './app/events.ts';
import { parseFlags } from './app/flags.ts';
import { findInstallation } from './app/installation.ts';
import { openFileLog } from './app/log.ts';
import { logFailedRequests } from './app/request-log.ts';
import { createKeyFileVault } from './app/vaults.ts';
import { createBrowserReads } from './hosts/web/browser-files.ts';
import { startWebHost } from './hosts/web/web-host.ts';

async function start(): Promise<() => Promise<void>> {
  const flags = parseFlags(process.argv.slice(2), { isStrict: true });
  const { version, rendererFolder } = findInstallation(import.meta.dirname);
  const surroundings = { platform: process.platform, env: process.env, homeDir: homedir() };
  const dataDir = flags.dataDir ?? defaultDataDir(surroundings);
  makeDataDir(dataDir);
  const now = () => Date.now();
  const log = openFileLog({ folder: join(dataDir, 'logs'), now });
  process.on('unhandledRejection', (thrown) => log.error('defect', { thrown }));
  const hub = new EventHub(log);
  const reads = createBrowserReads({ hub });
  const backend = await startBackend({
    dataDir,
    vault: createKeyFileVault(dataDir),
    host: 'web',
    platform: process.platform,
    version,
    local: {
      dialogs: null,
      browserFiles: reads,
      droppedPaths: null,
      downloadFolder: defaultDownloadFolder(surroundings),
    },
    events: hub,
    now,
    sandbox: true,
    onRequest: logFailedRequests(log),
  });
  const { port, devRendererUrl } = flags;
  const { handlers } = backend;
  const options = { port, dataDir, rendererFolder, devRendererUrl, handlers, hub, reads, log, now };
  const host = await startWebHost(options).catch(async (error: unknown) => {
    await backend.close();
    throw error;
  });
  process.stdout.write(`Stowage is at ${host.mintUrl()}\n`);
  log.info('started', { version, port: host.port });
  return async () => {
    await host.close();
    await backend.close();
    log.info('ended');
    await log.close();
  };
}

/** Ends the process with a sentence instead of a stack. */
function fail(error: unknown): void {
  process.stderr.write(`${toAppError(error).message}\n`);
  process.exit(1);
}

let isEnding = false;
const starting = start();
starting.catch(fail);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    starting
      .then((close) => close())
      .then(() => process.exit(0))
      .catch(fail);
  });
}

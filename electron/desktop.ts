/**
 * The desktop app: the entry of Electron's main process. Flags: `--data-dir DIR`, `--dev-renderer URL`,
 * `--accept-weak-key-store`.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { toAppError } from '../shared/model/app-error.ts';
import { startBackend } from './app/backend.ts';
import { defaultDataDir, makeDataDir } from './app/default-folders.ts';
import { EventHub } from './app/events.ts';
import { parseFlags } from './app/flags.ts';
import { findInstallation } from './app/installation.ts';
import { openFileLog } from './app/log.ts';
import { logFailedRequests } from './app/request-log.ts';
import { createMemoryVault } from './app/vaults.ts';
import { registerAppScheme } from './hosts/desktop/app-protocol.ts';
import { startDesktopHost } from './hosts/desktop/desktop-host.ts';
import { createDialogs } from './hosts/desktop/dialogs.ts';
import { openOsVault } from './hosts/desktop/os-vault.ts';

async function start(dataDir: string, flags: ReturnType<typeof parseFlags>): Promise<void> {
  const { version, ...installation } = findInstallation(import.meta.dirname);
  const { platform } = process;
  const now = () => Date.now();
  await app.whenReady();
  const log = openFileLog({ folder: join(dataDir, 'logs'), now });
  process.on('unhandledRejection', (thrown) => log.error('defect', { thrown }));
  const hub = new EventHub(log);
  const droppedPaths = new Set<string>();
  const { acceptsWeakKeyStore: acceptsWeakStore, devRendererUrl } = flags;
  const osVault = await openOsVault({ path: join(dataDir, 'os-secrets.json'), platform, acceptsWeakStore });
  const backend = await startBackend({
    dataDir,
    vault: osVault ?? createMemoryVault(),
    host: 'desktop',
    platform,
    version,
    local: {
      dialogs: createDialogs(),
      browserFiles: null,
      droppedPaths,
      downloadFolder: app.getPath('downloads'),
    },
    events: hub,
    now,
    sandbox: true,
    onRequest: logFailedRequests(log),
  });
  const close = async () => {
    await backend.close();
    log.info('ended');
    await log.close();
  };
  const { handlers } = backend;
  await startDesktopHost({
    ...installation,
    platform,
    devRendererUrl,
    handlers,
    hub,
    log,
    droppedPaths,
    close,
  });
  log.info('started', { version });
}

/** Ends the app with a sentence in a window instead of a stack. */
function fail(error: unknown): void {
  dialog.showErrorBox('Stowage cannot start', toAppError(error).message);
  app.exit(1);
}

try {
  const flags = parseFlags(process.argv.slice(1), { isStrict: false });
  const surroundings = { platform: process.platform, env: process.env, homeDir: homedir() };
  const dataDir = flags.dataDir ?? defaultDataDir(surroundings);
  makeDataDir(dataDir);
  // Chromium's own files, and with them the lock that makes one instance per data folder.
  app.setPath('userData', join(dataDir, 'window'));
  app.enableSandbox();
  registerAppScheme();
  if (app.requestSingleInstanceLock()) start(dataDir, flags).catch(fail);
  else app.exit(0);
} catch (error) {
  fail(error);
}

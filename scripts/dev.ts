import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { build, isBuilt } from './build-output.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7868' },
    'page-port': { type: 'string', default: '5173' },
    'data-dir': { type: 'string', default: path.join(root, 'node_modules/.cache/stowage/dev-data') },
  },
});

// The host serves the built page too, and refuses to start without one.
if (!(await isBuilt())) await build();

const pageUrl = `http://127.0.0.1:${values['page-port']}`;
process.env.STOWAGE_HOST = `http://127.0.0.1:${values.port}`;
const page = await createServer({
  configFile: path.join(root, 'vite.config.ts'),
  logLevel: 'warn',
  server: { port: Number(values['page-port']) },
});
await page.listen();

// From its sources, and started again when one of them changes: an open page reconnects by itself.
const host = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--watch',
    '--watch-preserve-output',
    path.join(root, 'electron/web.ts'),
    ...['--port', values.port, '--data-dir', values['data-dir'], '--dev-renderer', pageUrl],
  ],
  // In a group of its own, so that Ctrl-C in a terminal reaches it once, from here.
  { stdio: 'inherit', detached: process.platform !== 'win32' },
);

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (host.exitCode === null && host.signalCode === null) {
    const ended = new Promise((resolve) => host.once('exit', resolve));
    host.kill('SIGTERM');
    await ended;
  }
  await page.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
host.on('exit', () => void end());

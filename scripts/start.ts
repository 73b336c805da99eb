import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { findBrowser, quietArguments } from './browser.ts';
import { build, isBuilt } from './build-output.ts';
import { fetchElectron, findElectron, hasDisplay } from './electron-binary.ts';

const root = path.resolve(import.meta.dirname, '..');
const usage = `npm start -- [options]
Opens Stowage: as a desktop app where Electron and a display are there, in a browser window otherwise.
  --web           the browser window in any case
  --desktop       the desktop app or nothing
  --port N        port of the browser version
  --no-open       print the address and open nothing
  --data-dir DIR  where connections, settings and transfers are kept`;

function say(words: string): void {
  console.log(words);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        web: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.web && values.desktop) throw new Error('--web and --desktop exclude each other.');
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535)) {
      throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
    }
    // npm runs scripts in the project's folder; the user's is in INIT_CWD.
    const typedFrom = process.env.INIT_CWD ?? process.cwd();
    const dataDir = values['data-dir'] === undefined ? null : path.resolve(typedFrom, values['data-dir']);
    return { ...values, port, dataDir, opensWindow: !values['no-open'] };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

// In a group of their own, so that Ctrl-C in a terminal reaches them once, from here, and not twice.
const childOptions = { detached: process.platform !== 'win32' } as const;
const children: ChildProcess[] = [];
let isEnding = false;

/** Ends every child, softly and then not, and this process after them. */
async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(forced);
    }),
  );
  process.exit(exitCode);
}

/** Starts the desktop app and ends with it. */
function runDesktop(electron: string, dataDir: string | null): void {
  const args = [root, ...(dataDir === null ? [] : ['--data-dir', dataDir])];
  const app = spawn(electron, args, { ...childOptions, stdio: 'inherit' });
  children.push(app);
  app.on('error', (error) => {
    console.error(`Electron did not start: ${error.message}`);
    void end(1);
  });
  app.on('exit', (code) => void end(code ?? 0));
}

function openWindow(url: string): void {
  const browser = hasDisplay() ? findBrowser() : null;
  if (browser === null) return;
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const profile = path.join(cache, 'stowage', 'browser');
  const window = spawn(browser, [`--app=${url}`, `--user-data-dir=${profile}`, ...quietArguments()], {
    ...childOptions,
    stdio: 'ignore',
  });
  children.push(window);
  window.on('error', () => say('The browser did not start; open the address above yourself.'));
}

/** Starts the web host, passes its words on, and opens its address once it says one. */
function runWeb(options: { port: number | null; dataDir: string | null; opensWindow: boolean }): void {
  const args = [
    path.join(root, 'out/main/web.js'),
    ...(options.port === null ? [] : ['--port', String(options.port)]),
    ...(options.dataDir === null ? [] : ['--data-dir', options.dataDir]),
  ];
  const host = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    ...childOptions,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(host);
  let hasOpened = false;
  createInterface({ input: host.stdout }).on('line', (line) => {
    say(line);
    const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(line)?.[0];
    if (url === undefined || hasOpened || !options.opensWindow) return;
    hasOpened = true;
    openWindow(url);
  });
  host.on('exit', (code) => void end(code ?? 1));
}

const options = readOptions();
if (options.help) {
  say(usage);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

if (!(await isBuilt())) {
  say('Building…');
  await build().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
}

const mayShowDesktop = !options.web && (options.desktop || options.opensWindow) && hasDisplay();
const electron = mayShowDesktop
  ? (findElectron() ?? (await fetchElectron({ isAskedFor: options.desktop, say })))
  : null;
if (electron !== null) {
  runDesktop(electron, options.dataDir);
} else if (options.desktop) {
  say(
    hasDisplay()
      ? 'The desktop app needs the Electron program, which is not here and could not be fetched. Without --desktop, Stowage opens in a browser window.'
      : 'The desktop app needs a display, and there is none here. Without --desktop, Stowage opens in a browser.',
  );
  process.exitCode = 1;
} else {
  if (mayShowDesktop) say('There is no Electron program here, so Stowage opens in a browser window.');
  runWeb(options);
}

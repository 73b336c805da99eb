/**
 * Runs one of the project's TypeScript scripts: `node scripts/run.mjs scripts/build.ts [arguments]`.
 *
 * This is the only script that has to work on a fresh clone with an older Node: it installs the packages when they
 * are missing or out of date, finds Node 24 (a package of the project), and hands over to it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const oldestNodeMajor = 24;

/** True when every required package of the lockfile is installed in the version and content that it names. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(
      readFileSync(path.join(root, 'node_modules/.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(wanted).every(
      ([name, { version, integrity, optional, peer }]) =>
        name === '' ||
        optional === true ||
        (found[name] === undefined && peer === true) ||
        (found[name]?.version === version && found[name]?.integrity === integrity),
    );
  } catch {
    return false;
  }
}

/** Installs exactly what the lockfile says; npm's own words are shown only when it fails. */
function install() {
  process.stderr.write('Installing the packages of the lockfile (once, well under a minute)…\n');
  const npm = process.env.npm_execpath;
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: false };
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...flags], options)
    : spawnSync('npm', flags, { ...options, shell: process.platform === 'win32' });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}\n`);
  process.stderr.write('npm could not install the packages: its own words are above. Then try again.\n');
  process.exit(1);
}

/** @returns {number} major version of a Node binary, 0 when it does not run */
function majorOf(binary) {
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout.slice(1), 10) : 0;
}

/** @returns {string} a Node new enough to run TypeScript: the project's own, else the one that runs this script */
function findNode() {
  const own = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (majorOf(own) >= oldestNodeMajor) return own;
  if (Number.parseInt(process.versions.node, 10) >= oldestNodeMajor) return process.execPath;
  process.stderr.write(
    `Stowage needs Node ${oldestNodeMajor}. Its package "node" brings it, but its install script did not run ` +
      `(this is Node ${process.versions.node}).\nAllow install scripts and run "npm ci" again, or install Node ` +
      `${oldestNodeMajor} yourself.\n`,
  );
  return process.exit(1);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('Which script? For example: node scripts/run.mjs scripts/build.ts\n');
  process.exit(2);
}
if (!isInstalled()) install();
const node = findNode();
const bin = path.join(root, 'node_modules/.bin');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.resolve(root, script), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${bin}${path.delimiter}${process.env.PATH}`,
  },
});
// A terminal sends Ctrl-C to the child as well; a signal sent to this process alone is passed on.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// Under npm the parent is a shell that does not pass signals on: when it was ended, its child is told here.
const { ppid } = process;
if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') {
  setInterval(() => process.ppid !== ppid && child.kill('SIGTERM'), 500).unref();
}
child.on('error', (error) => {
  process.stderr.write(`Node could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal !== null) process.removeAllListeners(signal);
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
});

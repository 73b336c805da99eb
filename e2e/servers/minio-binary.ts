import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The last commit of the public source. Release tags are not served as Go modules, so it is named by its
 * pseudo-version.
 */
const minioVersion = 'v0.0.0-20260212201848-7aac2a2c5b7c';
const minioModule = 'github.com/minio/minio';

/** The command line client of the same time, which the server's own module names. */
const clientVersion = 'v0.0.0-20250313080218-cf909e1063a9';
const clientModule = 'github.com/minio/mc';

/**
 * `as-released`: exactly the public source, whose change feed holds everything back in a buffer since its response wrapper
 * lost `Flush`.
 * `streaming`: the same with that one method given back, as the forks do, so that the change feed works.
 * `client`: no server, but `mc`, which alone makes users and targets of replication.
 */
export type MinioVariant = 'as-released' | 'streaming' | 'client';

/** Where a binary is, or one sentence on why there is none. */
export type MinioBinary = { readonly path: string } | { readonly missing: string };

/** Given to the response wrapper of the streaming variant. */
const flushSource = `package cmd

import "net/http"

// Flush sends what is buffered, where the wrapped writer can.
func (w *trackingResponseWriter) Flush() {
	if flusher, ok := w.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}
`;

/** Folder of what was built: outside the checkout, one for each version. */
function cacheFolderOf(variant: MinioVariant): string {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const [program, version] = variant === 'client' ? ['mc', clientVersion] : ['minio', minioVersion];
  return path.join(cache, 'stowage', program, version);
}

const names: Readonly<Record<MinioVariant, string>> = {
  'as-released': 'minio',
  streaming: 'minio-streaming',
  client: 'mc',
};

function binaryName(variant: MinioVariant): string {
  return process.platform === 'win32' ? `${names[variant]}.exe` : names[variant];
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The binary if it was built before; nothing is built. */
export async function findMinio(variant: MinioVariant): Promise<MinioBinary> {
  const file = path.join(cacheFolderOf(variant), binaryName(variant));
  if (await isFile(file)) return { path: file };
  return { missing: `MinIO (${variant}) was not built yet: run "npm run minio" where Go is installed` };
}

async function hasGo(): Promise<boolean> {
  return await run('go', ['version']).then(
    () => true,
    () => false,
  );
}

const buildOptions = { maxBuffer: 64 * 1024 * 1024 };

/** The program of a module as it is. */
async function install(module: string, name: string, target: string, workFolder: string): Promise<void> {
  const env = { ...process.env, GOBIN: workFolder };
  await run('go', ['install', module], { ...buildOptions, env });
  await rename(path.join(workFolder, name), target);
}

/** Files of the module cache are read-only, and so is a copy of them. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(path.join(folder, entry.name));
  }
}

async function buildStreaming(target: string, workFolder: string): Promise<void> {
  const { stdout } = await run(
    'go',
    ['mod', 'download', '-json', `${minioModule}@${minioVersion}`],
    buildOptions,
  );
  const { Dir: moduleFolder } = JSON.parse(stdout) as { Dir: string };
  const source = path.join(workFolder, 'source');
  await cp(moduleFolder, source, { recursive: true });
  await makeWritable(source);
  await writeFile(path.join(source, 'cmd', 'response-writer-flush.go'), flushSource);
  const built = path.join(workFolder, binaryName('streaming'));
  await run('go', ['build', '-trimpath', '-o', built, '.'], { ...buildOptions, cwd: source });
  await rename(built, target);
}

const builders: Readonly<Record<MinioVariant, (target: string, workFolder: string) => Promise<void>>> = {
  'as-released': (target, workFolder) =>
    install(`${minioModule}@${minioVersion}`, binaryName('as-released'), target, workFolder),
  streaming: buildStreaming,
  client: (target, workFolder) =>
    install(`${clientModule}@${clientVersion}`, binaryName('client'), target, workFolder),
};

/**
 * The binary, built with Go when it is not in the cache: minutes the first time, nothing afterwards. `onBuild` is told
 * before a build begins. Without Go it answers `missing`; a build that fails rejects, because where Go is present the
 * server must be had.
 */
export async function getMinio(
  variant: MinioVariant,
  onBuild: (words: string) => void,
): Promise<MinioBinary> {
  const found = await findMinio(variant);
  if ('path' in found) return found;
  if (!(await hasGo())) {
    return { missing: 'MinIO is built from its public source with Go, and Go is not installed here' };
  }
  onBuild(`Building MinIO (${variant}) with Go; once, some minutes…`);
  const folder = cacheFolderOf(variant);
  await mkdir(folder, { recursive: true });
  // Beside the target, so that the finished binary appears there in one step.
  const workFolder = await mkdtemp(path.join(folder, 'build-'));
  try {
    const target = path.join(folder, binaryName(variant));
    await builders[variant](target, workFolder);
    return { path: target };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

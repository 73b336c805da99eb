import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import mime from 'mime';
import { failure } from '../../../shared/model/app-error.ts';

/** One file of the built page. */
export interface RendererFile {
  readonly body: Buffer;
  /** Value for `Content-Type`. */
  readonly type: string;
  /** Value for `Cache-Control`: names below `/assets/` carry a hash of their content and never change. */
  readonly caching: string;
  /** Strong validator, with its quotes. */
  readonly etag: string;
}

/** The whole built page, in memory. */
export interface RendererFiles {
  /**
   * The file of a request path as it stood on the wire, without its query; `/` is the page itself. null for everything
   * else: the name is looked up, never decoded, joined or opened, so that no path can leave the folder.
   */
  find(rawPath: string): RendererFile | null;
}

/** A page larger than this is not ours. */
const maxTotalBytes = 128 * 1024 * 1024;

/**
 * Reads the built page once. Symbolic links are not followed. Rejects with `local-file` (reason `page-missing`) when
 * there is no page in the folder.
 */
export async function loadRendererFiles(folder: string): Promise<RendererFiles> {
  const files = new Map<string, RendererFile>();
  let totalBytes = 0;

  async function addFolder(path: string, urlPath: string): Promise<void> {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const below = `${urlPath}/${entry.name}`;
      if (entry.isDirectory()) await addFolder(join(path, entry.name), below);
      if (!entry.isFile() || totalBytes > maxTotalBytes) continue;
      const body = await readFile(join(path, entry.name));
      totalBytes += body.length;
      files.set(below, describeFile(below, body));
    }
  }

  await addFolder(folder, '').catch((cause: unknown) => {
    throw pageMissing(folder, cause);
  });
  const index = files.get('/index.html');
  if (index === undefined) throw pageMissing(folder, undefined);
  files.set('/', index);
  return { find: (rawPath) => files.get(rawPath) ?? null };
}

function describeFile(urlPath: string, body: Buffer): RendererFile {
  const type = mime.getType(urlPath) ?? 'application/octet-stream';
  const isText = type.startsWith('text/') || type === 'application/json' || type === 'image/svg+xml';
  return {
    body,
    type: isText ? `${type}; charset=utf-8` : type,
    caching: urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
  };
}

function pageMissing(folder: string, cause: unknown) {
  return failure('local-file', `There is no built page in ${folder}. Run "npm run build" first.`, {
    reason: 'page-missing',
    values: { folder },
    resource: folder,
    cause,
  });
}

import { createHash } from 'node:crypto';
import { openProvider } from '../../electron/providers/open-provider.ts';
import type { StorageProvider } from '../../electron/providers/storage-provider.ts';
import type { SoakConnection } from './soak-messages.ts';

const partBytes = 5 * 1_048_576;

/** A server as the soak itself reaches it, beside the faulty line: it fills it before and reads everything after. */
export class SoakStore {
  readonly connection: SoakConnection;
  readonly #provider: StorageProvider;

  /** `port` is the server's own. */
  constructor(connection: SoakConnection, port: number) {
    this.connection = connection;
    const { provider, host, accessKeyId, secretAccessKey } = connection;
    this.#provider = openProvider({
      provider,
      endpoint: { host, port, usesTls: false },
      region: 'us-east-1',
      addressing: provider === 's3' ? 'path' : 'auto',
      tls: { mode: 'system' },
      proxy: null,
      connectTimeoutMs: 10_000,
      idleTimeoutMs: 60_000,
      isReadOnly: false,
      credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
      now: Date.now,
      userAgent: 'Stowage-soak',
    });
  }

  get bucket(): string {
    return this.connection.bucket;
  }

  async makeBucket(): Promise<void> {
    await this.#provider.buckets.createBucket({ bucket: this.bucket, region: null, hasObjectLock: false });
  }

  /** In parts, or whole: their ETags differ. */
  async put(key: string, bytes: Buffer, isInParts: boolean): Promise<void> {
    const { bucket } = this;
    if (!isInParts || bytes.length <= partBytes) {
      await this.#provider.objects.putObject({ bucket, key, body: bytes });
      return;
    }
    const upload = await this.#provider.multipart.createMultipartUpload({ bucket, key });
    const parts = [];
    for (let at = 0; at < bytes.length; at += partBytes) {
      const body = bytes.subarray(at, at + partBytes);
      parts.push(
        await this.#provider.multipart.uploadPart({ ...upload, partNumber: parts.length + 1, body }),
      );
    }
    await this.#provider.multipart.completeMultipartUpload({ ...upload, parts });
  }

  /** SHA-256 of every object below a prefix. */
  async digestsBelow(prefix: string): Promise<Map<string, string>> {
    const digests = new Map<string, string>();
    for (const key of await this.keysBelow(prefix)) digests.set(key, await this.#digestOf(key));
    return digests;
  }

  async keysBelow(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let token: string | null = null, isFirst = true; isFirst || token !== null; isFirst = false) {
      const page = await this.#provider.objects.listObjects({
        bucket: this.bucket,
        prefix,
        delimiter: null,
        token,
        maxKeys: 1_000,
      });
      keys.push(...page.objects.keys);
      token = page.nextToken;
    }
    return keys;
  }

  /** Keys of uploads that nobody completed or aborted. */
  async unfinishedUploads(keys: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const key of keys) {
      const uploads = await this.#provider.multipart.listUploadsOfKey({ bucket: this.bucket, key });
      found.push(...uploads.map((upload) => upload.key));
    }
    return found;
  }

  async deleteBelow(prefix: string): Promise<void> {
    const keys = await this.keysBelow(prefix);
    for (let at = 0; at < keys.length; at += 1_000) {
      const targets = keys.slice(at, at + 1_000).map((key) => ({ key }));
      await this.#provider.objects.deleteObjects({ bucket: this.bucket, targets });
    }
  }

  close(): Promise<void> {
    return this.#provider.close();
  }

  async #digestOf(key: string): Promise<string> {
    let hash = createHash('sha256');
    await this.#provider.objects.getObject(
      { bucket: this.bucket, key },
      {
        start: () => {
          hash = createHash('sha256');
        },
        data: (chunk) => void hash.update(chunk),
      },
    );
    return hash.digest('hex');
  }
}

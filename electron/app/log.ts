import { appendFile, chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { redact, redactText } from './redact.ts';

/** One thing that happened. Values are redacted by the log itself; the name is a fixed text such as `call`. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log in files. `close` resolves when every line that was taken is on disk. */
export interface FileLog extends Log {
  close(): Promise<void>;
}

export interface FileLogOptions {
  /** Folder of the files, created when missing: `stowage.log`, then `stowage.1.log` (older), … */
  readonly folder: string;
  readonly now: () => number;
  /** Size at which a new file begins; 2 MiB unless told. */
  readonly maxFileBytes?: number;
  /** Files kept, the current one included; 4 unless told. */
  readonly maxFiles?: number;
}

/** Lines waiting for the disk; more are counted and dropped, so that a stuck disk costs no memory. */
const maxWaitingLines = 2_000;

/**
 * Opens the rotating log: one JSON object per line, files readable by the user alone. Writing never delays or fails
 * the caller: lines that cannot be written are dropped.
 */
export function openFileLog(options: FileLogOptions): FileLog {
  const maxFileBytes = options.maxFileBytes ?? 2 * 1024 * 1024;
  const maxFiles = options.maxFiles ?? 4;
  const nameOf = (age: number) => join(options.folder, age === 0 ? 'stowage.log' : `stowage.${age}.log`);
  let waiting: string[] = [];
  let droppedCount = 0;
  let fileBytes: number | null = null;
  let writing: Promise<void> | null = null;

  async function rotate(): Promise<void> {
    await rm(nameOf(maxFiles - 1), { force: true });
    for (let age = maxFiles - 2; age >= 0; age -= 1) {
      await rename(nameOf(age), nameOf(age + 1)).catch(() => undefined);
    }
    fileBytes = 0;
  }

  async function writeBatch(): Promise<void> {
    if (fileBytes === null) {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      fileBytes = await stat(nameOf(0)).then(
        (found) => found.size,
        () => 0,
      );
      // A file from an earlier run may have been made with another mode.
      if (fileBytes > 0) await chmod(nameOf(0), 0o600);
    }
    if (fileBytes >= maxFileBytes) await rotate();
    let text = '';
    while (waiting.length > 0 && fileBytes + text.length < maxFileBytes) text += waiting.shift();
    await appendFile(nameOf(0), text, { mode: 0o600 });
    fileBytes += Buffer.byteLength(text);
  }

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) await writeBatch();
    } catch {
      droppedCount += waiting.length;
      waiting = [];
    } finally {
      writing = null;
    }
  }

  function write(level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) {
    if (waiting.length >= maxWaitingLines) {
      droppedCount += 1;
      return;
    }
    const dropped = droppedCount > 0 ? { droppedCount } : {};
    droppedCount = 0;
    const safe = redact(fields) as Record<string, unknown>;
    const at = new Date(options.now()).toISOString();
    waiting.push(`${JSON.stringify({ at, level, event: redactText(event), ...dropped, ...safe })}\n`);
    writing ??= drain();
  }

  return {
    info: (event, fields = {}) => write('info', event, fields),
    warn: (event, fields = {}) => write('warn', event, fields),
    error: (event, fields = {}) => write('error', event, fields),
    async close() {
      while (writing !== null) await writing;
    },
  };
}

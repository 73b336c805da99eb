import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** How long a one-time token may wait to be exchanged. */
export const tokenLifeMs = 60_000;
/** How long a bearer lives after it was last used. */
export const bearerIdleLifeMs = 7 * 24 * 3_600_000;
/** The time of last use is only written down when it moved by this much. */
const touchIntervalMs = 3_600_000;
/** Older sessions end when there are more. */
const maxSessions = 32;
const maxTokens = 32;

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** The port the pages of these sessions were served from: their origin holds on to it. */
  port: z.number().int().min(1).max(65_535).nullable(),
  sessions: z.array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), lastUsedAtMs: z.number() })),
});
type SessionFile = z.infer<typeof fileSchema>;

/** Who may talk to the web host: one-time tokens, and the bearers that were given for them. */
export interface WebSessions {
  /** Port of the last run; null when unknown. */
  readonly lastPort: number | null;
  rememberPort(port: number): void;
  /** A new token of 256 bits, good once and for 60 seconds. */
  mintToken(): string;
  /** The bearer for a token, or null when it is wrong, used or late. The token is used up either way. */
  exchange(token: string): string | null;
  /** True for a bearer given out and used within the last 7 days. */
  isBearer(bearer: string): boolean;
}

/**
 * Opens the sessions kept in the file at `path`. Only the SHA-256 of a bearer is kept, in a file for this user alone,
 * so that an open page goes on after the host was restarted and a copy of the file opens nothing. A damaged file is
 * as good as none: pages then need a new link.
 */
export function openWebSessions(path: string, now: () => number): WebSessions {
  const tokens: { readonly digest: Buffer; readonly expiresAtMs: number }[] = [];
  let file = readSessions(path, now());

  const save = (): void => {
    const temporaryPath = `${path}.${process.pid}.tmp`;
    try {
      rmSync(temporaryPath, { force: true });
      writeFileSync(temporaryPath, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(temporaryPath, path);
    } catch {
      // A full disk must not shut the user out: the session then lasts as long as this process.
      rmSync(temporaryPath, { force: true });
    }
  };

  return {
    lastPort: file.port,
    rememberPort(port) {
      if (file.port === port) return;
      file = { ...file, port };
      save();
    },
    mintToken() {
      const token = newSecret();
      tokens.push({ digest: digestOf(token), expiresAtMs: now() + tokenLifeMs });
      if (tokens.length > maxTokens) tokens.shift();
      return token;
    },
    exchange(token) {
      const presented = digestOf(token);
      const index = tokens.findIndex(({ digest }) => timingSafeEqual(digest, presented));
      const [found] = index === -1 ? [] : tokens.splice(index, 1);
      if (found === undefined || found.expiresAtMs < now()) return null;
      const bearer = newSecret();
      const session = { sha256: digestOf(bearer).toString('hex'), lastUsedAtMs: now() };
      file = { ...file, sessions: [...liveSessions(file.sessions, now()), session].slice(-maxSessions) };
      save();
      return bearer;
    },
    isBearer(bearer) {
      const presented = digestOf(bearer);
      const found = liveSessions(file.sessions, now()).find(({ sha256 }) =>
        timingSafeEqual(Buffer.from(sha256, 'hex'), presented),
      );
      if (found === undefined) return false;
      if (now() - found.lastUsedAtMs > touchIntervalMs) {
        found.lastUsedAtMs = now();
        save();
      }
      return true;
    },
  };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests have one length, so that comparing them takes one time whatever was presented. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function liveSessions(sessions: SessionFile['sessions'], nowMs: number): SessionFile['sessions'] {
  return sessions.filter(({ lastUsedAtMs }) => nowMs - lastUsedAtMs <= bearerIdleLifeMs);
}

function readSessions(path: string, nowMs: number): SessionFile {
  try {
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    const file = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { ...file, sessions: liveSessions(file.sessions, nowMs) };
  } catch {
    return { version: 1, port: null, sessions: [] };
  }
}

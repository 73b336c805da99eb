import { isDeepStrictEqual } from 'node:util';
import { type AppError, type AppErrorKind, toAppError } from '../../../shared/model/app-error.ts';
import type { BodyReceiver } from '../interface/body.ts';
import { NotOffered, saysNotOffered } from './check.ts';

/** Fails a check with a sentence that shows both sides. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what} is ${brief(actual)}, not ${brief(expected)}`);
}

/** Fails a check with this sentence. */
export function expectThat(isTrue: boolean, sentence: string): void {
  if (!isTrue) throw new Error(sentence);
}

/** Fails a check unless the call rejects with this kind; returns the error for a closer look. */
export async function expectFailure(call: Promise<unknown>, kind: AppErrorKind): Promise<AppError> {
  try {
    await call;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.kind === kind) return error;
    // A server that lacks the operation, or does not answer, cannot be held to how it refuses.
    if (['not-offered', 'network', 'timeout'].includes(error.kind)) throw thrown;
    throw new Error(`rejects with ${error.kind} (${error.code ?? 'no code'}), not ${kind}`);
  }
  throw new Error(`succeeds instead of rejecting with ${kind}`);
}

/** Fails a check unless the call is refused for its condition; a server that does not look at one has none to offer. */
export async function expectCondition(call: Promise<unknown>): Promise<void> {
  await expectRefusal(call, 'precondition-failed', 'The server does not look at the condition.');
}

/**
 * Fails a check unless the call rejects with this kind, and says `whyNot` of a server that does not look at what it should
 * refuse: what it ignores it does not offer.
 */
export async function expectRefusal(
  call: Promise<unknown>,
  kind: AppErrorKind,
  whyNot: string,
): Promise<void> {
  let isIgnored = false;
  const watched = call.then(() => {
    isIgnored = true;
  });
  try {
    await expectFailure(watched, kind);
  } catch (thrown) {
    throw isIgnored ? new NotOffered(whyNot) : thrown;
  }
}

/**
 * Asks about something that is not there. A server that does it all the same knows nothing of the operation and says
 * yes to anything, which is no offer.
 */
export async function expectKnown(aboutNothing: Promise<unknown>): Promise<void> {
  try {
    await aboutNothing;
  } catch (thrown) {
    if (saysNotOffered(thrown)) throw thrown;
    return;
  }
  throw new NotOffered('The server says yes, even for an object that is not there.');
}

/** Collects a download. */
export class Collector implements BodyReceiver {
  readonly chunks: Buffer[] = [];
  announcedBytes: number | null = null;

  start({ sizeBytes }: { sizeBytes: number | null }): void {
    this.announcedBytes = sizeBytes;
    this.chunks.length = 0;
  }

  data(chunk: Uint8Array): void {
    this.chunks.push(Buffer.from(chunk));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }
}

/** Bytes that a shifted, truncated or repeated copy does not equal. */
export function patternBytes(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed >>> 0 || 1;
  for (let at = 0; at < sizeBytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

function brief(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

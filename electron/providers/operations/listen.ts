import { type AppError, AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ChangeListener, ListenInput } from '../interface/live-group.ts';
import { ChangeLines } from './change-lines.ts';

const everyEvent = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectAccessed:*'];
const DEFAULT_PING_SECONDS = 2;
const MAX_PING_SECONDS = 10;
/** So many spans without a sign of life are a silence. */
const SILENT_SPANS = 3;
const LEAST_SPAN_MS = 2_000;
const FIRST_RECONNECT_MS = 500;
const MAX_RECONNECT_MS = 30_000;
/** So many silent answers in a row, after one that spoke, are the server's fault and no longer the network's. */
const MAX_SILENT_RECONNECTS = 3;

/** Listens until `signal` aborts; see `LiveGroup.listen`. */
export async function listen(
  client: StorageClient,
  input: ListenInput,
  listener: ChangeListener,
  { signal }: CallOptions = {},
): Promise<never> {
  checkInput(input);
  let hasSpoken = false;
  let silentCount = 0;
  for (let failures = 0; ; ) {
    const { error, opened } = await listenOnce(client, input, listener, signal);
    if (signal?.aborted) throw new AppFailure(error);
    const isSilent = error.reason === 'event-stream-silent' && !opened;
    hasSpoken ||= opened;
    silentCount = isSilent ? silentCount + 1 : 0;
    if (isSilent ? !hasSpoken || silentCount > MAX_SILENT_RECONNECTS : !isPassing(error, hasSpoken)) {
      throw new AppFailure(error);
    }
    failures = opened ? 1 : failures + 1;
    const ceilingMs = Math.min(FIRST_RECONNECT_MS * 2 ** (failures - 1), MAX_RECONNECT_MS);
    const retryInMs = ceilingMs / 2 + (client.pace.random() * ceilingMs) / 2;
    listener.interrupted(error, retryInMs);
    await client.pace.wait(retryInMs, signal);
  }
}

function checkInput({ events, pingSeconds }: ListenInput): void {
  if (events !== undefined && (events.length === 0 || events.some((name) => !/^s3:[\w:*]+$/.test(name)))) {
    throw failure('invalid-input', 'Listening needs at least one event, such as s3:ObjectCreated:*.', {
      reason: 'event-name',
    });
  }
  const isPing = (seconds: number) =>
    Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_PING_SECONDS;
  if (pingSeconds !== undefined && pingSeconds !== null && !isPing(pingSeconds)) {
    throw failure('invalid-input', `A ping comes every 1 to ${MAX_PING_SECONDS} seconds.`, {
      reason: 'ping-seconds',
      values: { maxSeconds: MAX_PING_SECONDS },
    });
  }
}

/** A broken connection mends; what the server refuses it goes on refusing. */
function isPassing(error: AppError, hasSpoken: boolean): boolean {
  if (error.kind === 'malformed-response') return hasSpoken;
  return error.retry === 'now' || error.retry === 'later';
}

/** One connection, until it ends one way or another. */
async function listenOnce(
  client: StorageClient,
  input: ListenInput,
  listener: ChangeListener,
  signal: AbortSignal | undefined,
): Promise<{ error: AppError; opened: boolean }> {
  const ending = new AbortController();
  const signals = signal === undefined ? [ending.signal] : [ending.signal, signal];
  const span =
    input.pingSeconds === null ? LEAST_SPAN_MS : (input.pingSeconds ?? DEFAULT_PING_SECONDS) * 1_000;
  const lines = new ChangeLines(() => client.nowMs());
  let heardCount = 0;
  let opened = false;
  let isSilent = false;
  const watch = async (): Promise<void> => {
    for (let quietSpans = 0, seen = 0; quietSpans < SILENT_SPANS; ) {
      await client.pace.wait(Math.max(span, LEAST_SPAN_MS), ending.signal);
      quietSpans = heardCount === seen ? quietSpans + 1 : 0;
      seen = heardCount;
    }
    isSilent = true;
    ending.abort();
  };
  let watching: Promise<void> | null = null;
  try {
    await client.send(
      {
        operation: 'listenBucketNotification',
        method: 'GET',
        place: { bucket: input.bucket, key: null },
        query: queryOf([
          // MinIO checks the signature of repeated parameters in the order they came in, others in sorted order.
          ...(input.events ?? everyEvent).toSorted().map((name) => ['events', name] as const),
          ['ping', input.pingSeconds === undefined ? DEFAULT_PING_SECONDS : input.pingSeconds],
          ['prefix', input.prefix || null],
          ['suffix', input.suffix || null],
        ]),
      },
      {
        signal: AbortSignal.any(signals),
        isTriedOnce: true,
        onRequestSent: () => {
          watching ??= watch().catch(() => undefined);
        },
        stream: {
          accepts: (status) => status === 200,
          receiver: {
            start: () => undefined,
            data(chunk) {
              heardCount += 1;
              for (const change of lines.push(chunk)) {
                if (!opened) listener.opened();
                opened = true;
                if (change !== null) listener.change(change);
              }
            },
          },
        },
      },
    );
    return { error: ended(), opened };
  } catch (thrown) {
    return { error: isSilent ? silent(opened) : toAppError(thrown), opened };
  } finally {
    ending.abort();
    await watching;
  }
}

function silent(hasSpoken: boolean): AppError {
  if (hasSpoken) {
    return failure('timeout', 'The stream of changes fell silent.', { reason: 'event-stream-quiet' })
      .appError;
  }
  return failure(
    'not-offered',
    'The server takes the request to listen and never sends a byte: a fault of MinIO servers built since late 2025.',
    { reason: 'event-stream-silent' },
  ).appError;
}

function ended(): AppError {
  return failure('network', 'The server ended the stream of changes.', { reason: 'event-stream-ended' })
    .appError;
}

import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectChange } from '../../../shared/model/object-change.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import type { ListenInput } from '../interface/live-group.ts';
import { openProvider } from '../open-provider.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { type LocalServer, localOptions, serveHttp } from '../testing/local-servers.ts';
import { errorXml, ScriptedTransport } from '../testing/scripted-transport.ts';
import { steppedPace } from '../testing/stepped-pace.ts';

const pingLine = '{"Records":null}\n';
const changeLine = (key: string) =>
  `${JSON.stringify({
    Records: [{ eventName: 's3:ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key } } }],
  })}\n`;

let server: LocalServer | null = null;
let provider: StorageProvider | null = null;

afterEach(async () => {
  await server?.close();
  await provider?.close();
  server = null;
  provider = null;
});

/** A listener on a server that a test plays; `said` is everything the listener was told, in order. */
async function listenTo(answer: RequestListener, input: Partial<ListenInput> = {}) {
  server = await serveHttp(answer);
  const options = localOptions(server.port, { idleTimeoutMs: 60_000 });
  const pace = steppedPace();
  const opened = openProvider(options, { transport: undiciTransport(options), pace });
  provider = opened;
  const abort = new AbortController();
  const said: (string | ObjectChange)[] = [];
  const errors: AppError[] = [];
  const ending = opened.live
    .listen(
      { bucket: 'b', ...input },
      {
        opened: () => said.push('opened'),
        change: ({ key }) => said.push(key),
        interrupted: (error) => {
          errors.push(error);
          said.push(`interrupted: ${error.reason ?? error.kind}`);
        },
      },
      { signal: abort.signal },
    )
    .then((): AppError => {
      throw new Error('listening ended well');
    }, toAppError);
  return { provider: opened, pace, abort, said, errors, ending };
}

/** Lets time pass until `isDone`, a span after the other. */
async function passUntil(pace: ReturnType<typeof steppedPace>, isDone: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    pace.pass();
    expect(isDone()).toBe(true);
  });
}

describe('a server that streams', () => {
  test('is asked for what the caller wants, and tells of changes', async () => {
    const urls: string[] = [];
    const run = await listenTo(
      (request, response) => {
        urls.push(request.url ?? '');
        response.write(` ${pingLine}${changeLine('a')}`);
        response.write(changeLine('b'));
      },
      { prefix: 'p/', suffix: '.txt', events: ['s3:ObjectRemoved:*', 's3:ObjectCreated:*'], pingSeconds: 1 },
    );
    await vi.waitFor(() => expect(run.said).toEqual(['opened', 'a', 'b']));
    expect(urls).toEqual([
      '/b?events=s3%3AObjectCreated%3A%2A&events=s3%3AObjectRemoved%3A%2A&ping=1&prefix=p%2F&suffix=.txt',
    ]);
    expect(run.provider.capabilities().listenBucketNotification).toEqual({ status: 'offered' });
    run.abort.abort();
    expect(await run.ending).toMatchObject({ kind: 'cancelled' });
  });

  test('loses its connection when the caller has enough', async () => {
    let closed = 0;
    const run = await listenTo((request, response) => {
      request.socket.once('close', () => {
        closed += 1;
      });
      response.write(pingLine);
    });
    await vi.waitFor(() => expect(run.said).toEqual(['opened']));
    expect(closed).toBe(0);
    run.abort.abort();
    await run.ending;
    await vi.waitFor(() => expect(closed).toBe(1));
    expect(run.pace.waitingMs).toEqual([]);
  });

  test('is asked again after each end, ever more slowly while it does not speak', async () => {
    let connections = 0;
    const run = await listenTo((request, response) => {
      connections += 1;
      if (connections === 1) response.end(changeLine('first'));
      else if (connections < 4) request.socket.destroy();
      else response.write(changeLine('second'));
    });
    const delaysMs: number[] = [];
    const real = run.pace.pass;
    await passUntil(
      {
        ...run.pace,
        pass() {
          delaysMs.push(...run.pace.waitingMs.filter((ms) => ms !== 2_000));
          real();
        },
      },
      () => run.said.includes('second'),
    );
    expect(run.said).toEqual([
      'opened',
      'first',
      'interrupted: event-stream-ended',
      'interrupted: connection-lost',
      'interrupted: connection-lost',
      'opened',
      'second',
    ]);
    expect(delaysMs).toEqual([375, 750, 1_500]);
    run.abort.abort();
    await run.ending;
  });

  test('that falls silent is left and asked again', async () => {
    let connections = 0;
    const run = await listenTo((_request, response) => {
      connections += 1;
      response.write(connections === 1 ? pingLine : changeLine('back'));
    });
    await vi.waitFor(() => expect(run.said).toEqual(['opened']));
    await passUntil(run.pace, () => run.said.includes('back'));
    expect(run.said).toEqual(['opened', 'interrupted: event-stream-quiet', 'opened', 'back']);
    run.abort.abort();
    await run.ending;
  });

  test('is not called silent while it shows signs of life', async () => {
    let response: ServerResponse | null = null;
    const run = await listenTo((_request, answer) => {
      response = answer;
      answer.write(pingLine);
    });
    await vi.waitFor(() => expect(run.pace.waitingMs).toEqual([2_000]));
    for (let beat = 1; beat <= 12; beat += 1) {
      run.pace.pass();
      (response as ServerResponse | null)?.write(changeLine(`beat ${beat}`));
      await vi.waitFor(() => expect(run.said).toContain(`beat ${beat}`));
      await vi.waitFor(() => expect(run.pace.waitingMs).toEqual([2_000]));
    }
    expect(run.errors).toEqual([]);
    run.abort.abort();
    await run.ending;
  });
});

describe('a server that does not', () => {
  test('and never sends a byte is named with its fault, within four spans', async () => {
    const run = await listenTo(() => {});
    await vi.waitFor(() => expect(run.pace.waitingMs).toEqual([2_000]));
    let spans = 0;
    await passUntil(
      {
        ...run.pace,
        pass: () => {
          spans += run.pace.waitingMs.length;
          run.pace.pass();
        },
      },
      () => run.provider.capabilities().listenBucketNotification.status === 'not-offered',
    );
    expect(spans).toBeLessThanOrEqual(4);
    expect(await run.ending).toMatchObject({ kind: 'not-offered', reason: 'event-stream-silent' });
    expect(run.said).toEqual([]);
    expect(run.provider.capabilities().listenBucketNotification).toMatchObject({
      status: 'not-offered',
      reason: 'event-stream-silent',
    });
  });

  test('or that sends its headers and nothing after them, too', async () => {
    const run = await listenTo((_request, response) => response.flushHeaders());
    await passUntil(
      run.pace,
      () => run.provider.capabilities().listenBucketNotification.status === 'not-offered',
    );
    expect(await run.ending).toMatchObject({ reason: 'event-stream-silent' });
  });

  test('and answers a listing is told from its first bytes', async () => {
    const run = await listenTo((_request, response) => {
      response.setHeader('content-type', 'application/xml');
      response.write('<?xml version="1.0"?>\n<ListBucketResult>');
    });
    expect(await run.ending).toMatchObject({ kind: 'not-offered', reason: 'event-stream-other-answer' });
  });

  test('and refuses is believed', async () => {
    const run = await listenTo((_request, response) => {
      response.statusCode = 403;
      response.end(errorXml('AccessDenied'));
    });
    expect(await run.ending).toMatchObject({ kind: 'access-denied', code: 'AccessDenied' });
  });

  test('and says something else at first is refused; later it is asked again', async () => {
    const early = await listenTo((_request, response) => response.write('hello\n'));
    expect(await early.ending).toMatchObject({ kind: 'malformed-response' });
    await server?.close();
    let connections = 0;
    const late = await listenTo((_request, response) => {
      connections += 1;
      response.write(connections === 1 ? `${pingLine}hello\n` : changeLine('again'));
    });
    await passUntil(late.pace, () => late.said.includes('again'));
    late.abort.abort();
    await late.ending;
  });
});

test('Amazon, COS and OSS are not asked at all, nor is anybody for an event that is none', async () => {
  const transport = new ScriptedTransport();
  const listener = { opened: () => {}, change: () => {}, interrupted: () => {} };
  const refusalOf = (options: Parameters<typeof openProvider>[0], input: ListenInput) =>
    openProvider(options, { transport }).live.listen(input, listener).catch(toAppError);
  const amazon = { host: 's3.eu-west-1.amazonaws.com', port: null, usesTls: true };
  for (const changes of [{ endpoint: amazon }, { provider: 'cos' }, { provider: 'oss' }] as const) {
    expect(await refusalOf(localOptions(1, changes), { bucket: 'b' })).toMatchObject({
      kind: 'not-offered',
      reason: 'no-event-stream',
    });
  }
  expect(await refusalOf(localOptions(1), { bucket: 'b', events: [] })).toMatchObject({
    reason: 'event-name',
  });
  expect(await refusalOf(localOptions(1), { bucket: 'b', pingSeconds: 0.5 })).toMatchObject({
    reason: 'ping-seconds',
  });
  expect(transport.requests).toEqual([]);
});

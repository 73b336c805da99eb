import { failure } from '../../../shared/model/app-error.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { BodyReceiver } from '../interface/body.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { SelectInput, SelectStats } from '../interface/select.ts';
import { brokenStream, type SelectEvent } from '../select/select-wire.ts';
import { documentBody } from './documents.ts';

/** Amazon takes no longer expression (https://docs.aws.amazon.com/AmazonS3/latest/userguide/selecting-content-from-objects.html). */
const MAX_EXPRESSION_BYTES = 256 * 1024;

/** Asks an object for records; see `ObjectSelect.selectObjectContent`. */
export async function selectObjectContent(
  client: StorageClient,
  input: SelectInput,
  receiver: BodyReceiver,
  { signal, onProgress }: CallOptions & { readonly onProgress?: (stats: SelectStats) => void } = {},
): Promise<{ stats: SelectStats | null; receivedBytes: number }> {
  const expressionBytes = Buffer.byteLength(input.expression);
  if (expressionBytes === 0 || expressionBytes > MAX_EXPRESSION_BYTES) {
    throw failure('invalid-input', 'A question in SQL has 1 byte to 256 KiB.', {
      reason: 'select-expression',
    });
  }
  const { select } = client.dialect;
  let reader = select.read();
  let receivedBytes = 0;
  let stats: SelectStats | null = null;
  let hasEnded = false;
  const take = (event: SelectEvent): void => {
    if (hasEnded) throw brokenStream();
    if (event.type === 'records') {
      receivedBytes += event.bytes.byteLength;
      receiver.data(event.bytes);
    } else if (event.type === 'error') throw amidAnswer(client, event, input);
    else if (event.type === 'stats') stats = event.stats;
    else if (event.type === 'progress') onProgress?.(event.stats);
    else if (event.type === 'end') hasEnded = true;
  };
  await client.send(
    {
      operation: 'selectObjectContent',
      method: 'POST',
      place: { bucket: input.bucket, key: input.key },
      query: select.query(input),
      ...documentBody(client, select.rootName, select.document(input)),
      changesNothing: true,
    },
    {
      ...(signal ? { signal } : {}),
      // What was delivered once must not be delivered again.
      get isTriedOnce() {
        return receivedBytes > 0;
      },
      stream: {
        accepts: (status) => status === 200 || status === 206,
        receiver: {
          start: ({ control }) => {
            reader = select.read();
            stats = null;
            hasEnded = false;
            receiver.start({ sizeBytes: null, control });
          },
          data: (chunk) => {
            for (const event of reader.push(chunk)) take(event);
          },
        },
      },
    },
  );
  reader.end();
  if (!hasEnded) throw withoutEnd();
  return { stats, receivedBytes };
}

function withoutEnd(): ReturnType<typeof failure> {
  return failure(
    'malformed-response',
    'The answer stopped before its end was announced: records may be missing.',
    {
      reason: 'select-without-end',
    },
  );
}

/** What the server says of a question when its answer has begun already. */
function amidAnswer(
  { dialect }: StorageClient,
  { code, message, status }: Extract<SelectEvent, { type: 'error' }>,
  { bucket, key }: SelectInput,
): ReturnType<typeof failure> {
  const meaning = dialect.meaningOf({ code, status, detail: () => null, headers: {} });
  const kind = meaning?.kind ?? (status >= 500 || code === 'InternalError' ? 'server' : 'invalid-input');
  return failure(kind, `The server gave up amid its answer. It says: ${message.slice(0, 300)}`, {
    reason: 'select-gave-up',
    values: { words: message.slice(0, 300) },
    code,
    resource: `${bucket}/${key}`,
    retry: kind === 'server' ? 'later' : 'after-user-acts',
  });
}

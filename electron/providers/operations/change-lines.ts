import { z } from 'zod';
import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectChange } from '../../../shared/model/object-change.ts';

/** A record with long metadata is some KiB. */
const MAX_LINE_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

const text = z.string().nullish();
const record = z.object({
  eventSource: text,
  eventTime: text,
  eventName: z.string(),
  userIdentity: z.object({ principalId: text }).nullish(),
  requestParameters: z.object({ sourceIPAddress: text }).nullish(),
  source: z.object({ host: text, userAgent: text }).nullish(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().nullish(),
      eTag: text,
      contentType: text,
      versionId: text,
      sequencer: text,
    }),
  }),
});
const line = z.object({ Records: z.array(record).nullable() });

/**
 * Cuts the endless answer into lines, wherever its chunks begin and end, and reads the changes in them. Blank lines,
 * spaces and lines without records are signs of life and no more
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export class ChangeLines {
  readonly #nowMs: () => number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * What the lines that this chunk completes say, in order: a change, or null for a sign of life. Throws `not-offered`
   * for an answer that is XML, and `malformed-response` for a line that is no record or has no end.
   */
  *push(chunk: Uint8Array): Generator<ObjectChange | null> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      yield* this.#read();
      start = end + 1;
    }
    if (this.#keep(chunk.subarray(start)) === 'blank') yield null;
  }

  /** Spaces before a line are not kept: they would pile up where no line ever comes. */
  #keep(bytes: Uint8Array): 'nothing' | 'blank' | 'text' {
    if (bytes.length === 0) return 'nothing';
    if (this.#pendingBytes === 0) {
      const start = Buffer.from(bytes).toString('latin1').trimStart();
      if (start === '') return 'blank';
      if (start.startsWith('<')) throw otherAnswer();
    }
    this.#pending.push(Buffer.from(bytes));
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > MAX_LINE_BYTES) throw malformed();
    return 'text';
  }

  #read(): (ObjectChange | null)[] {
    const whole = Buffer.concat(this.#pending).toString('utf8').trim();
    this.#pending = [];
    this.#pendingBytes = 0;
    if (whole === '') return [null];
    const parsed = line.safeParse(parseJson(whole));
    if (!parsed.success) throw malformed();
    const records = parsed.data.Records ?? [];
    return records.length === 0 ? [null] : records.map((found) => this.#toChange(found));
  }

  #toChange({ eventName, eventTime, eventSource, s3, ...from }: z.infer<typeof record>): ObjectChange {
    const { object } = s3;
    const atMs = Date.parse(eventTime ?? '');
    return {
      bucket: s3.bucket.name,
      // MinIO sends keys to listeners as they are, and Amazon as in a form.
      key: eventSource === 'aws:s3' ? decodeKey(object.key) : object.key,
      eventName: eventName.startsWith('s3:') ? eventName : `s3:${eventName}`,
      atMs: Number.isNaN(atMs) ? this.#nowMs() : atMs,
      sizeBytes: object.size ?? null,
      etag: object.eTag?.replaceAll('"', '') || null,
      contentType: object.contentType || null,
      versionId: object.versionId || null,
      principal: from.userIdentity?.principalId || null,
      sourceAddress: from.source?.host || from.requestParameters?.sourceIPAddress || null,
      userAgent: from.source?.userAgent || null,
      sequencer: object.sequencer || null,
    };
  }
}

function parseJson(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}

/** Percent-encoded, with a plus for a space. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}

function otherAnswer(): ReturnType<typeof failure> {
  return failure(
    'not-offered',
    'This server does not know how to be listened to: it took the request for another and answered that.',
    { reason: 'event-stream-other-answer' },
  );
}

function malformed(): ReturnType<typeof failure> {
  return failure('malformed-response', 'The stream of changes holds something that is no change.', {
    reason: 'bad-change-line',
  });
}

import type { ServerResponse } from 'node:http';
import type { FaceAnswer, FaceCall } from '../../face/call.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { numberParameterOf, parameterOf } from '../../face/face-request.ts';
import { attributeHeaders } from '../../face/object-attributes.ts';
import { toWireName } from '../../face/own-names.ts';
import type { Change, ChangeCause } from '../../store/change-feed.ts';

/** Without `ping` a space is sent so often, in ms, to keep the connection alive. */
const spaceEveryMs = 500;
const mostWaitingBytes = 4 * 1024 * 1024;

const eventNames: Record<ChangeCause, string> = {
  put: 's3:ObjectCreated:Put',
  append: 's3:ObjectCreated:Put',
  copy: 's3:ObjectCreated:Copy',
  complete: 's3:ObjectCreated:CompleteMultipartUpload',
  delete: 's3:ObjectRemoved:Delete',
  'delete-marker': 's3:ObjectRemoved:DeleteMarkerCreated',
  get: 's3:ObjectAccessed:Get',
  head: 's3:ObjectAccessed:Head',
};

/**
 * The endless answer of MinIO's ListenBucketNotification: one JSON document a line, `{"Records":[…]}`. With `ping=n` a
 * line `{"Records":null}` every n seconds, without it a space twice a second.
 * https://min.io/docs/minio/linux/developers/javascript/API.html#listenbucketnotification
 */
export function listenToChanges(call: FaceCall): FaceAnswer {
  const { request, store } = call;
  const { bucket } = request;
  if (bucket !== null) store.buckets.find(bucket);
  const prefix = parameterOf(request, 'prefix') ?? '';
  const suffix = parameterOf(request, 'suffix') ?? '';
  const wanted = request.query.filter(([name]) => name === 'events').map(([, value]) => readPattern(value));
  const pingText = parameterOf(request, 'ping');
  const pingSeconds = numberParameterOf(request, 'ping', 0);
  if (pingText !== null && (pingSeconds < 1 || pingSeconds > 86_400)) {
    throw invalidArgument('ping', pingText, 'ping must be a number of seconds of at least 1');
  }
  const isWanted = (change: Change) =>
    (bucket === null || change.bucket === bucket) &&
    change.version.key.startsWith(prefix) &&
    change.version.key.endsWith(suffix) &&
    wanted.some((matches) => matches(eventNames[change.cause]));

  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream' },
    write: (response) =>
      new Promise((resolve) => {
        const send = (text: string) => sendOrDrop(response, text);
        const unsubscribe = store.changes.subscribe((change) => {
          if (isWanted(change)) send(`${JSON.stringify({ Records: [toRecord(call, change)] })}\n`);
        });
        const beat = pingText === null ? ' ' : `${JSON.stringify({ Records: null })}\n`;
        const timer = setInterval(() => send(beat), pingText === null ? spaceEveryMs : pingSeconds * 1_000);
        response.flushHeaders();
        response.once('close', () => {
          clearInterval(timer);
          unsubscribe();
          resolve();
        });
      }),
  };
}

/** A listener that does not read is dropped before its backlog fills the memory. */
function sendOrDrop(response: ServerResponse, text: string): void {
  response.write(text);
  if (response.writableLength > mostWaitingBytes) response.destroy();
}

function readPattern(text: string): (name: string) => boolean {
  const known = Object.values(eventNames);
  const start = text.endsWith('*') ? text.slice(0, -1) : null;
  const isKnown = start === null ? known.includes(text) : known.some((name) => name.startsWith(start));
  if (!isKnown || !text.startsWith('s3:')) {
    throw new FaceError('InvalidArgument', {
      message: 'A specified event is not supported for notifications.',
      fields: { ArgumentName: 'events', ArgumentValue: text },
    });
  }
  return (name) => (start === null ? name === text : name.startsWith(start));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function toRecord({ dialect, region, requestId }: FaceCall, { cause, bucket, version, atMs, actor }: Change) {
  const isRemoved = cause === 'delete' || cause === 'delete-marker';
  const metadata = Object.fromEntries(
    Object.entries(attributeHeaders(dialect, version)).map(([name, value]) => [
      toWireName(dialect, name).toLowerCase(),
      value,
    ]),
  );
  return {
    eventVersion: '2.0',
    eventSource: 'stowage:sandbox',
    awsRegion: region,
    eventTime: new Date(atMs).toISOString(),
    eventName: eventNames[cause],
    userIdentity: { principalId: actor.name },
    requestParameters: { principalId: actor.name, region, sourceIPAddress: actor.address },
    responseElements: { 'x-amz-request-id': requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'Config',
      bucket: { name: bucket, ownerIdentity: { principalId: actor.name }, arn: `arn:aws:s3:::${bucket}` },
      object: {
        // As it is: only targets of notifications get it encoded.
        key: version.key,
        ...(isRemoved
          ? {}
          : {
              size: version.sizeBytes,
              eTag: version.etag,
              contentType: metadata['content-type'],
              userMetadata: metadata,
            }),
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: version.sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
    source: { host: actor.address, port: '', userAgent: '' },
  };
}

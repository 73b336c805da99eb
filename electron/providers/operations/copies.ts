import { encodeRfc3986 } from '../client/encode.ts';
import { checkPlace } from '../client/place-rules.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { CopySource } from '../interface/copy-source.ts';
import type { CopyObjectInput, CopyObjectResult } from '../interface/object-actions.ts';
import { parseOfferedXml, timeMs } from '../xml/xml.ts';
import { customerKeyHeaders } from './customer-key-headers.ts';
import { readWritten } from './object-info.ts';
import { readConditionHeaders } from './read-headers.ts';
import { type Headers, treatmentHeaders, writeConditionHeaders, writeHeaders } from './write-headers.ts';

/** Copies an object inside the server (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html). */
export async function copyObject(
  client: StorageClient,
  input: CopyObjectInput,
  options: CallOptions = {},
): Promise<CopyObjectResult> {
  const { dialect } = client;
  const { headerPrefix: prefix, replaceWords } = dialect;
  const { replace, set } = input;
  const tags = set?.tags ?? replace?.tags;
  const response = await client.send(
    {
      operation: 'copyObject',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      headers: {
        ...writeHeaders(dialect, replace),
        ...treatmentHeaders(dialect, { ...replace, ...set }),
        [`${prefix}metadata-directive`]: replace ? replaceWords.metadata : undefined,
        [`${prefix}tagging-directive`]: tags ? replaceWords.tags : undefined,
        ...writeConditionHeaders(dialect, input.conditions),
        ...customerKeyHeaders(client, input.customerKey),
        ...(await sourceHeaders(client, input.source, options)),
      },
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'CopyObjectResult');
  return { ...readWritten(response, dialect, result), modifiedAtMs: timeMs(result, 'LastModified') };
}

/** Headers that name the source of a copy, what must be true of it and what it is encrypted with. */
export async function sourceHeaders(
  client: StorageClient,
  source: CopySource,
  { signal }: CallOptions,
): Promise<Headers> {
  const { dialect, options, regions } = client;
  const { bucket, key, region } = source;
  checkPlace({ bucket, key }, dialect.limits.maxKeyBytes);
  if (region === undefined) await client.learnRegion(bucket, signal);
  const conditions = { ...source.conditions, ...(source.ifMatch ? { ifMatch: source.ifMatch } : {}) };
  const origin = {
    endpoint: options.endpoint,
    style: options.addressing,
    region: region ?? regions.regionFor(bucket),
    bucket,
    key,
    versionQuery: source.versionId === undefined ? '' : `?versionId=${encodeRfc3986(source.versionId)}`,
  };
  return {
    [`${dialect.headerPrefix}copy-source`]: dialect.copySource(origin),
    ...readConditionHeaders(conditions, `${dialect.headerPrefix}copy-source-`),
    ...customerKeyHeaders(client, source.customerKey, 'source'),
  };
}

import { encodeRfc3986 } from '../client/encode.ts';
import { checkPlace } from '../client/place-rules.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ReadConditions, WriteConditions } from '../interface/conditions.ts';
import type { ObjectWrite, PutObjectResult } from '../interface/object-write.ts';
import { parseOfferedXml, text } from '../xml/xml.ts';
import {
  type ExtraWrite,
  readConditionHeaders,
  writeConditionHeaders,
  writeHeaders,
} from './object-headers.ts';
import { readWritten } from './objects.ts';

/** Where a copy reads from. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly ifMatch?: string;
  readonly conditions?: ReadConditions;
}

/** Copies an object inside the server (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html). */
export async function copyObject(
  client: StorageClient,
  input: {
    source: CopySource;
    bucket: string;
    key: string;
    replace?: ObjectWrite & ExtraWrite;
    storageClass?: string;
    conditions?: WriteConditions;
  },
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const { dialect } = client;
  const { headerPrefix: prefix, replaceWords } = dialect;
  const { replace } = input;
  const source = await sourceHeaders(client, input.source, options);
  const response = await client.send(
    {
      operation: 'copyObject',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      headers: {
        ...writeHeaders(dialect, replace),
        [`${prefix}storage-class`]: input.storageClass ?? replace?.storageClass,
        [`${prefix}metadata-directive`]: replace ? replaceWords.metadata : undefined,
        [`${prefix}tagging-directive`]: replace?.tags ? replaceWords.tags : undefined,
        ...writeConditionHeaders(dialect, input.conditions),
        ...source,
      },
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'CopyObjectResult');
  return readWritten(response, dialect, text(result, 'ETag') ?? '');
}

/** Headers that name the source of a copy and what must be true of it. */
export async function sourceHeaders(
  client: StorageClient,
  source: CopySource,
  { signal }: CallOptions,
): Promise<Record<string, string | undefined>> {
  const { dialect, options, regions } = client;
  const { bucket, key } = source;
  checkPlace({ bucket, key }, dialect.limits.maxKeyBytes);
  await client.learnRegion(bucket, signal);
  const conditions = { ...source.conditions, ...(source.ifMatch ? { ifMatch: source.ifMatch } : {}) };
  const origin = {
    endpoint: options.endpoint,
    style: options.addressing,
    region: regions.regionFor(bucket),
    bucket,
    key,
    versionQuery: source.versionId === undefined ? '' : `?versionId=${encodeRfc3986(source.versionId)}`,
  };
  return {
    [`${dialect.headerPrefix}copy-source`]: dialect.copySource(origin),
    ...readConditionHeaders(conditions, `${dialect.headerPrefix}copy-source-`),
  };
}

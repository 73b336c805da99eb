import { encodeKey, encodeRfc3986 } from '../client/encode.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type {
  CallOptions,
  ObjectWrite,
  PutObjectResult,
  ReadConditions,
  WriteConditions,
} from '../storage-provider.ts';
import { parseXml, text } from '../xml/xml.ts';
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
  const prefix = client.dialect.headerPrefix;
  const { replace } = input;
  const response = await client.send(
    {
      operation: 'copyObject',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      headers: {
        ...writeHeaders(prefix, replace),
        [`${prefix}storage-class`]: input.storageClass ?? replace?.storageClass,
        [`${prefix}metadata-directive`]: replace ? 'REPLACE' : undefined,
        [`${prefix}tagging-directive`]: replace?.tags ? 'REPLACE' : undefined,
        ...writeConditionHeaders(input.conditions),
        ...sourceHeaders(prefix, input.source),
      },
    },
    options,
  );
  const result = parseXml(response.body, 'CopyObjectResult');
  return readWritten(response, prefix, text(result, 'ETag') ?? '');
}

/** Headers that name the source of a copy and what must be true of it. */
export function sourceHeaders(prefix: string, source: CopySource): Record<string, string | undefined> {
  const version = source.versionId === undefined ? '' : `?versionId=${encodeRfc3986(source.versionId)}`;
  const conditions = { ...source.conditions, ...(source.ifMatch ? { ifMatch: source.ifMatch } : {}) };
  return {
    [`${prefix}copy-source`]: `${encodeRfc3986(source.bucket)}/${encodeKey(source.key)}${version}`,
    ...readConditionHeaders(conditions, `${prefix}copy-source-`),
  };
}

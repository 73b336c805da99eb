import { hash } from 'node:crypto';
import type { CallExpression } from '../call-expression.ts';
import { Fields } from './fields.ts';
import type { WireCommand } from './wire-input.ts';

/** Methods of the COS SDK and the commands they are. */
const commands: Readonly<Record<string, string>> = {
  getService: 'ListBuckets',
  putBucket: 'CreateBucket',
  headBucket: 'HeadBucket',
  deleteBucket: 'DeleteBucket',
  getBucket: 'ListObjects',
  listObjectVersions: 'ListObjectVersions',
  putObject: 'PutObject',
  getObject: 'GetObject',
  headObject: 'HeadObject',
  deleteMultipleObject: 'DeleteObjects',
  putObjectCopy: 'CopyObject',
  uploadPartCopy: 'UploadPartCopy',
  multipartInit: 'CreateMultipartUpload',
  multipartListPart: 'ListParts',
  multipartComplete: 'CompleteMultipartUpload',
  multipartAbort: 'AbortMultipartUpload',
  multipartList: 'ListMultipartUploads',
  appendObject: 'AppendObject',
  optionsObject: 'TestCors',
};

/** Reads a call of the COS SDK, whose parameters have the names of the AWS commands but for a few; null for others. */
export function readCosCall(
  { name, args }: CallExpression,
  config: Readonly<Record<string, unknown>>,
): WireCommand | null {
  const command = commands[name];
  const [parameters] = args;
  if (!command || typeof parameters !== 'object' || parameters === null) return null;
  const { Region: _region, ...given } = parameters as Record<string, unknown>;
  const input: Record<string, unknown> = {};
  const metadata: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(given)) {
    if (field.startsWith('x-cos-meta-')) metadata[field.slice('x-cos-meta-'.length)] = value;
    else input[field] = value;
  }
  if (Object.keys(metadata).length > 0) input.Metadata = metadata;
  if (command === 'ListBuckets') rename(input, { Marker: 'ContinuationToken', MaxKeys: 'MaxBuckets' });
  if (command === 'DeleteObjects') {
    input.Delete = { Objects: input.Objects, Quiet: input.Quiet };
    rename(input, { Objects: null, Quiet: null });
  }
  if (command === 'CompleteMultipartUpload') {
    input.MultipartUpload = { Parts: input.Parts };
    rename(input, { Parts: null });
  }
  if (typeof input.CopySource === 'string') input.CopySource = withoutHost(input.CopySource);
  if (command === 'PutObject' && config.UploadCheckContentMd5 === true) {
    input.ContentMD5 = hash('md5', new Fields(name, { Body: input.Body }).bytes('Body'), 'base64');
  }
  return { command, input };
}

/** `bucket.cos.region.domain/key` as `bucket/key`. */
export function withoutHost(source: string): string {
  return source.replace(/^([a-z0-9-]+)\.cos\.[a-z0-9-]+\.myqcloud\.com\//, '$1/');
}

/** The bucket and region that the source of a copy names; null for another form. */
export function regionOfSource(source: string): { bucket: string; region: string } | null {
  const { bucket, region } =
    /^(?<bucket>[a-z0-9-]+)\.cos\.(?<region>[a-z0-9-]+)\.myqcloud\.com\//.exec(source)?.groups ?? {};
  return bucket && region ? { bucket, region } : null;
}

function rename(input: Record<string, unknown>, names: Readonly<Record<string, string | null>>): void {
  for (const [from, to] of Object.entries(names)) {
    if (to !== null && input[from] !== undefined) input[to] = input[from];
    delete input[from];
  }
}

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import { replayFile } from './replay.ts';
import { CapturingTransport } from './requests/capture.ts';
import { splitUrl } from './signed-url.ts';
import { pairsSchema, readVectorFiles, type Vector, type VectorFile } from './vector-file.ts';

const linkSchema = z.looseObject({
  method: z.enum(['GET', 'PUT', 'HEAD', 'DELETE']),
  host: z.string(),
  bucket: z.string(),
  key: z.string().min(1),
  keyOnWire: z.string().optional(),
  query: pairsSchema.default([]),
  headers: z.object({}).strict(),
  options: z
    .looseObject({ expires: z.number(), response: z.record(z.string(), z.string()).default({}) })
    .optional(),
  expiresSeconds: z.number().optional(),
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  securityToken: z.string().nullish(),
  time: z.string(),
});

/** A recorded link as a call of ours; null for one that our links have no parameters for. */
function linkOf({ id, scheme = '', input, expect: expected }: Vector) {
  const read = linkSchema.safeParse(input);
  const url = expected?.url;
  if (!read.success || typeof url !== 'string' || !/^oss-v[14]-query$/.test(scheme)) return null;
  const { host, bucket, key, keyOnWire, options: given, query, method, ...link } = read.data;
  const known = Object.keys(given ?? {}).every((name) => name === 'expires' || name === 'response');
  if (!known || !query.every(([name = '']) => name.startsWith('response-'))) return null;
  const overrides = Object.entries(given?.response ?? {}).map(([name, value]) => [`response-${name}`, value]);
  const options: ProviderOptions = {
    ...localOptions(0),
    provider: 'oss',
    ...(scheme === 'oss-v1-query' ? { signatureVersion: 'v1' as const } : {}),
    endpoint: { host: host.replace(`${bucket}.`, ''), port: null, usesTls: true },
    region: 'cn-hangzhou',
    now: () => Date.parse(link.time),
    credentials: async () => ({
      accessKeyId: link.accessKeyId,
      secretAccessKey: link.accessKeySecret,
      sessionToken: link.securityToken ?? null,
      expiresAtMs: null,
    }),
  };
  const call = {
    method,
    bucket,
    key: keyOnWire ?? key,
    expiresInSeconds: link.expiresSeconds ?? given?.expires ?? 0,
    responseHeaders: Object.fromEntries([...overrides, ...query.map(([name, value = '']) => [name, value])]),
  };
  return { id, options, input: call, url };
}

const folder = new URL('./data', import.meta.url).pathname;
const files = await readVectorFiles(folder);

function fileNamed(name: string): VectorFile {
  const file = files.find((entry) => entry.name === name)?.file;
  if (!file) throw new Error(`${name} is missing`);
  return structuredClone(file);
}

/** Operations that every dialect has, by the names the SDKs give them. */
const cosOperations =
  'getService putBucket headBucket deleteBucket getBucket listObjectVersions multipartList putObject headObject deleteMultipleObject putObjectCopy uploadPartCopy multipartInit multipartListPart multipartComplete multipartAbort uploadFile sliceUploadFile sliceCopyFile';
const ossOperations =
  'listBuckets putBucket deleteBucket list listV2 getBucketVersions put putStream head putMeta delete initMultipartUpload uploadPart listParts listUploads completeMultipartUpload multipartUpload multipartUploadCopy';

describe('recorded requests of COS and OSS', () => {
  test.each([
    ['cos-requests.json', cosOperations, ['cos/getObject-full', 'cos/custom-domain', 'cos/accelerate']],
    [
      'oss-requests.json',
      ossOperations,
      ['v1', 'v4'].flatMap((version) =>
        ['get', 'sts-get', 'cname-get', 'internal-get', 'pathstyle-sld-get'].map(
          (name) => `oss-${version}/${name}`,
        ),
      ),
    ],
  ])('%s: all that we have operations for pass, none fails', async (name, operations, ids) => {
    const file = fileNamed(name);
    const results = await replayFile(file);
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const outcomes = new Map(results.map(({ id, outcome }) => [id, outcome]));
    const own = file.vectors.filter(
      ({ id, operation = '' }) => operations.split(' ').includes(operation) || ids.includes(id),
    );
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter(({ id }) => outcomes.get(id) !== 'passed').map(({ id }) => id)).toEqual([]);
  });

  test('every signature is made again, also of requests that are skipped', async () => {
    for (const name of ['cos-requests.json', 'oss-requests.json']) {
      for (const { outcome, reason } of await replayFile(fileNamed(name))) {
        if (outcome === 'skipped') expect(reason).toMatch(/\(signature reproduced\)$/);
      }
    }
  });
});

test('links of OSS are made by the sharing operation as the SDK makes them', async () => {
  const links = fileNamed('oss-signing.json').vectors.flatMap((vector) => linkOf(vector) ?? []);
  expect(links.length).toBeGreaterThan(25);
  for (const { id, options, input, url } of links) {
    const provider = openProvider(options, { transport: new CapturingTransport() });
    const made = await provider.sharing.presign(input);
    const [ours, theirs] = [splitUrl(made.url), splitUrl(url)];
    expect([ours.host, decodeURIComponent(ours.path)], id).toEqual([
      theirs.host,
      decodeURIComponent(theirs.path),
    ]);
    expect(new Map(ours.query.map(([name, value = '']) => [name, value])), id).toEqual(
      new Map(theirs.query.map(([name, value = '']) => [name, value])),
    );
  }
});

describe('a replay that cannot fail proves nothing', () => {
  async function outcomeAfter(name: string, id: string, change: (vector: Vector) => void): Promise<string> {
    const file = fileNamed(name);
    const vector = file.vectors.find((entry) => entry.id === id);
    if (!vector) throw new Error(`${id} is missing`);
    change(vector);
    const results = await replayFile({ ...file, vectors: [vector] });
    return results.map(({ outcome }) => outcome).join();
  }

  test.each([
    ['cos/getBucket', '"MaxKeys":100', '"MaxKeys":101'],
    ['cos/getObject-full', '"VersionId":"v1"', '"VersionId":"v2"'],
    ['cos/deleteMultipleObject', '"a.txt"', '"z.txt"'],
    ['cos/multipartComplete', '"PartNumber":2', '"PartNumber":3'],
    ['cos/putObjectCopy', '?versionId=v9', ''],
    ['cos/getService-region', '"TagValue":"v"', '"TagValue":"w"'],
    ['cos/putBucket-maz', '"BucketAZConfig":"MAZ"', '"BucketAZConfig":null'],
  ])('another input: %s', async (id, from, to) => {
    const change = (vector: Vector) => {
      expect(vector.call).toContain(from);
      vector.call = vector.call?.replace(from, to) ?? '';
    };
    expect(await outcomeAfter('cos-requests.json', id, change)).toBe('failed');
  });

  test('another signature', async () => {
    const change = (vector: Vector) => {
      const [request] = vector.requests ?? [];
      if (!request) throw new Error('no request');
      request.headers.authorization = `${request.headers.authorization ?? ''}x`;
      request.signing = null;
    };
    expect(await outcomeAfter('cos-requests.json', 'cos/getBucketAcl', change)).toBe('failed');
    expect(await outcomeAfter('oss-requests.json', 'oss-v1/getBucketACL', change)).toBe('failed');
    expect(await outcomeAfter('oss-requests.json', 'oss-v4/getBucketACL', change)).toBe('failed');
  });
});

import { describe, expect, test } from 'vitest';
import { replayFile } from './replay.ts';
import { readVectorFiles, type Vector, type VectorFile } from './vector-file.ts';

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

import { describe, expect, test } from 'vitest';
import { replayFile } from './replay.ts';
import { readVectorFiles, type VectorFile } from './vector-file.ts';

const folder = new URL('./data', import.meta.url).pathname;
const files = await readVectorFiles(folder);

function fileNamed(name: string): VectorFile {
  const file = files.find((entry) => entry.name === name)?.file;
  if (!file) throw new Error(`${name} is missing`);
  return structuredClone(file);
}

describe('recorded vectors', () => {
  test.each([
    ['s3-signing.json', 76],
    ['cos-signing.json', 46],
    ['oss-signing.json', 79],
    ['checksums.json', 4],
    ['select-events.json', 6],
    ['s3-requests-aws.json', 64],
    ['s3-requests-minio.json', 54],
  ])('%s: %i pass, none fails', async (name, passed) => {
    const results = await replayFile(fileNamed(name));
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'passed')).toHaveLength(passed);
  });

  test('nothing is skipped without a reason', async () => {
    for (const { file } of files) {
      if (!file) throw new Error('unreadable file');
      for (const { outcome, reason } of await replayFile(file)) {
        if (outcome === 'skipped') expect(reason).toMatch(/^(?:not implemented: |SDK quirk: |disputed )/);
      }
    }
  });

  test('operations that exist are not skipped', async () => {
    const own =
      /bucket(?!.*(?:acl-canned|notification$))|listObjects|getObject$|putObject$|statObject|upload|tagging|retention|hold|lock|restore|select|listen/i;
    for (const name of ['s3-requests-aws.json', 's3-requests-minio.json']) {
      const file = fileNamed(name);
      const skipped = (await replayFile(file)).filter(({ outcome }) => outcome === 'skipped');
      expect(skipped.map(({ id }) => id).filter((id) => own.test(id))).toEqual([]);
    }
  });
});

describe('a replay that cannot fail proves nothing', () => {
  async function outcomeAfter(
    name: string,
    id: string,
    change: (vector: VectorFile['vectors'][number]) => void,
  ): Promise<string> {
    const file = fileNamed(name);
    const vector = file.vectors.find((entry) => entry.id === id);
    if (!vector) throw new Error(`${id} is missing`);
    change(vector);
    const results = await replayFile({ ...file, vectors: [vector] });
    return results.map(({ outcome }) => outcome).join();
  }

  function firstRequest(vector: VectorFile['vectors'][number]) {
    const request = vector.requests?.[0];
    if (!request) throw new Error('no request');
    return request;
  }

  test.each([
    ['aws/PutBucketCors', '"PUT"', '"HEAD"'],
    ['aws/PutBucketReplication', 'Priority":1', 'Priority":2'],
    ['aws/PutObjectTagging', '"v1"', '"v2"'],
    ['aws/RestoreObject', 'Expedited', 'Bulk'],
    ['aws/GetBucketEncryption', 'GetBucketEncryption', 'GetBucketWebsite'],
  ])('another input of %s', async (id, part, other) => {
    const outcome = await outcomeAfter('s3-requests-aws.json', id, (vector) => {
      expect(vector.call).toContain(part);
      vector.call = vector.call?.replace(part, other) ?? '';
    });
    expect(outcome).toBe('failed');
  });

  test('another secret', async () => {
    const change = (vector: VectorFile['vectors'][number]) => {
      const secret = 'other';
      const names = { secretAccessKey: secret, secretKey: secret, accessKeySecret: secret };
      vector.input = { ...vector.input, ...names };
    };
    expect(await outcomeAfter('s3-signing.json', 's3-sign-hdr-put-body', change)).toBe('failed');
    expect(await outcomeAfter('s3-signing.json', 's3-sign-url-token', change)).toBe('failed');
    expect(await outcomeAfter('s3-signing.json', 's3-minio-post-token', change)).toBe('failed');
    expect(await outcomeAfter('s3-signing.json', 's3-aws-published-chunked', change)).toBe('failed');
    for (const id of ['cos-sign-hdr-put', 'cos-sign-url-version', 'cos-post-basic']) {
      expect(await outcomeAfter('cos-signing.json', id, change), id).toBe('failed');
    }
    const forms = [
      'v1-hdr-put',
      'v1-url-token',
      'v1-post-exact',
      'v4-hdr-put',
      'v4-url-token',
      'v4-post-exact',
    ];
    for (const id of [...forms.map((form) => `oss-${form}`), 'oss-rtmp-playlist']) {
      expect(await outcomeAfter('oss-signing.json', id, change), id).toBe('failed');
    }
  });

  test('another header, query, path or body on the wire', async () => {
    const unsigned = (vector: VectorFile['vectors'][number]) => {
      const request = firstRequest(vector);
      request.signing = null;
      return request;
    };
    const changes: [string, (vector: VectorFile['vectors'][number]) => void][] = [
      [
        'aws/PutObject',
        (vector) => {
          unsigned(vector).headers['cache-control'] = 'max-age=1';
        },
      ],
      [
        'aws/ListObjectsV2',
        (vector) => {
          vector.call = vector.call?.replace('"MaxKeys":100', '"MaxKeys":101') ?? '';
        },
      ],
      [
        'aws/GetObject-full',
        (vector) => {
          vector.call = vector.call?.replace('"VersionId":"v1"', '"VersionId":"v2"') ?? '';
        },
      ],
      [
        'aws/DeleteObjects',
        (vector) => {
          vector.call = vector.call?.replace('"a.txt"', '"z.txt"') ?? '';
        },
      ],
      [
        'aws/CompleteMultipartUpload',
        (vector) => {
          vector.call = vector.call?.replace('"PartNumber":2', '"PartNumber":3') ?? '';
        },
      ],
      [
        'aws/CopyObject',
        (vector) => {
          vector.call = vector.call?.replace('?versionId=v9', '') ?? '';
        },
      ],
    ];
    for (const [id, change] of changes) {
      expect(await outcomeAfter('s3-requests-aws.json', id, change), id).toBe('failed');
    }
  });

  test('another key, lifetime or version in a call that makes a link', async () => {
    for (const [id, from, to] of [
      ['s3-minio-url-put', 'up (1)', 'up (2)'],
      ['s3-minio-url-get-2h', '7200', '7201'],
      ['s3-minio-url-get-version', '"v1"', '"v2"'],
    ] as const) {
      const change = (vector: VectorFile['vectors'][number]) => {
        expect(vector.call).toContain(from);
        vector.call = vector.call?.replace(from, to) ?? '';
      };
      expect(await outcomeAfter('s3-signing.json', id, change), id).toBe('failed');
    }
  });

  test('a signature, a checksum, a frame', async () => {
    const signature = (vector: VectorFile['vectors'][number]) => {
      const { headers } = firstRequest(vector);
      headers.authorization = headers.authorization?.replace(/Signature=./, 'Signature=x') ?? '';
    };
    expect(await outcomeAfter('s3-requests-aws.json', 'aws/GetBucketAcl', signature)).toBe('failed');
    const checksum = (vector: VectorFile['vectors'][number]) => {
      vector.expect = { ...vector.expect, 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' };
    };
    expect(await outcomeAfter('checksums.json', 'checksum-check', checksum)).toBe('failed');
    const frame = (vector: VectorFile['vectors'][number]) => {
      vector.frameHex = String(vector.frameHex).replace(/4a616e65/, '4a616e66');
    };
    expect(await outcomeAfter('select-events.json', 'event-records', frame)).toBe('failed');
  });

  test('a quirk that differs is reported, not failed', async () => {
    const quirk = (vector: VectorFile['vectors'][number]) => {
      vector.sdkQuirk = 'invented';
      vector.call = vector.call?.replace('"MaxKeys":100', '"MaxKeys":101') ?? '';
    };
    expect(await outcomeAfter('s3-requests-aws.json', 'aws/ListObjectsV2', quirk)).toBe('skipped');
  });
});

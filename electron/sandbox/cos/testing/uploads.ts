import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CosBucket, type CosTrial, sourceOf } from '../../testing/cos-client.ts';

const mebibyte = 1024 * 1024;
// A text that differs is told at once, and a buffer of megabytes is not.
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

/** Objects in parts, by hand and by what the SDK builds on them. */
export function tryUploads(trial: () => CosTrial): void {
  describe('uploads in parts', () => {
    const bytes = randomBytes(3 * mebibyte + 5);
    let bucket: CosBucket;
    let folder: string;
    let file: string;
    beforeAll(async () => {
      bucket = await trial().made('parts');
      folder = await mkdtemp(join(tmpdir(), 'stowage-cos-'));
      file = join(folder, 'file.bin');
      await writeFile(file, bytes);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const at = (Key: string) => ({ ...bucket, Key });
    const read = async (key: string) => md5((await trial().client.getObject(at(key))).Body);

    test('are begun, filled, listed and completed', async () => {
      const { client } = trial();
      const { UploadId } = await client.multipartInit({ ...at('whole'), ContentType: 'image/x-test' });
      const parts: { PartNumber: number; ETag: string }[] = [];
      for (const [index, piece] of [bytes.subarray(0, mebibyte), bytes.subarray(mebibyte)].entries()) {
        const PartNumber = index + 1;
        const { ETag } = await client.multipartUpload({ ...at('whole'), UploadId, PartNumber, Body: piece });
        parts.push({ PartNumber, ETag });
      }
      const uploads = await client.multipartList({ ...bucket, Prefix: 'who', Delimiter: '' });
      expect(uploads.Upload).toMatchObject([{ Key: 'whole', UploadId }]);
      const listed = await client.multipartListPart({ ...at('whole'), UploadId });
      expect(listed.Part).toMatchObject([{ PartNumber: '1', Size: String(mebibyte) }, { PartNumber: '2' }]);
      const done = await client.multipartComplete({ ...at('whole'), UploadId, Parts: parts });
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
      expect(done.Location).toContain('/whole');
      expect(await read('whole')).toBe(md5(bytes));
    });

    test('are aborted, and refused when parts are wrong', async () => {
      const { client } = trial();
      const { UploadId } = await client.multipartInit(at('gone'));
      const { ETag } = await client.multipartUpload({
        ...at('gone'),
        UploadId,
        PartNumber: 1,
        Body: Buffer.from('x'),
      });
      await expect(
        client.multipartComplete({ ...at('gone'), UploadId, Parts: [{ PartNumber: 2, ETag }] }),
      ).rejects.toMatchObject({ code: 'InvalidPart' });
      await client.multipartAbort({ ...at('gone'), UploadId });
      await expect(client.multipartListPart({ ...at('gone'), UploadId })).rejects.toMatchObject({
        code: 'NoSuchUpload',
      });
    });

    test('are made of other objects', async () => {
      const { client } = trial();
      await client.putObject({ ...at('source'), Body: bytes });
      const { UploadId } = await client.multipartInit(at('composed'));
      const { ETag } = await client.uploadPartCopy({
        ...at('composed'),
        UploadId,
        PartNumber: 1,
        CopySource: sourceOf(bucket, 'source'),
        CopySourceRange: 'bytes=0-9',
      });
      await client.multipartComplete({ ...at('composed'), UploadId, Parts: [{ PartNumber: 1, ETag }] });
      expect(await read('composed')).toBe(md5(bytes.subarray(0, 10)));
      await client.sliceCopyFile({
        ...at('sliced-copy'),
        CopySource: sourceOf(bucket, 'source'),
        CopySliceSize: mebibyte,
        CopyChunkSize: mebibyte,
      });
      expect(await read('sliced-copy')).toBe(md5(bytes));
    });

    test('are what files are uploaded and downloaded by', async () => {
      const { client } = trial();
      await client.sliceUploadFile({ ...at('sliced'), FilePath: file, ChunkSize: mebibyte });
      expect(await read('sliced')).toBe(md5(bytes));
      await client.uploadFile({ ...at('one'), FilePath: file, SliceSize: mebibyte });
      expect(await read('one')).toBe(md5(bytes));
      const { files } = await client.uploadFiles({
        files: ['many-1', 'many-2'].map((key) => ({ ...at(key), FilePath: file })),
        SliceSize: 10 * mebibyte,
      });
      expect(files.map(({ error }) => error ?? null)).toEqual([null, null]);
      expect(await read('many-2')).toBe(md5(bytes));
      const target = join(folder, 'back.bin');
      await client.downloadFile({ ...at('sliced'), FilePath: target, ChunkSize: mebibyte });
      expect(md5(await readFile(target))).toBe(md5(bytes));
    });

    test('are gone on with, and cleared away', async () => {
      const { client } = trial();
      const { UploadId } = await client.multipartInit(at('resumed'));
      await client.multipartUpload({
        ...at('resumed'),
        UploadId,
        PartNumber: 1,
        Body: bytes.subarray(0, mebibyte),
      });
      const begun = await client.multipartInit(at('left'));
      await client.abortUploadTask({ ...at('left'), Level: 'task', UploadId: begun.UploadId });
      await client.sliceUploadFile({ ...at('resumed'), FilePath: file, ChunkSize: mebibyte });
      expect(await read('resumed')).toBe(md5(bytes));
      const { Upload } = await client.multipartList({ ...bucket, Prefix: '', Delimiter: '' });
      expect(Upload).toEqual([]);
    });
  });
}

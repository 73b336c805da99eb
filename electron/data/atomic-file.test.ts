import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { describeFileError, errorCode, writeFileAtomically } from './atomic-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing a file as one step', () => {
  it('replaces content and permission and leaves nothing beside it', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'old', { mode: 0o644 });
    await writeFileAtomically(path, 'new', 0o600);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('fails in words and cleans up behind itself', async () => {
    const path = join(folder, 'taken');
    await mkdir(join(path, 'inner'), { recursive: true });
    const error = toAppError(await writeFileAtomically(path, 'new', 0o600).catch((thrown) => thrown));
    expect(error).toMatchObject({ kind: 'local-file', resource: path });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('never shows a half written file to a reader', async () => {
    const path = join(folder, 'file');
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
    await writeFileAtomically(path, texts[0] ?? '', 0o600);
    const writing = (async () => {
      for (let round = 1; round < 30; round += 1)
        await writeFileAtomically(path, texts[round % 2] ?? '', 0o600);
    })();
    let isDone = false;
    writing.then(() => {
      isDone = true;
    });
    while (!isDone) expect(texts).toContain(await readFile(path, 'utf8'));
    await writing;
  });
});

describe('errors of file calls', () => {
  const error = (code: string) => Object.assign(new Error('text with a secret'), { code });

  it.each([
    ['ENOSPC', 'disk-full', 'disk is full'],
    ['EDQUOT', 'disk-full', 'disk is full'],
    ['EACCES', 'local-file', 'may not'],
    ['EROFS', 'local-file', 'read-only'],
    ['EIO', 'local-file', 'EIO'],
  ])('%s is %s', (code, kind, words) => {
    const told = toAppError(describeFileError(error(code), '/path', 'written'));
    expect(told.kind).toBe(kind);
    expect(told.message).toContain(words);
    expect(told.message).toContain('/path');
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('have a code or none', () => {
    expect(errorCode(error('EIO'))).toBe('EIO');
    expect(errorCode(new Error('plain'))).toBeNull();
    expect(errorCode('text')).toBeNull();
  });
});

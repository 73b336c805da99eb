import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toAppError } from '../../shared/model/app-error.ts';
import { openSettingsFile } from './settings-file.ts';

const schema = z.strictObject({ theme: z.string(), size: z.number() });
const initial = { theme: 'light', size: 1 };
const nowMs = Date.UTC(2026, 10, 21, 9, 30, 5);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openFile = () => openSettingsFile({ path, schema, version: 2, initial, now: () => nowMs });
const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));

describe('a settings file', () => {
  it('begins with the initial content and writes nothing until the first change', async () => {
    const file = await openFile();
    expect(file.current()).toEqual(initial);
    expect(file.notice).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps what was written, readable by the user alone', async () => {
    await (await openFile()).change(() => ({ theme: 'dark', size: 2 }));
    expect((await openFile()).current()).toEqual({ theme: 'dark', size: 2 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('loses none of many changes at once', async () => {
    const file = await openFile();
    const grow = () => file.change(({ theme, size }) => ({ theme, size: size + 1 }));
    await Promise.all(Array.from({ length: 20 }, grow));
    expect(file.current().size).toBe(21);
    expect((await openFile()).current().size).toBe(21);
  });

  it.each([
    ['not JSON', '{"version": 2, "da'],
    ['bytes of something else', '\u0000\u0001PNG'],
    ['an empty file', ''],
    ['another shape', '[1, 2, 3]'],
    ['a wrong field', '{"version": 2, "data": {"theme": 7, "size": 1}}'],
    ['an unknown field', '{"version": 2, "data": {"theme": "x", "size": 1, "extra": true}}'],
    ['a version that is none', '{"version": -1, "data": {"theme": "x", "size": 1}}'],
  ])('sets %s aside and begins anew', async (_name, text) => {
    await writeFile(path, text);
    const file = await openFile();
    expect(file.current()).toEqual(initial);
    const keptAs = `${path}.broken-20261121T093005Z`;
    expect(file.notice).toEqual({
      reason: 'settings-set-aside',
      values: { file: 'settings.json', keptAs },
    });
    expect(await readFile(keptAs, 'utf8')).toBe(text);
    await file.change(() => initial);
    expect(await readFile(keptAs, 'utf8')).toBe(text);
  });

  it('never overwrites what it set aside before', async () => {
    for (const text of ['first', 'second', 'third']) {
      await writeFile(path, text);
      await openFile();
    }
    const kept = (await readdir(folder)).sort();
    expect(kept).toHaveLength(3);
    const texts = await Promise.all(kept.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.sort()).toEqual(['first', 'second', 'third']);
  });

  it('refuses the file of a newer version and leaves it alone', async () => {
    const text = '{"version": 3, "data": {"colour": "teal"}}';
    await writeFile(path, text);
    expect(await rejection(openFile())).toMatchObject({ kind: 'local-file', reason: 'settings-newer' });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  it('says so when the file cannot be read or written', async () => {
    await mkdir(path);
    expect(await rejection(openFile())).toMatchObject({ kind: 'local-file', resource: path });
    await rm(path, { recursive: true });
    const file = await openFile();
    await rm(folder, { recursive: true });
    expect(await rejection(file.change(() => ({ theme: 'dark', size: 9 })))).toMatchObject({
      kind: 'local-file',
    });
    expect(file.current()).toEqual(initial);
  });
});

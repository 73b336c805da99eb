import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobItem, JobRequest } from '../../shared/model/transfer.ts';
import type { Dice } from './dice.ts';
import {
  bytesOf,
  differences,
  digestsOf,
  readFolder,
  rollFiles,
  type SoakFile,
  sha256Of,
  writeFiles,
} from './soak-files.ts';
import type { SoakStore } from './soak-store.ts';

/** One job of a soak: what it is asked, and what is wrong when it has ended. */
export interface SoakJob {
  readonly name: string;
  readonly request: JobRequest;
  readonly sizeBytes: number;
  /** Every difference between what ought to be there and what is; empty when all is well. */
  differences(items: readonly JobItem[]): Promise<string[]>;
}

interface Ground {
  readonly name: string;
  readonly dice: Dice;
  readonly store: SoakStore;
  /** Where copies go: perhaps another connection. */
  readonly targetStore: SoakStore;
  /** An empty folder of the job's own. */
  readonly folder: string;
}

const kinds = ['upload', 'download', 'copy', 'move', 'delete'] as const;

/** Lays the ground for a job of a random kind, with all that it needs and touches apart from other jobs. */
export async function rollJob(input: Omit<Ground, 'folder'> & { folder: string }): Promise<SoakJob> {
  const kind = input.dice.oneOf(kinds);
  const ground = { ...input, name: `${input.name}-${kind}` };
  switch (kind) {
    case 'upload':
      return uploadJob(ground);
    case 'download':
      return await downloadJob(ground);
    case 'copy':
    case 'move':
      return await copyJob(ground, kind);
    case 'delete':
      return await deleteJob(ground);
  }
}

function uploadJob({ name, dice, store, folder }: Ground): SoakJob {
  const files = rollFiles(dice, 'disk');
  const source = join(folder, 'source');
  writeFiles(source, files);
  const prefix = `${name}/`;
  return {
    name,
    sizeBytes: sumOf(files),
    request: { kind: 'upload', ...placeOf(store), prefix, sourceRefIds: [source], conflict: 'overwrite' },
    differences: async () => [
      ...differences(digestsOf(files, `${prefix}source/`), await store.digestsBelow(prefix)),
      ...(await leftUploads(store, [...digestsOf(files, `${prefix}source/`).keys()])),
    ],
  };
}

async function downloadJob({ name, dice, store, folder }: Ground): Promise<SoakJob> {
  const files = await fill(store, dice, `${name}/`);
  const target = join(folder, 'target');
  mkdirSync(target, { recursive: true });
  return {
    name,
    sizeBytes: sumOf(files),
    request: {
      kind: 'download',
      ...placeOf(store),
      basePrefix: '',
      selection: { keys: [], prefixes: [`${name}/`] },
      targetRefId: target,
      conflict: 'overwrite',
    },
    async differences(items) {
      const expected = digestsOf(files, `${name}/`);
      const found = readFolder(target);
      const wrong: string[] = [];
      for (const item of items) {
        // A folder of the server is a folder on the disk.
        if (item.key.endsWith('/')) continue;
        const digest = sha256Of(readFileSync(join(target, item.otherName)));
        if (digest !== expected.get(item.key)) wrong.push(`other bytes: ${JSON.stringify(item.key)}`);
        found.delete(item.otherName);
      }
      const known = new Set(items.map(({ key }) => key));
      const missing = [...expected.keys()].filter((key) => !known.has(key));
      return [
        ...wrong,
        ...missing.map((key) => `missing: ${JSON.stringify(key)}`),
        ...[...found.keys()].map((path) => `not expected: ${JSON.stringify(path)}`),
      ];
    },
  };
}

async function copyJob({ name, dice, store, targetStore }: Ground, kind: 'copy' | 'move'): Promise<SoakJob> {
  const from = `${name}/from/`;
  const to = `${name}/to/`;
  const files = await fill(store, dice, from);
  return {
    name: targetStore === store ? name : `${name}-to-${targetStore.connection.id}`,
    sizeBytes: sumOf(files),
    request: {
      kind,
      ...placeOf(store),
      basePrefix: from,
      selection: { keys: [], prefixes: [from] },
      target: { ...placeOf(targetStore), prefix: to, newName: null },
      conflict: 'overwrite',
    },
    async differences() {
      const kept = kind === 'copy' ? digestsOf(files, from) : new Map<string, string>();
      return [
        ...differences(digestsOf(files, to), await targetStore.digestsBelow(to)),
        ...differences(kept, await store.digestsBelow(from)),
        ...(await leftUploads(targetStore, [...digestsOf(files, to).keys()])),
      ];
    },
  };
}

async function deleteJob({ name, dice, store }: Ground): Promise<SoakJob> {
  const gone = await fill(store, dice, `${name}/gone/`);
  const kept = await fill(store, dice, `${name}/kept/`);
  return {
    name,
    sizeBytes: sumOf(gone),
    request: { kind: 'delete', ...placeOf(store), selection: { keys: [], prefixes: [`${name}/gone/`] } },
    differences: async () =>
      differences(digestsOf(kept, `${name}/kept/`), await store.digestsBelow(`${name}/`)),
  };
}

async function fill(store: SoakStore, dice: Dice, prefix: string): Promise<SoakFile[]> {
  const files = rollFiles(dice, store.connection.refusesPaths ? 'server-of-paths' : 'server');
  for (const file of files) await store.put(prefix + file.name, bytesOf(file), dice.chance(60));
  return files;
}

async function leftUploads(store: SoakStore, keys: readonly string[]): Promise<string[]> {
  return (await store.unfinishedUploads(keys)).map((key) => `an upload is left: ${JSON.stringify(key)}`);
}

function placeOf({ connection }: SoakStore) {
  return { connectionId: connection.id, bucket: connection.bucket };
}

function sumOf(files: readonly SoakFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

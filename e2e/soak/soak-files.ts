import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentOf, type Dice } from './dice.ts';

const mebibyte = 1_048_576;

/** What a job moves: relative names and the bytes of each. */
export interface SoakFile {
  readonly name: string;
  readonly contentSeed: number;
  readonly sizeBytes: number;
}

/** Names that file systems can have and that URLs, XML and signatures stumble over. */
const oddNames = [
  'plain.txt',
  'with space.txt',
  'plus+sign.bin',
  'percent%20twice%2F.bin',
  'a&b=c?d#e.txt',
  'quote\'and"double.txt',
  'ünïcødé-文件-🙂.dat',
  'semi;colon,comma.txt',
  'tilde~star*(parens)!.x',
  'back\\slash.txt',
  '.hidden',
  'dots..',
  ' leading space',
  'UPPER.txt',
  'upper.txt',
  '<xml>&amp;.txt',
  `${'long-'.repeat(35)}name`,
] as const;

/** Names that only a server can have. */
const serverNames = ['CON', 'new\nline', 'trailing/slash/'] as const;
/** Names that no path can be. */
const pathlessNames = ['a//b', './dot', 'x/../y'] as const;

/** 1 to 12 files, mostly small, at most one of them large. */
export function rollFiles(dice: Dice, where: 'disk' | 'server' | 'server-of-paths'): SoakFile[] {
  const special = where === 'server' ? ([...serverNames, ...pathlessNames] as const) : serverNames;
  const names = new Set<string>();
  const count = dice.between(1, 12);
  while (names.size < count) {
    const name = where !== 'disk' && dice.chance(12) ? dice.oneOf(special) : dice.oneOf(oddNames);
    const folder = dice.oneOf(['', '', 'sub/', 'sub/deeper/', 'ünï code/']);
    names.add(`${folder}${name}`);
  }
  return [...names].map((name, index) => ({
    name,
    contentSeed: dice.between(0, 2 ** 31),
    sizeBytes: name.endsWith('/') ? 0 : index === 0 ? rollSize(dice) : rollSmallSize(dice),
  }));
}

function rollSize(dice: Dice): number {
  return dice.chance(10) ? dice.between(30 * mebibyte, 64 * mebibyte) : dice.between(0, 24 * mebibyte);
}

function rollSmallSize(dice: Dice): number {
  return dice.oneOf([
    0,
    1,
    dice.between(2, 5_000),
    dice.between(2, 5_000),
    dice.between(5_000, 3 * mebibyte),
  ]);
}

export function bytesOf({ contentSeed, sizeBytes }: SoakFile): Buffer {
  return contentOf(contentSeed, sizeBytes);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Digests by name with a prefix before each: what ought to be there at the end. */
export function digestsOf(files: readonly SoakFile[], prefix = ''): Map<string, string> {
  return new Map(files.map((file) => [prefix + file.name, sha256Of(bytesOf(file))]));
}

export function writeFiles(folder: string, files: readonly SoakFile[]): void {
  for (const file of files) {
    const path = join(folder, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(file));
  }
}

/** Digests of all files below a folder, by relative path. */
export function readFolder(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length + 1), sha256Of(readFileSync(path)));
  }
  return found;
}

/** What differs between two sets of digests, in words; empty when nothing does. */
export function differences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].flatMap((name) => {
    const [wanted, got] = [expected.get(name), found.get(name)];
    if (wanted === got) return [];
    if (got === undefined) return [`missing: ${JSON.stringify(name)}`];
    return [`${wanted === undefined ? 'not expected' : 'other bytes'}: ${JSON.stringify(name)}`];
  });
}

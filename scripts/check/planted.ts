import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const projectRoot = path.resolve(import.meta.dirname, '../..');

/** The configuration that the checks read, copied into a planted tree as it is. */
const configuration = [
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.tests.json',
  'shared/tsconfig.json',
  'electron/tsconfig.json',
  'renderer/tsconfig.json',
  'biome.json',
  'knip.json',
  '.gitignore',
  'docs/providers.md',
];

/** Sound files, one for each TypeScript project, so that only the planted breach can be at fault. */
const soundFiles: Readonly<Record<string, string>> = {
  'package.json': '{\n  "name": "planted",\n  "type": "module",\n  "private": true\n}\n',
  'shared/kind.ts': "export const kind: string = 'object';\n",
  'electron/web.ts': "import { kind } from '../shared/kind.ts';\n\nprocess.title = kind;\n",
  'renderer/main.tsx': "import { kind } from '../shared/kind.ts';\n\ndocument.title = kind;\n",
  'scripts/build.ts': 'process.exitCode = 0;\n',
};

/** A small tree of the project's shape in a temporary folder. */
export interface PlantedTree {
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * Makes a sound tree under the project's own configuration and adds or replaces `files` in it: the place where the
 * tests of the rules plant a breach of each.
 */
export async function plantTree(files: Readonly<Record<string, string>>): Promise<PlantedTree> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'stowage-planted-'));
  for (const name of configuration) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await cp(path.join(projectRoot, name), path.join(root, name));
  }
  for (const [name, text] of Object.entries({ ...soundFiles, ...files })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  // The installed packages are lent one by one: the compiler keeps its own files under node_modules/.cache.
  await mkdir(path.join(root, 'node_modules/@types'), { recursive: true });
  const lent = [
    '@biomejs',
    'knip',
    'vite',
    'undici-types',
    'zod',
    'typescript',
    '@types/node',
    '@types/react',
    'csstype',
  ];
  for (const name of lent) {
    await symlink(
      path.join(projectRoot, 'node_modules', name),
      path.join(root, 'node_modules', name),
      'junction',
    );
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

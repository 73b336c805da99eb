import { afterEach, describe, expect, it } from 'vitest';
import { layerTable, testTable } from './layer-table.ts';
import { checkImports, checkLayers } from './layers.ts';
import { type PlantedTree, plantTree } from './planted.ts';

let tree: PlantedTree | null = null;

afterEach(async () => {
  await tree?.remove();
  tree = null;
});

/** One import that each rule of the table must refuse. */
const refusals: [string, string][] = [
  ['shared/model/x.ts', "import '../../electron/app/dispatcher.ts';"],
  ['shared/model/x.ts', "import 'node:fs';"],
  ['shared/model/x.ts', "import 'fs';"],
  ['shared/model/x.ts', "import 'react';"],
  ['electron/providers/x.ts', "import '../sandbox/start-sandbox.ts';"],
  ['electron/providers/x.ts', "import '../transfer/engine.ts';"],
  ['electron/providers/conformance/x.ts', "import '../../app/backend.ts';"],
  ['electron/data/x.ts', "import '../transfer/engine.ts';"],
  ['electron/transfer/x.ts', "import type { StorageProvider } from '../providers/storage-provider.ts';"],
  ['electron/transfer/x.ts', "import 'undici';"],
  ['electron/listing-index/x.ts', "import '../providers/open-provider.ts';"],
  ['electron/live/x.ts', "import '../providers/open-provider.ts';"],
  ['electron/connections/x.ts', "import '../app/backend.ts';"],
  ['electron/sandbox/x.ts', "import '../providers/s3/sign.ts';"],
  ['electron/app/x.ts', "import '../hosts/web/server.ts';"],
  ['electron/app/x.ts', "import 'electron';"],
  ['electron/hosts/page/x.ts', "import '../../app/dispatcher.ts';"],
  ['electron/hosts/web/x.ts', "import '../desktop/menu.ts';"],
  ['electron/hosts/web/x.ts', "import { app } from 'electron';"],
  ['electron/hosts/web/x.ts', "import '../../providers/open-provider.ts';"],
  ['electron/hosts/desktop/x.ts', "import '../web/server.ts';"],
  ['electron/hosts/desktop/x.ts', "import '../../sandbox/start-sandbox.ts';"],
  ['electron/desktop.ts', "import './providers/open-provider.ts';"],
  ['electron/web.ts', "import 'electron';"],
  ['electron/web.ts', "import './hosts/desktop/menu.ts';"],
  ['renderer/app/x.tsx', "import '../../electron/app/dispatcher.ts';"],
  ['renderer/app/x.tsx', "import 'electron';"],
  ['renderer/app/x.tsx', "import 'node:path';"],
  ['renderer/ui/x.tsx', "import '../app/store.ts';"],
  ['renderer/bridge/x.ts', "import '../features/objects/objects-slice.ts';"],
  ['renderer/app/x.test.tsx', "import '../../electron/app/dispatcher.ts';"],
  ['shared/model/x.test.ts', "import '../../electron/app/dispatcher.ts';"],
  ['electron/app/x.test.ts', "import '../../renderer/app/store.ts';"],
  ['electron/app/x.test.ts', "import 'electron';"],
  ['electron/hosts/desktop/x.test.ts', "import '../../../renderer/app/store.ts';"],
  ['e2e/specs/x.ts', "import '../../renderer/app/store.ts';"],
  ['e2e/specs/x.spec.ts', "import 'electron';"],
  ['e2e/x.test.ts', "import '../renderer/app/store.ts';"],
  ['scripts/x.ts', "import '../renderer/app/store.ts';"],
  ['scripts/x.test.ts', "import 'electron';"],
  ['vite.config.ts', "import './renderer/app/store.ts';"],
];

describe('the layer table', () => {
  it.each(refusals)('%s may not %s', (file, text) => {
    expect(checkImports(file, text)).toHaveLength(1);
  });

  it('is covered: every rule has an import above that it refuses', () => {
    const tried = refusals.flatMap(([file, text]) => checkImports(file, text));
    for (const { from, because } of [...layerTable, ...testTable]) {
      expect(
        tried.some((line) => line.includes(because)),
        `no breach is planted for ${from}`,
      ).toBe(true);
    }
  });

  it('refuses a place that it does not know', () => {
    expect(checkImports('shared2/x.test.ts', '')).toEqual([
      expect.stringContaining('no rule of the layer table'),
    ]);
  });

  it.each([
    ['shared/contract/x.ts', "import { z } from 'zod'; import '../model/bucket.ts';"],
    ['electron/app/x.ts', "import '../sandbox/start-sandbox.ts'; import 'node:fs';"],
    ['electron/desktop.ts', "import { app } from 'electron'; import './hosts/desktop/window.ts';"],
    ['electron/transfer/x.test.ts', "import '../sandbox/start-sandbox.ts'; import 'fast-check';"],
    ['renderer/features/objects/x.tsx', "import '../../../shared/model/object.ts'; import './x.module.css';"],
  ])('lets %s %s', (file, text) => {
    expect(checkImports(file, text)).toEqual([]);
  });
});

describe('code for tests only', () => {
  it.each(['./testing/fake-clock.ts', './clock.test.ts'])(
    'is not imported by the product: %s',
    (specifier) => {
      expect(checkImports('electron/transfer/clock.ts', `import '${specifier}';`)).toHaveLength(1);
      expect(checkImports('electron/transfer/x.test.ts', `import '${specifier}';`)).toEqual([]);
      expect(
        checkImports('electron/transfer/testing/x.ts', `import '.${specifier}'; import 'vitest';`),
      ).toEqual([]);
    },
  );
});

describe('an import is seen in every form', () => {
  it.each([
    "import x from '../../electron/web.ts';",
    "import type { X } from '../../electron/web.ts';",
    "export * from '../../electron/web.ts';",
    "export { x } from '../../electron/web.ts';",
    "type X = import('../../electron/web.ts').X;",
    "const x = await import('../../electron/web.ts');",
    'const x = await import(`../../electron/web.ts`);',
    'const x = await import(name);',
    "const x = require('../../electron/web.ts');",
    "const x = import.meta.resolve('../../electron/web.ts');",
    "const x = import.meta.glob('../../electron/*.ts');",
    "const x = import.meta.glob(['./a.ts', '../../electron/*.ts']);",
    "const x = new Worker(new URL('../../electron/web.ts', import.meta.url));",
    "const x = new URL(isBuilt ? './a.js' : '../../electron/web.ts', import.meta.url);",
    "const x = process.getBuiltinModule('node:fs');",
  ])('%s', (text) => {
    expect(checkImports('renderer/app/x.ts', text)).toHaveLength(1);
  });
});

describe('names', () => {
  it.each(['shared/utils/x.ts', 'electron/app/helpers.ts', 'renderer/common/x.ts', 'e2e/misc/x.ts'])(
    'refuses %s',
    async (file) => {
      tree = await plantTree({ [file]: 'export {};\n' });
      expect((await checkLayers(tree.root)).join('\n')).toContain('name it by its subject');
    },
  );
});

import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const require = createRequire(import.meta.url);

interface BuilderConfig {
  readonly files: readonly string[];
  readonly directories: { readonly buildResources: string };
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly mac: Platform & { readonly entitlements: string };
  readonly win: Platform;
  readonly linux: Platform;
}
interface Platform {
  readonly icon: string;
  readonly target: readonly { readonly target: string }[];
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

describe('the packaging configuration', () => {
  let config: BuilderConfig;
  let explainFaults: (given: unknown) => unknown;

  beforeAll(async () => {
    config = await readJson(join(root, 'electron-builder.json'));
    const builder = createRequire(require.resolve('electron-builder/package.json'));
    const schema = await readJson(
      join(dirname(builder.resolve('app-builder-lib/package.json')), 'scheme.json'),
    );
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    explainFaults = (given) => (validate(given) ? null : validate.errors);
  });

  it("fits the builder's own schema, which does notice faults", () => {
    expect(explainFaults(config)).toBeNull();
    expect(explainFaults({ ...config, electronFusez: {} })).not.toBeNull();
    expect(explainFaults({ ...config, linux: { ...config.linux, target: 5 } })).not.toBeNull();
    expect(explainFaults({ ...config, nsis: { oneClick: 'no' } })).not.toBeNull();
  });

  it('packs the build alone', () => {
    expect(config.files).toEqual(['out/**', 'package.json', '!node_modules/**', '!out/.built-from']);
  });

  it('makes the formats of each platform', () => {
    const formats = (platform: Platform) => platform.target.map(({ target }) => target);
    expect(formats(config.mac)).toEqual(['dmg', 'zip']);
    expect(formats(config.win)).toEqual(['nsis']);
    expect(formats(config.linux)).toEqual(['AppImage', 'deb']);
  });

  it('turns off what would let the program be used as Node or be changed', () => {
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('names icons and entitlements that exist, the icons large enough for every platform', async () => {
    for (const { icon } of [config.mac, config.win, config.linux]) {
      const bytes = await readFile(join(root, config.directories.buildResources, icon));
      expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1_024, 1_024]);
    }
    expect((await stat(join(root, config.mac.entitlements))).isFile()).toBe(true);
  });

  it('starts what the build makes', async () => {
    expect((await readJson(join(root, 'package.json'))).main).toBe('out/main/desktop.js');
  });
});

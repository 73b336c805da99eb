import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlags } from './flags.ts';
import { findInstallation } from './installation.ts';

const strict = { isStrict: true };

describe('parseFlags', () => {
  it('leaves everything to the host when nothing is said', () => {
    expect(parseFlags([], strict)).toEqual({
      port: null,
      dataDir: null,
      devRendererUrl: null,
      acceptsWeakKeyStore: false,
    });
  });

  it('reads every flag', () => {
    const argv = [
      '--port',
      '8080',
      '--data-dir=some/folder',
      '--no-open',
      '--dev-renderer',
      'http://127.0.0.1:5173',
    ];
    expect(parseFlags(argv, strict)).toEqual({
      port: 8080,
      dataDir: resolve('some/folder'),
      devRendererUrl: 'http://127.0.0.1:5173',
      acceptsWeakKeyStore: false,
    });
    expect(parseFlags(['--port=0', '--accept-weak-key-store'], strict)).toMatchObject({
      port: 0,
      acceptsWeakKeyStore: true,
    });
  });

  it.each([
    [['--port', '65536'], /0 to 65535/],
    [['--port', '-1'], /port/],
    [['--port', '80x'], /0 to 65535/],
    [['--port'], /port/],
    [['--data-dir', ''], /folder/],
    [['--dev-renderer', 'https://evil.example'], /http address/],
    [['--dev-renderer', 'x'], /http address/],
    [['--unknown'], /--unknown.*Known: --port/],
    [['stray'], /stray/],
  ])('refuses %j in one plain sentence', (argv, words) => {
    try {
      parseFlags(argv, strict);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ appError: { kind: 'invalid-input' } });
      expect((error as Error).message).toMatch(words);
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it("lets the desktop app be given Chromium's switches", () => {
    const argv = ['.', '--disable-gpu', '--ozone-platform=wayland', '--data-dir', '/d'];
    expect(parseFlags(argv, { isStrict: false })).toMatchObject({ dataDir: resolve('/d'), port: null });
  });
});

describe('findInstallation', () => {
  it('finds the project from its sources and from its build', () => {
    const root = resolve(import.meta.dirname, '../..');
    const fromSource = findInstallation(resolve(root, 'electron'));
    expect(fromSource).toEqual(findInstallation(resolve(root, 'out/main')));
    expect(fromSource.rendererFolder).toBe(resolve(root, 'out/renderer'));
    expect(fromSource.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('says so when the copy is incomplete', () => {
    expect(() => findInstallation('/')).toThrow(/incomplete/);
  });
});

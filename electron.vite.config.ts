import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './vite.config.ts';

const at = (path: string) => resolve(import.meta.dirname, path);

/**
 * Main process, web host, preload script and page. Every library is bundled, because `node_modules` is not shipped;
 * `electron` and Node's own modules are what is left to import.
 */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: 'node24',
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          desktop: at('electron/desktop.ts'),
          web: at('electron/web.ts'),
          'hash-worker': at('electron/transfer/hash-worker.ts'),
          'listing-worker': at('electron/listing-index/listing-worker.ts'),
        },
        // Optional native parts of the WebSocket library: it works without, and they are not installed.
        external: ['electron', 'bufferutil', 'utf-8-validate'],
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the worker's file, which is looked for next to the code that starts it.
          chunkFileNames: 'shared-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/hosts/desktop/preload.ts') },
        external: ['electron'],
        // A sandboxed preload script must be CommonJS: https://www.electronjs.org/docs/latest/tutorial/esm
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});

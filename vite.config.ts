import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the web host listens while developing; the page's own server hands its requests on. */
const hostAddress = process.env.STOWAGE_HOST ?? 'http://127.0.0.1:7867';
const passedOn = { target: hostAddress, changeOrigin: true };

/** The page: built into `out/renderer`, or served with hot reload and the web host behind it. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer'),
  publicDir: resolve(import.meta.dirname, 'assets/page'),
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    // The content policy lets no font or style in from a data address.
    assetsInlineLimit: 0,
    // Loaded from this machine, once.
    chunkSizeWarningLimit: 4_096,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: resolve(import.meta.dirname, 'renderer/index.html') },
  },
  server: {
    host: '127.0.0.1',
    port: 5_173,
    strictPort: true,
    proxy: { '/session': passedOn, '/bytes': passedOn, '/wire': { ...passedOn, ws: true } },
  },
});

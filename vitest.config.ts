import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,scripts,e2e/servers,e2e/faults,e2e/soak}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/*.minio.test.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});

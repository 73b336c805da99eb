import { defineConfig } from 'vitest/config';

/** The tests that need a real MinIO: each starts its own. */
export default defineConfig({
  test: {
    include: ['{shared,electron,e2e}/**/*.minio.test.ts'],
    restoreMocks: true,
    testTimeout: 60_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
  },
});

import { build } from './build-output.ts';

const startedAtMs = performance.now();
try {
  await build();
  console.log(`Built into out/ in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

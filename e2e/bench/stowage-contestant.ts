import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestant } from './contestant.ts';
import type { EngineRunTask } from './engine-run.ts';
import type { RunCost } from './measure.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./engine-run.ts', import.meta.url));

/** Our engine with everything around it: journal, plans, provider. `variant` becomes part of the name. */
export function stowageContestant(options: { readonly parallelFiles: number }): Contestant {
  return {
    name: 'stowage',
    async run({ server, kind, path, prefix, key, workFolder }) {
      const { close: _close, ...plain } = server;
      const task: EngineRunTask = {
        server: plain,
        kind,
        path,
        prefix,
        key,
        journalFolder: workFolder,
        parallelFiles: options.parallelFiles,
      };
      const { stdout } = await run(process.execPath, [script, JSON.stringify(task)]).catch(
        (error: unknown) => {
          // The command line holds the task, and the task the keys.
          const words =
            error instanceof Error && 'stderr' in error ? String(error.stderr) : 'it did not start';
          throw new Error(words.trim().slice(-2_000));
        },
      );
      return JSON.parse(stdout) as RunCost;
    },
  };
}

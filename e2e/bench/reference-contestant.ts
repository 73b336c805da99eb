import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Contestant } from './contestant.ts';
import type { RunCost } from './measure.ts';

const run = promisify(execFile);

/** The C client that does the least there is to do; only against the null server, since it signs nothing. */
export function referenceContestant(binary: string, hash: 'none' | 'md5' | 'sha256'): Contestant {
  return {
    name: hash === 'none' ? 'reference' : `reference, ${hash}`,
    async run({ server, kind, path, key, workFolder, totalBytes, partBytes, connections }) {
      const file = kind === 'upload' ? path : `${workFolder}/${key?.split('/').at(-1) ?? 'object'}`;
      const words = [
        kind === 'upload' ? 'up' : 'down',
        server.port,
        file,
        totalBytes,
        partBytes,
        connections,
      ];
      const { stdout } = await run(binary, [...words.map(String), hash]);
      return JSON.parse(stdout) as RunCost;
    },
  };
}

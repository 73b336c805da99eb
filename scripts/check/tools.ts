import { execFile } from 'node:child_process';
import path from 'node:path';

/** Runs an installed command line tool in `root`; the lines it printed when it failed, none when it was content. */
export async function findingsOf(root: string, tool: string, args: readonly string[]): Promise<string[]> {
  const binary = path.join(import.meta.dirname, '../../node_modules/.bin', tool);
  return await new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' };
    execFile(binary, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve([]);
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
      resolve(lines.length === 0 ? [`${tool}: ${error.message}`] : lines);
    });
  });
}

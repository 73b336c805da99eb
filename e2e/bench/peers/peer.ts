import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { urlOf } from '../bench-server.ts';
import type { BenchTask, Contestant } from '../contestant.ts';
import { measureCommand } from '../measure.ts';

const run = promisify(execFile);

/** A program of others that does the same work, how to find it, and the command for a task. */
export interface Peer {
  readonly name: string;
  /** The program, and what makes it say its version. */
  readonly program: string;
  readonly versionArguments: readonly string[];
  command(task: BenchTask): readonly string[];
  environment(task: BenchTask): Readonly<Record<string, string>>;
}

/** Keys as the AWS tools take them. */
export function awsEnvironment({ server }: BenchTask): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: urlOf(server),
    ...(server.caPath === null ? {} : { AWS_CA_BUNDLE: server.caPath }),
  };
}

/** Its version in one line; null when the program is not on this machine. */
export async function versionOf(peer: Peer): Promise<string | null> {
  return await run(peer.program, [...peer.versionArguments]).then(
    ({ stdout, stderr }) => (stdout || stderr).split('\n')[0]?.trim() ?? '',
    () => null,
  );
}

/** The peer as a contestant. Its time is that of its whole process: it tells no other. */
export function peerContestant(peer: Peer, measuredRun: string): Contestant {
  return {
    name: peer.name,
    run: (task) => measureCommand(measuredRun, peer.command(task), peer.environment(task)),
  };
}

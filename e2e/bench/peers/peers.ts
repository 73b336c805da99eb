import { fileURLToPath } from 'node:url';
import { urlOf } from '../bench-server.ts';
import type { BenchTask } from '../contestant.ts';
import { awsEnvironment, type Peer } from './peer.ts';

/** Where a task's one object is, or the prefix of its many. */
function objectOf({ server, prefix, key }: BenchTask): string {
  return `${server.bucket}/${key ?? prefix}`;
}

function rclone(name: string, more: readonly string[]): Peer {
  return {
    name,
    program: 'rclone',
    versionArguments: ['version'],
    command(task) {
      const remote = `bench:${objectOf(task)}`;
      const verb = task.key === null ? 'copy' : 'copyto';
      const local = task.key === null || task.kind === 'upload' ? task.path : `${task.path}/object`;
      const ends = task.kind === 'upload' ? [local, remote] : [remote, local];
      return ['rclone', verb, ...ends, ...more];
    },
    environment: ({ server }) => ({
      RCLONE_CONFIG_BENCH_TYPE: 's3',
      RCLONE_CONFIG_BENCH_PROVIDER: 'Minio',
      RCLONE_CONFIG_BENCH_ENDPOINT: urlOf(server),
      RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: server.accessKeyId,
      RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: server.secretAccessKey,
      RCLONE_CONFIG: '/dev/null',
      ...(server.caPath === null ? {} : { RCLONE_CA_CERT: server.caPath }),
    }),
  };
}

const mc: Peer = {
  name: 'mc',
  program: 'mc',
  versionArguments: ['--version'],
  command(task) {
    const remote = `bench/${objectOf(task)}`;
    const options = ['--config-dir', `${task.workFolder}/mc`, '--quiet', '--insecure'];
    if (task.kind === 'download') {
      return task.key === null
        ? ['mc', ...options, 'cp', '--recursive', remote, `${task.path}/`]
        : ['mc', ...options, 'cp', remote, `${task.path}/object`];
    }
    return task.key === null
      ? ['mc', ...options, 'cp', '--recursive', `${task.path}/`, remote]
      : ['mc', ...options, 'cp', task.path, remote];
  },
  environment: ({ server }) => ({
    MC_HOST_bench: urlOf(server).replace('://', `://${server.accessKeyId}:${server.secretAccessKey}@`),
  }),
};

const s5cmd: Peer = {
  name: 's5cmd',
  program: 's5cmd',
  versionArguments: ['version'],
  command(task) {
    const remote = `s3://${objectOf(task)}`;
    const options = ['s5cmd', '--endpoint-url', urlOf(task.server), '--no-verify-ssl'];
    if (task.kind === 'download') {
      return task.key === null
        ? [...options, 'cp', `${remote}*`, `${task.path}/`]
        : [...options, 'cp', remote, `${task.path}/object`];
    }
    return [...options, 'cp', task.key === null ? `${task.path}/` : task.path, remote];
  },
  environment: awsEnvironment,
};

const aws: Peer = {
  name: 'aws',
  program: 'aws',
  versionArguments: ['--version'],
  command(task) {
    const remote = `s3://${objectOf(task)}`;
    const local = task.key === null || task.kind === 'upload' ? task.path : `${task.path}/object`;
    const ends = task.kind === 'upload' ? [local, remote] : [remote, local];
    return ['aws', 's3', 'cp', '--only-show-errors', ...ends, ...(task.key === null ? ['--recursive'] : [])];
  },
  environment: awsEnvironment,
};

const libStorage: Peer = {
  name: 'lib-storage',
  program: process.execPath,
  versionArguments: ['--version'],
  command({ server, kind, path, prefix, key }) {
    const script = fileURLToPath(new URL('./lib-storage-run.ts', import.meta.url));
    return [process.execPath, script, kind, server.bucket, path, prefix, key ?? ''];
  },
  environment: awsEnvironment,
};

/** Everybody who may be compared with, by the names of `--peer`. */
export const peers: readonly Peer[] = [
  mc,
  s5cmd,
  rclone('rclone', []),
  rclone('rclone-tuned', [
    '--s3-chunk-size=8M',
    '--s3-upload-concurrency=4',
    '--transfers=32',
    '--checkers=32',
    '--multi-thread-streams=4',
    '--s3-disable-checksum',
    '--s3-no-check-bucket',
    '--s3-no-head',
    '--ignore-checksum',
  ]),
  aws,
  libStorage,
];

import type { SandboxFace } from '../../electron/sandbox/faces.ts';

/** An SDK that judges the sandbox from outside. */
export interface PythonJudge {
  /** As `npm run judges -- NAME` takes it. */
  readonly name: string;
  /** File beside this one. */
  readonly script: string;
  /** File beside this one that pins the SDK and all it needs. */
  readonly requirements: string;
  readonly face: SandboxFace;
}

/** The SDKs of the five API documents that Stowage follows, in the order in which they are asked. */
export const pythonJudges: readonly PythonJudge[] = [
  { name: 'minio', script: 'minio_judge.py', requirements: 'python-sdks.txt', face: 's3' },
  { name: 'minio-2020', script: 'minio_2020_judge.py', requirements: 'python-sdks-2020.txt', face: 's3' },
  { name: 'cos', script: 'cos_judge.py', requirements: 'python-sdks.txt', face: 'cos' },
  { name: 'oss2', script: 'oss2_judge.py', requirements: 'python-sdks.txt', face: 'oss' },
];

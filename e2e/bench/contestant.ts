import type { BenchServer } from './bench-server.ts';
import type { RunCost } from './measure.ts';

/** One piece of work that every contestant of a round does in its own way. */
export interface BenchTask {
  readonly server: BenchServer;
  readonly kind: 'upload' | 'download';
  /** A file, or a folder of files; downloads write there. */
  readonly path: string;
  /** Below this prefix, which ends in a slash; no two runs have the same one for uploads. */
  readonly prefix: string;
  /** The one object; null: all below the prefix. */
  readonly key: string | null;
  readonly totalBytes: number;
  readonly fileCount: number;
  readonly partBytes: number;
  readonly connections: number;
  /** An empty folder of this run alone. */
  readonly workFolder: string;
}

/** Somebody who can do the task. */
export interface Contestant {
  readonly name: string;
  run(task: BenchTask): Promise<RunCost>;
}

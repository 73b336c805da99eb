import type { Job, JobItem, JobRequest } from '../../shared/model/transfer.ts';

/** A server as the engine of a soak reaches it, through the faulty line. */
export interface SoakConnection {
  readonly id: string;
  readonly provider: 's3' | 'cos' | 'oss';
  readonly host: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
  /** The server keeps objects as files, and refuses keys that no path can be. */
  readonly refusesPaths: boolean;
}

/** What the engine is told; `id` comes back with the answer. */
export type EngineCommand = { readonly id: number } & (
  | { readonly type: 'create'; readonly request: JobRequest }
  /** Goes on, or tries the failed items again, whichever the job needs. */
  | { readonly type: 'again'; readonly jobId: string }
  | { readonly type: 'items'; readonly jobId: string }
  | { readonly type: 'remove-ended' }
);

/** What the engine tells. */
export type EngineReport =
  | { readonly type: 'ready'; readonly jobs: readonly Job[] }
  | { readonly type: 'changed'; readonly jobs: readonly Job[] }
  | { readonly type: 'created'; readonly id: number; readonly job: Job }
  | { readonly type: 'items'; readonly id: number; readonly items: readonly JobItem[] }
  | { readonly type: 'refused'; readonly id: number; readonly error: string };

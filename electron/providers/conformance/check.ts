import { toAppError } from '../../../shared/model/app-error.ts';
import type { OperationId } from '../../../shared/model/operations.ts';
import type { IgnoranceWatch } from '../client/ignorance.ts';
import type { Transport } from '../http/transport.ts';
import type { ProviderOptions } from '../provider-options.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** What `--only` takes: the groups of the interface, and what lies across them. */
export const checkGroups = [
  'client',
  'service',
  'buckets',
  'configuration',
  'objects',
  'keys',
  'tags',
  'lock',
  'versions',
  'multipart',
  'transfers',
  'sharing',
  'live',
] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** What one check works with. */
export interface CheckContext {
  readonly provider: StorageProvider;
  readonly options: ProviderOptions;
  /** A bucket of this run, made for the chapter of the check. */
  readonly bucket: string;
  /** Another client for the same endpoint; closed after the check. `wrap` sees what goes over the wire. */
  open(changes: Partial<ProviderOptions>, wrap?: (transport: Transport) => Transport): StorageProvider;
  /** The client of another user without rights of its own; throws `NotOffered` when the run was given none. */
  openSecond(): StorageProvider;
  /** A name that no bucket has. One made by it is emptied and deleted after the check, whatever happens. */
  newBucketName(): string;
  /** One more bucket, for checks that change a bucket as a whole; removed after the check. */
  newBucket(): Promise<string>;
  /** One more bucket that access can be given to: what a vendor blocks in new buckets for safety is lifted. */
  newOpenBucket(): Promise<string>;
  /** One more bucket whose objects can be locked. */
  newLockedBucket(): Promise<string>;
  /** One more bucket, which keeps all versions. */
  newVersionedBucket(): Promise<string>;
}

/** One operation held to its contract. */
export interface Check {
  readonly group: CheckGroup;
  /** The row of the table of operations that it proves. */
  readonly operation: OperationId;
  /** Which side of the operation; absent for the operation as such. */
  readonly about?: string;
  /** Throws when the contract is broken; `NotOffered` when the server has it not. */
  run(context: CheckContext): Promise<void>;
}

/** Thrown by a check that cannot judge because the server lacks what it needs. */
export class NotOffered extends Error {}

/** Whether a failure says that the server lacks something, rather than that it does it wrong. */
export function saysNotOffered(thrown: unknown): boolean {
  return thrown instanceof NotOffered || toAppError(thrown).kind === 'not-offered';
}

/** Says that an answer is the one to anything that the server does not know; then nothing is proved. */
export function ignoranceIn({ ignorance }: { readonly ignorance: IgnoranceWatch }): NotOffered | null {
  if (ignorance.unknown === null) return null;
  return new NotOffered(`${ignorance.unknown}: so this server answers a sub-resource that does not exist`);
}
